"""The cast: Anna sells, Boris sells too, Wei packs, Olga clears customs."""
