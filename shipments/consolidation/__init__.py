"""Building what flies: bags and ULDs filled, moved, sealed, closed, offloaded."""
