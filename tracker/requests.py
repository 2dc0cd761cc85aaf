"""Every request has a number, told in its answer and its lines, and one line of its own."""

import re
import uuid
from collections.abc import Callable
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import empty

from tracker.health import PROBES
from tracker.latency import OF_REQUESTS
from tracker.secrecy import logged_path

HEADER = "X-Request-ID"
# A proxy's number is taken over where it is one; whatever else is sent is not repeated.
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

log = structlog.get_logger("tracker.requests")


class RequestMiddleware:
    """Gives the request its number first of all, counts and logs its end: who, what, how long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        given = request.headers.get(HEADER, "")
        number = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = self.get_response(request)
        response[HEADER] = number
        took = perf_counter() - began
        if request.path not in PROBES:
            OF_REQUESTS.count(request.path, response.status_code, took)
        if settings.ACCESS_LOG:
            log.info(
                "request",
                method=request.method,
                path=logged_path(request, response.status_code),
                status=response.status_code,
                ms=round(took * 1000, 1),
                **who_asked(request),
            )
        return response


def who_asked(request: HttpRequest) -> dict[str, Any]:
    """The name and the seller of who asked, where the request has found out; it is not asked."""
    actor = getattr(request, "actor", None)
    if actor is None or getattr(actor, "_wrapped", actor) is empty:
        return {}
    return {"user": actor.name, "seller": actor.seller_id}
