"""What could go wrong with a range, found by code, and what a model said that held."""
