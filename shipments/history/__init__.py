"""Who changed which decided status, when and why."""
