"""What works here and what does not, tried by the path that a report takes."""
