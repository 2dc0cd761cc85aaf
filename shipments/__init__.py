"""The channel: orders, parcels, flights, and everything that happens to them."""
