"""What is answered when all else failed: to people a page, to machines the API's one shape."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults

MACHINES = "/api/"


def broken(request: HttpRequest) -> HttpResponseBase:
    """500: something that nobody foresaw."""
    if not request.path_info.startswith(MACHINES):
        return defaults.server_error(request)
    text = _("Something broke on our side; it is written down. Try again in a moment.")
    return problem(500, "server_error", text)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400: an address, a name of a host or a form that cannot be read."""
    if not request.path_info.startswith(MACHINES):
        return defaults.bad_request(request, exception)
    return problem(400, "bad_request", _("The request cannot be read."))


def problem(status: int, code: str, message: str) -> HttpResponse:
    """The API's one shape of a refusal."""
    return JsonResponse({"code": code, "message": message, "fields": {}}, status=status)
