"""A model's words for the commits of a digest: asked, kept, found again, within a budget."""
