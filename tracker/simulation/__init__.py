"""The demo world: it sends the messages that real partners send, through the same interfaces."""
