"""Holds on parcels, orders, bags, ULDs and waybills: placed, inherited downwards, released."""
