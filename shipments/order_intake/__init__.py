"""Orders that come from outside: new ones placed, known ones compared and completed."""
