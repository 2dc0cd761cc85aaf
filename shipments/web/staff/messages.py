"""Partners' messages as they came: which wait for a person, and one with its faults by line."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.errors import Refused
from shipments.exchange.actions import ask_again, settle_message
from shipments.exchange.models import Message
from shipments.exchange.queries import (
    lines_of_message,
    message_for,
    messages_for,
    open_messages,
)
from shipments.parties.partners import partners_for
from shipments.web.base import attachment, keyset_page, tell_refusal
from shipments.web.staff.words import FORMATS, PARTNERS

OPEN = "open"
NUMBER = re.compile(r"M(\d{1,18})", re.ASCII)


class FilterForm(forms.Form):
    """Which messages: by outcome, format and partner."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[
            ("", _("all")),
            (OPEN, pgettext_lazy("message", "waits for a person")),
            *Message.Outcome.choices,
        ],
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[
            ("", _("all")),
            *((word, name) for word, name in FORMATS.items() if word),
        ],
    )
    partner = forms.ChoiceField(label=_("Partner"), required=False)

    def __init__(self, data: Any, partners: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        self.fields["partner"].choices = [("", _("all")), *partners]


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What was done about it"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages of a choice, newest first."""
    partners = [(one.code, PARTNERS.get(one.name, one.name)) for one in partners_for(request.actor)]
    form = FilterForm(request.GET, partners)
    page = keyset_page(request, _wanted(request, form), by="received_at")
    context = {
        "page": page,
        "form": form,
        "now": clock.now(),
        "rows": [_row(one) for one in page.rows],
        "narrowed": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "staff/messages.html", context)


def _wanted(request: HttpRequest, form: FilterForm) -> QuerySet[Message]:
    """What the filter lets through; a word it does not know lets nothing through."""
    rows = messages_for(request.actor)
    if not form.is_valid():
        return rows.none()
    outcome, name, partner = (form.cleaned_data[word] for word in ("outcome", "format", "partner"))
    if outcome:
        rows = open_messages(rows) if outcome == OPEN else rows.filter(outcome=outcome)
    if name:
        rows = rows.filter(format=name)
    return rows.filter(partner__code=partner) if partner else rows


def _row(one: Message) -> dict[str, Any]:
    """A message with its words for a reader."""
    sender = PARTNERS.get(one.partner.name, one.partner.name) if one.partner else one.source
    return {"message": one, "format": FORMATS.get(one.format, one.format), "sender": sender}


def _found(request: HttpRequest, number: str) -> Message:
    """The message of a number as M12."""
    match = NUMBER.fullmatch(number)
    found = message_for(request.actor, int(match[1])) if match else None
    if found is None:
        raise Http404
    return found


@require_GET
def message(request: HttpRequest, message: str) -> HttpResponse:
    """One message: what came of it, its lines, and what can be done."""
    return _page(request, _found(request, message), NoteForm())


def _page(request: HttpRequest, found: Message, form: NoteForm, status: int = 200) -> HttpResponse:
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
def raw(request: HttpRequest, message: str) -> HttpResponse:
    """The bytes as they came, to keep."""
    found = _found(request, message)
    return attachment(bytes(found.raw), f"{found.number}.txt", "application/octet-stream")


@require_POST
def read_again(request: HttpRequest, message: str) -> HttpResponse:
    """Ask that it is read once more; a job does it within the minute."""
    found = _found(request, message)
    try:
        ask_again(messages=[found], by=request.actor, at=clock.now())
        messages.success(request, _("It is read again within a minute."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:message", found.number)


@require_POST
def settle(request: HttpRequest, message: str) -> HttpResponse:
    """Say that nothing is left to do about it."""
    found, form = _found(request, message), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        settle_message(
            message=found, note=form.cleaned_data["note"], by=request.actor, at=clock.now()
        )
        messages.success(request, _("It waits no more."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:message", found.number)
