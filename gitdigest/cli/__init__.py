"""argv -> Options -> the edges -> exit code."""
