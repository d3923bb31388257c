"""What is read from strangers, fed with what nobody would write: only documented errors may escape."""
