"""Runs of jobs, and what could not be done so far."""
