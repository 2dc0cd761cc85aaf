"""Benchmarks: each a ratio to the bare limit measured in the same run."""
