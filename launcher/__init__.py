"""Starts what the product stands on, on a bare machine: environment, servers, demo, tests."""
