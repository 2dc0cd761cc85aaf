"""Who may come in, as whom, with which key, and how often."""
