"""Every component of the pages in every state, for those who make pages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.web.requests import ActorRequest

COLOURS = (
    "ground",
    "surface",
    "sunken",
    "ink",
    "muted",
    "line",
    "strong-line",
    "accent",
    "accent-soft",
    "good",
    "good-soft",
    "warn",
    "warn-soft",
    "bad",
    "bad-soft",
)
BADGES = (
    ("good", _("delivered")),
    ("info", _("shipped")),
    ("warn", _("placed")),
    ("bad", _("cancelled")),
    ("", _("closed")),
)
LOADS = ((0, "0 kg"), (62, "5 270 kg"), (97, "8 245 kg"), (112, "9 520 kg"))


class SampleForm(forms.Form):
    """One field of each kind; the first is refused."""

    number = forms.CharField(label=_("Number"), help_text=_("As it stands on the label"))
    kind = forms.ChoiceField(label=_("Status"), choices=[(word, text) for word, text in BADGES])
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}))


@require_GET
def design(request: ActorRequest) -> HttpResponse:
    """The tokens, then the components, each as pages use it."""
    now = clock.now()
    messages.info(request, _("Something to know."), extra_tags="shown")
    messages.success(request, _("Something was done."))
    messages.warning(request, _("Something to look at."))
    messages.error(request, _("Something was refused: this says what, where and what to do."))
    context = {
        "colours": COLOURS,
        "badges": BADGES,
        "loads": LOADS,
        "form": SampleForm({"number": "", "note": "…"}),
        "happened": now - timedelta(hours=3),
        "recorded": now,
        "money": Decimal("1290.50"),
        "stages": _stages(),
        "chart": _bars(),
    }
    return render(request, "staff/design.html", context)


def _stages() -> list[tuple[str, Any]]:
    states = ["done"] * 3 + ["current"] + ["later"] * 4
    texts = (
        _("Accepted"),
        _("In Harbin"),
        _("Chinese customs"),
        _("In flight"),
        _("In Russia"),
        _("Russian customs"),
        _("On the way to you"),
        _("Delivered"),
    )
    return list(zip(states, texts, strict=True))


def _bars() -> list[tuple[int, int, int]]:
    """(x, y, height) of some bars."""
    return [(n * 24, 96 - h, h) for n, h in enumerate((20, 44, 38, 61, 80, 72, 90, 55, 66, 84))]
