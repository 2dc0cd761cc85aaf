"""How long an authority may take: working days, calendars, terms."""
