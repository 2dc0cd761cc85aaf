"""Personal data by kind: where it lies, how long; one person's data given out or erased."""
