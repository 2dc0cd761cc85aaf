"""A public page: it knows neither session nor user, and so reads neither."""

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shipments.web.language import theme_of
from shipments.web.requests import ActorRequest

A_MINUTE = 60
# Stands for the number in what is rendered once for all numbers.
_ANY = "ANYNUMBER"


def page(
    request: ActorRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A template with the frame of its language and colours."""
    theme = theme_of(request)
    context |= {"frame": _frame(get_language() or "ru", theme), "theme": theme}
    return HttpResponse(get_template(template).render(context), status=status)


# Stands in a page that is rendered once for what differs from one parcel to the next.
_MARK = re.compile("\\x02([a-z]+)\\x03")


def mark(name: str) -> SafeString:
    """A place in a template that `filled` fills."""
    return mark_safe(f"\x02{name}\x03")


def parts_of(template: str, language: str, theme: str, context: dict[str, Any]) -> list[str]:
    """A page rendered once for many: its texts, and between them the names of its marks."""
    known = context | {"frame": _frame(language, theme), "theme": theme}
    return _MARK.split(get_template(template).render(known))


def filled(parts: list[str], values: dict[str, str]) -> HttpResponse:
    """The page of one parcel: `values` has safe HTML for each mark."""
    whole = parts.copy()
    whole[1::2] = [values[name] for name in parts[1::2]]
    return HttpResponse("".join(whole))


def own_page(
    request: ActorRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page for one reader alone: nobody on the way keeps it."""
    return for_one_reader(page(request, template, context, status=status))


def for_one_reader(response: HttpResponse) -> HttpResponse:
    """The same answer, kept by nobody on its way."""
    response["Cache-Control"] = "private, no-store"
    return response


def for_revisits(request: ActorRequest, response: HttpResponse) -> HttpResponse:
    """The same answer with its mark: who has it already is told so in a few bytes."""
    etag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match"):
        response = get_conditional_response(request, etag=etag, response=response) or response
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@lru_cache(maxsize=16)
def _frame(language: str, theme: str) -> dict[str, str]:
    """What is alike on every public page of a language and theme, rendered once."""
    parts = ("public/_head", "public/_top", "public/_search", "shared/_foot")
    known = {"theme": theme}
    return {name.rpartition("_")[2]: get_template(f"{name}.html").render(known) for name in parts}


def digits_form(number: str) -> SafeString:
    """The forms that open a parcel's contents and send its link; rendered once a language."""
    return mark_safe(_digits_form(get_language() or "ru").replace(_ANY, quote(number, safe="")))


@lru_cache(maxsize=4)
def _digits_form(language: str) -> str:
    forms = ("public/_digits.html", "public/_lost_link.html")
    return "".join(get_template(name).render({"number": _ANY}) for name in forms)


@lru_cache(maxsize=32)
def picture_of(stage: str, words: str) -> SafeString:
    """The picture that a messenger shows beside a link, for the head; no page loads it."""
    known = {"picture": f"{settings.PUBLIC_URL}{static(f'share/{stage}.png')}", "words": words}
    return mark_safe(get_template("public/_picture.html").render(known))


def too_many(request: ActorRequest, wait: int) -> HttpResponse:
    """Ask to come back later."""
    minutes = 0 if wait <= A_MINUTE else -(-wait // A_MINUTE)
    context = {"seconds": wait, "minutes": minutes}
    response = page(request, "public/busy.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response
