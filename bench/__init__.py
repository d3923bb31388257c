"""Benchmarks that hold the speed claims, each a ratio to git or to a peer in one run."""
