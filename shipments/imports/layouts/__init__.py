"""One file a marketplace's order layout; a new one is a new file and a line in `registry`."""
