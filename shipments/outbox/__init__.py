"""Events left in the transaction that made them true, for notifications to send."""
