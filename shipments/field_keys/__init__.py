"""The keys of encrypted columns: proved at start, rotated by a command."""
