"""Products: what they are, what customs asks of them, and what is still missing."""
