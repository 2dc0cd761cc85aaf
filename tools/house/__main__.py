"""Prints the table of figures; exit 1 where one is missed."""

import os
import sys

import django

from tools.house.figures import measure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()


def main() -> int:
    """Print every figure beside its goal; 1 if any is missed."""
    figures = list(measure())
    for figure in figures:
        sign = ">=" if figure.at_least else "<="
        state = "" if figure.is_met else f"MISSED  {figure.worst}"
        print(f"{figure.name:36} {figure.value:>8,} {sign} {figure.goal:<6,} {state}".rstrip())
    return int(not all(figure.is_met for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
