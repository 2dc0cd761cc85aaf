"""Django's entry for the shipments app."""

from importlib import import_module

from django.apps import AppConfig


class ShipmentsConfig(AppConfig):
    name = "shipments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("shipments.privacy.checks")
