"""Who did a thing, as people read it; a template's filter, known to every template."""

from typing import Any

from django.template import Library

from shipments.web.staff.words import JOBS

register = Library()


@register.filter
def who(by: str) -> Any:
    """A job by what it does; a person or a partner by the name written down."""
    return JOBS.get(by, by)
