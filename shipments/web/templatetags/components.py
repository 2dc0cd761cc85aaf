"""Small pieces of pages as tags every template knows."""

from typing import Any

from django.forms import Form
from django.template import Context, Library
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shipments.web.components.menu import menu_links

register = Library()


@register.inclusion_tag("components/menu.html", takes_context=True)
def menu(context: Context, interface: str, here: str = "") -> dict[str, Any]:
    """The menu of an interface; `here` where a page belongs to another entry than its name says."""
    return {"links": menu_links(interface, context["request"], here)}


@register.inclusion_tag("components/empty.html")
def empty(text: str, page: str = "", action: str = "") -> dict[str, Any]:
    """A list without a row: why, and the one thing to do."""
    return {"text": text, "href": reverse(page) if page else "", "action": action}


@register.simple_tag
def badge(text: Any, tone: str = "info") -> SafeString:
    """A word that stands out of a column."""
    return format_html('<span class="badge {}">{}</span>', tone, text)


@register.inclusion_tag("components/form.html")
def post_form(
    form: Form, button: str, page: str, *place: Any, title: str = "", note: str = "", look: str = ""
) -> dict[str, Any]:
    """A form with its heading, faults and fields, sent to a page; `look` is that of its button."""
    action = reverse(page, args=place)
    drawn = {"form": form, "button": button, "action": action, "look": look}
    return {**drawn, "title": title, "note": note}
