"""Numbers with rules: each `valid_*` returns the normalised number or raises ValueError."""
