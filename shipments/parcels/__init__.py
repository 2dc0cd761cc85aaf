"""Parcels: their numbers, weights, contents and three statuses."""
