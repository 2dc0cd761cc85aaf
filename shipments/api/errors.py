"""Every answer that is not a success: {"code", "message", "fields"}."""

import logging
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions as rest
from rest_framework.response import Response

from shipments.errors import (
    BadInput,
    BadMessage,
    Duplicate,
    NotAllowed,
    NotEnough,
    NotFound,
    NotReady,
    Refused,
    WrongState,
)

log = logging.getLogger(__name__)

STATUS_OF: dict[type[Refused], int] = {
    WrongState: 409,
    Duplicate: 409,
    NotEnough: 409,
    NotAllowed: 403,
    NotFound: 404,
    NotReady: 503,
    BadInput: 422,
    BadMessage: 422,
}
CODE_OF = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}


class BadShape(Exception):
    """The input is not shaped as documented; `fields` maps a path such as lines.0.sku to why."""

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


def problem(status: int, code: str, message: str, fields: dict[str, str] | None = None) -> Response:
    """The one shape of a refusal."""
    return Response({"code": code, "message": message, "fields": fields or {}}, status=status)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception; None for what nobody foresaw (a 500, with its traceback)."""
    if isinstance(error, Refused):
        return problem(status_of(error), error.code, error.message, texts(error.fields))
    if isinstance(error, rest.ValidationError):
        return problem(400, "bad_shape", _("Some fields are not right."), flat(error.detail))
    if isinstance(error, BadShape):
        return problem(400, "bad_shape", error.message, error.fields)
    if isinstance(error, rest.APIException):
        return _of_framework(error)
    return _of_django(error)


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal, by its kind."""
    return next((code for kind, code in STATUS_OF.items() if isinstance(refused, kind)), 422)


def texts(fields: dict[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in fields.items()}


def _of_framework(error: rest.APIException) -> Response:
    status = error.status_code
    made = problem(status, CODE_OF.get(status, "refused"), str(error.detail))
    if (wait := getattr(error, "wait", None)) is not None:
        made["Retry-After"] = str(max(1, int(wait)))
    if header := getattr(error, "auth_header", None):
        made["WWW-Authenticate"] = header
    return made


def _of_django(error: Exception) -> Response | None:
    if isinstance(error, Http404):
        return problem(404, "not_found", _("There is no such thing."))
    if isinstance(error, PermissionDenied):
        return problem(403, "not_allowed", _("You may not do this."))
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return problem(413, "too_large", _("The request is too large."))
    if isinstance(error, ValidationError):
        return problem(400, "bad_shape", "; ".join(error.messages))
    if isinstance(error, SuspiciousOperation | BadRequest):
        return problem(400, "bad_request", _("The request cannot be read."))
    if isinstance(error, OperationalError | InterfaceError):
        log.error("the database did not answer in time", exc_info=error)
        made = problem(503, "unavailable", _("We are busy: try again in a moment."))
        made["Retry-After"] = "5"
        return made
    if isinstance(error, DataError | UnicodeEncodeError):
        # The last net: the database cannot hold such a value, so it was never a true one.
        log.warning("a value that cannot be kept: %s", type(error).__name__)
        return problem(400, "bad_shape", _("Some value cannot be kept."))
    return None


def flat(detail: Any, path: str = "") -> dict[str, str]:
    """Nested error texts as one map: the SKU of the second line is named lines.1.sku."""
    if isinstance(detail, dict):
        parts = [flat(value, _join(path, key)) for key, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        parts = [flat(item, _join(path, index)) for index, item in enumerate(detail)]
    else:
        text = " ".join(str(item) for item in detail) if isinstance(detail, list) else str(detail)
        return {path or "body": text}
    return {name: text for part in parts for name, text in part.items()}


def _join(path: str, key: Any) -> str:
    word = "body" if key == "non_field_errors" and not path else str(key)
    if key == "non_field_errors" and path:
        return path
    return f"{path}.{word}" if path else word
