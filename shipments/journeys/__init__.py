"""A parcel's journey as its readers see it."""
