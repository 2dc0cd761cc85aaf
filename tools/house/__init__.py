"""The figures the house holds itself to, measured on the tree: `python -m tools.house`."""
