"""Lays the reference rows every installation begins with; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from customs.reference import load_reference_data


class Command(BaseCommand):
    """Makes missing rows; what people have changed stays as it is."""

    help = "Lay places, channels, aircraft, schedules, code lists, regimes, terms and days off."

    def handle(self, *args: Any, **options: Any) -> None:
        load_reference_data()
        self.stdout.write("The reference rows are there.")
