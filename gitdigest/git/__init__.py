"""Reading git: processes, shadows of repositories, mirrors, the graph and the past of files."""
