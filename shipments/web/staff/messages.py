"""Partners' messages as they came: which wait for a person, and one with its faults by line."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_filters import ChoiceFilter, FilterSet

from shipments import clock
from shipments.exchange.actions import ask_again, settle_message
from shipments.exchange.models import Message
from shipments.exchange.queries import (
    lines_of_message,
    message_for,
    messages_for,
    open_messages,
)
from shipments.filter_widgets import ALL
from shipments.parties.queries import partners_by_kind
from shipments.web.base import attachment, keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.staff.words import FORMATS, PARTNERS

NUMBER = re.compile(r"M(\d{1,18})", re.ASCII)


OPEN = "open"


def partner_names() -> list[tuple[str, Any]]:
    """Every partner's code and name in the reader's words."""
    rows = partners_by_kind().values_list("code", "name")
    return [(code, PARTNERS.get(name, name)) for code, name in rows]


class MessageFilter(FilterSet):
    """Which messages: by outcome (`open` waits for a person), format and partner."""

    outcome = ChoiceFilter(
        method="with_outcome",
        label=_("Outcome"),
        empty_label=ALL,
        choices=[(OPEN, pgettext_lazy("message", "waits for a person")), *Message.Outcome.choices],
    )
    format = ChoiceFilter(
        label=_("Format"),
        empty_label=ALL,
        choices=[(word, name) for word, name in FORMATS.items() if word],
    )
    partner = ChoiceFilter("partner__code", label=_("Partner"), empty_label=ALL)

    class Meta:
        model = Message
        fields = ()

    def __init__(self, data: Any, rows: QuerySet[Message]) -> None:
        super().__init__(data, rows)
        self.filters["partner"].extra["choices"] = partner_names()

    def with_outcome(self, rows: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        return open_messages(rows) if value == OPEN else rows.filter(outcome=value)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What was done about it"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_GET
def message_list(request: ActorRequest) -> HttpResponse:
    """The messages of a choice, newest first; a word that is not known lets nothing through."""
    filters = MessageFilter(request.GET, messages_for(request.actor))
    rows = filters.qs if filters.is_valid() else filters.queryset.none()
    page = keyset_page(request, rows, by="received_at")
    context = {
        "page": page,
        "panel": filter_panel(request, filters),
        "rows": [_row(message) for message in page.rows],
    }
    return render(request, "staff/messages.html", context)


def _row(message: Message) -> dict[str, Any]:
    """A message with its words for a reader."""
    sender = (
        PARTNERS.get(message.partner.name, message.partner.name)
        if message.partner
        else message.source
    )
    return {
        "message": message,
        "format": FORMATS.get(message.format, message.format),
        "sender": sender,
    }


def _found(request: ActorRequest, number: str) -> Message:
    """The message of a number as M12."""
    match = NUMBER.fullmatch(number)
    return or_404(message_for(request.actor, int(match[1])) if match else None)


@require_GET
def message(request: ActorRequest, message: str) -> HttpResponse:
    """One message: what came of it, its lines, and what can be done."""
    return _page(request, _found(request, message), NoteForm())


def _page(request: ActorRequest, found: Message, form: NoteForm, status: int = 200) -> HttpResponse:
    shown = lines_of_message(found)
    context = {
        **_row(found),
        "lines": shown.lines,
        "hidden": shown.hidden,
        "whole": shown.whole,
        "form": form,
        "now": clock.now(),
        "faults": [fault for line in shown.lines for fault in line.faults],
    }
    return render(request, "staff/message.html", context, status=status)


@require_GET
def raw(request: ActorRequest, message: str) -> HttpResponse:
    """The bytes as they came, to keep."""
    found = _found(request, message)
    return attachment(bytes(found.raw), f"{found.number}.txt", "application/octet-stream")


@require_POST
@refusals_go_to("staff:message", "message")
def read_again(request: ActorRequest, message: str) -> HttpResponse:
    """Ask that it is read once more; a job does it within the minute."""
    found = _found(request, message)
    ask_again(messages=[found], by=request.actor, at=clock.now())
    messages.success(request, _("It is read again within a minute."))
    return redirect("staff:message", found.number)


@require_POST
@refusals_go_to("staff:message", "message")
def settle(request: ActorRequest, message: str) -> HttpResponse:
    """Say that nothing is left to do about it."""
    found, form = _found(request, message), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    settle_message(message=found, note=form.cleaned_data["note"], by=request.actor, at=clock.now())
    messages.success(request, _("It waits no more."))
    return redirect("staff:message", found.number)
