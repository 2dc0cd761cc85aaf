"""Whatever kinds a machine accepts, it gets the one there is; and how a file is handed out."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class AnyKind(DefaultContentNegotiation):
    """Answers are JSON or the file; no `Accept` asks for anything else, so none is refused."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str | None]:
        first = next(iter(renderers))
        return first, first.media_type


def handed_out(content: bytes | str, *, media_type: str, name: str) -> HttpResponse:
    """A file under the name that a browser or a script keeps it by."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer
