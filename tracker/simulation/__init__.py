"""The demo world: it sends the very messages the real partners send, through the same doors."""
