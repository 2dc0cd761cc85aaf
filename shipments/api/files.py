"""Doors that give a file: whatever kinds a machine accepts, it gets the one there is."""

from rest_framework.negotiation import DefaultContentNegotiation


class AnyKind(DefaultContentNegotiation):
    """Lets `Accept: application/pdf` in, which the default refuses where refusals are JSON."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
