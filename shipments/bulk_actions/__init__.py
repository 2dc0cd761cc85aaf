"""Which bulk action is which action."""
