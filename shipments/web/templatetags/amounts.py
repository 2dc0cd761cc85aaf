"""Money, weight and moments as every page shows them: filters known to every template."""

from datetime import datetime
from decimal import Decimal

from django.template import Library
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shipments.moments import IN_FIGURES, local_day, offset_of

register = Library()
NONE = "—"
SIGNS = {"RUB": "₽", "CNY": "¥", "EUR": "€"}


@register.filter
def money(amount: Decimal | None, currency: str = "RUB") -> SafeString:
    """A sum to the kopeck or fen with its currency's sign."""
    shown = NONE if amount is None else f"{floatformat(amount, '2g')} {SIGNS[currency]}"
    return format_html('<span class="amount">{}</span>', shown)


@register.filter
def weight(grams: int | None) -> SafeString:
    """Whole grams."""
    shown = NONE if grams is None else f"{floatformat(grams, '0g')} {_('g')}"
    return format_html('<span class="amount">{}</span>', shown)


@register.simple_tag
def page_clock() -> str:
    """The clock of all moments of a page that name none: UTC+8."""
    return offset_of(timezone.localtime())


@register.filter
def span(minutes: int) -> str:
    """A stretch of minutes in hours and minutes, as in 9 h 20 min."""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return _("%(n)s min") % {"n": rest}
    if not rest:
        return _("%(n)s h") % {"n": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


@register.filter
def moment(at: datetime | None, now: datetime) -> SafeString | str:
    """Day and minute on the reader's clock; a day of another year than that of `now` tells it."""
    if at is None:
        return NONE
    local, language = timezone.localtime(at), get_language() or "en"
    day = local_day(local, language, at=now, formats=IN_FIGURES)
    shown = f"{day} {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), shown)
