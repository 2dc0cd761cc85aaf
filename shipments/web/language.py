"""Which language a page is in: what was chosen, else the browser's, else the audience's."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

AUDIENCES = {"seller": "zh-hans", "staff": "zh-hans", "customs": "en", "admin": "en"}


class AudienceLocaleMiddleware(LocaleMiddleware):
    """Django's choice where something is remembered or asked for; else by the door."""

    def process_request(self, request: HttpRequest) -> None:
        asked = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if asked or request.headers.get("Accept-Language"):
            super().process_request(request)
            return
        door = request.path_info.strip("/").partition("/")[0]
        translation.activate(AUDIENCES.get(door, "ru"))
        request.LANGUAGE_CODE = translation.get_language()
