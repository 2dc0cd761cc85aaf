"""A page's language (chosen, else the browser's, else the audience's), clock and colours."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

# Whose clock an audience works by; anybody else reads times on the clock of each place.
CLOCKS = {"seller": "Asia/Shanghai", "staff": "Asia/Shanghai", "customs": "Asia/Yekaterinburg"}
THEMES, THEME_COOKIE = ("light", "dark"), "theme"
AUDIENCES = {
    "seller": "zh-hans",
    "staff": "zh-hans",
    "accounts": "zh-hans",  # buyers sign in nowhere
    "customs": "en",
    "admin": "en",
    "api": "en",
}


class AudienceLocaleMiddleware(LocaleMiddleware):
    """Django's choice where something is remembered or asked for; else by the interface."""

    def process_request(self, request: HttpRequest) -> None:
        interface = request.path_info.strip("/").partition("/")[0]
        timezone.activate(CLOCKS.get(interface, "UTC"))
        asked = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if asked or request.headers.get("Accept-Language"):
            super().process_request(request)
            return
        translation.activate(AUDIENCES.get(interface, "ru"))
        request.LANGUAGE_CODE = translation.get_language()


@require_GET
@login_not_required
def set_language(request: HttpRequest, language: str) -> HttpResponse:
    """Remember a language and go back. A link, so that buyers' pages need no form's cookie."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return _remember(_back(request), settings.LANGUAGE_COOKIE_NAME, language)


@require_GET
@login_not_required
def set_theme(request: HttpRequest, theme: str) -> HttpResponse:
    """Remember light or dark, or forget it and follow the device."""
    if theme not in (*THEMES, "device"):
        raise Http404
    response = _back(request)
    if theme in THEMES:
        return _remember(response, THEME_COOKIE, theme)
    response.delete_cookie(THEME_COOKIE)
    return response


def theme_of(request: HttpRequest) -> str:
    """The colours somebody chose, or nothing."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def theme(request: HttpRequest) -> dict[str, str]:
    """What every template knows of the colours."""
    return {"theme": theme_of(request)}


def _back(request: HttpRequest) -> HttpResponse:
    """To the page somebody came from, if it is ours."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    back = came_from.path if came_from.netloc == request.get_host() else "/"
    query = f"?{came_from.query}" if came_from.query and back != "/" else ""
    return HttpResponseRedirect("/" + back.lstrip("/") + query)


def _remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(
        name,
        value,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
