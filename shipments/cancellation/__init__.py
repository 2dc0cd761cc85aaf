"""Orders cancelled, packed or not, and cancellations taken back."""
