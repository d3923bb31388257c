"""gitdigest."""
