"""Pages for sellers, staff and buyers."""
