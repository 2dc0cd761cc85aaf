"""A database that was only migrated: every page says in one sentence what to run first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

from shipments.errors import NotReady
from shipments.flights.queries import require_reference

MACHINES = "/api/"


class ReferenceMiddleware:
    """Asks until the rows are there, once in the life of this process after that."""

    is_ready = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not ReferenceMiddleware.is_ready:
            try:
                require_reference()
            except NotReady as refused:
                return _present(request, refused)
            ReferenceMiddleware.is_ready = True
        return self.get_response(request)


def _present(request: HttpRequest, refused: NotReady) -> HttpResponseBase:
    if request.path_info.startswith(MACHINES):
        shape = {"code": refused.code, "message": refused.message, "fields": {}}
        return JsonResponse(shape, status=503)
    return render(request, "503.html", {"message": refused.message}, status=503)
