"""Declarations out of China and into Russia: prepared, answered, decided by hand."""
