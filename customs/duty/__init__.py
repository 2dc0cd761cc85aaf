"""Regimes of duty, and what a parcel owes under them."""
