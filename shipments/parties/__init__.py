"""Sellers, staff, partners and their members, keys and invitations."""
