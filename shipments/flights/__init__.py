"""Flights of a channel: places, schedules, legs, cut-offs, delays."""
