"""What others can use of a project, at one end of a range against the other."""
