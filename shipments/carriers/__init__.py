"""Formats of airlines, the post and couriers: pure readers of their messages, and their codes."""
