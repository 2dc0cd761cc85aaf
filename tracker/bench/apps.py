"""Django's entry for the benchmarks."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "tracker.bench"
    label = "bench"
