"""Which bulk action of customs is which action."""
