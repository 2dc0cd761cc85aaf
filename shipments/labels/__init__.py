"""Labels and tags as PDF and ZPL."""
