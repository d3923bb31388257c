"""What a model says of a commit: asked, read, joined."""
