"""A range as one thing: its net effect, what it breaks, what could go wrong, the verdict."""
