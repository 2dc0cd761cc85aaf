"""Django's entry for the simulation."""

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "tracker.simulation"
    label = "simulation"
