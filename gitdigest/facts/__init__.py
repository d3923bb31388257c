"""Facts: what code alone can say of a commit, each with its evidence and its level."""
