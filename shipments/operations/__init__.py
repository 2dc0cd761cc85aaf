"""What happens to flights and what flies: departures, delays, changes, hand-over, planning."""
