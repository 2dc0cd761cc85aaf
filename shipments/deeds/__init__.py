"""Which bulk action is which action, and how each is taken back."""
