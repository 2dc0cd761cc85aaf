"""Exchange rates by day, fetched, loaded or corrected."""
