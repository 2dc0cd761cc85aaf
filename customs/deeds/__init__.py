"""Which bulk action of customs is which action, and how each is taken back."""
