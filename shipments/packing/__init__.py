"""Turning paid orders into parcels, weighing them, and taking them apart again."""
