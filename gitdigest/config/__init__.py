"""Options: files, environment, flags, and which of them may be trusted."""
