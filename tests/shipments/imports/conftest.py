"""Here the cast acts in person, not by machine or browser."""

from tests.cast import anna, boris, nobody, olga, pavel, wei

__all__ = ["anna", "boris", "nobody", "olga", "pavel", "wei"]
