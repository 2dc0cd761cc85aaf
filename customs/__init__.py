"""Chinese export and Russian import clearance; knows shipments, never the reverse."""
