"""Partners' raw messages of every format through one door: recognised, parsed, taken in."""
