"""What is carried into a network that has no way out, and what is known of its parts."""
