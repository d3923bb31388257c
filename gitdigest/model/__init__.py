"""Models that can be asked: litellm, servers of this machine, a GGUF file, kept answers."""
