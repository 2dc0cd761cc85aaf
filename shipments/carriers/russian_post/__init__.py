"""Russian Post: operation histories."""
