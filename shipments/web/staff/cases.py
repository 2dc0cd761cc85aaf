"""Cases: parcels that need a person; the list by kind and age, one with its story, and closing."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.bulk.actions import open_bulk_action
from shipments.cases.actions import HANDS, answer_case, close_cases, note_case
from shipments.cases.doubtful import events_of_case, judge_events
from shipments.cases.models import Case
from shipments.cases.queries import case_for, cases_for, open_by_kind, parcels_of
from shipments.history.queries import changes_of
from shipments.parcels.models import Headline
from shipments.web.base import chosen, keyset_page
from shipments.web.known import known_story
from shipments.web.partner_words import present_events
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404

STATUSES = Case.Status.choices
_NAMES = ("pk", "about", "number", "cause")


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What is known, what was done"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer to the buyer"),
        max_length=500,
        help_text=_("The buyer reads it on the parcel's page."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class JudgeForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=280, required=False)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Case.Outcome.choices)
    note = forms.CharField(label=_("What was done"), max_length=280, required=False)


@require_http_methods(["GET", "POST"])
def case_list(request: ActorRequest) -> HttpResponseBase:
    """The cases of a kind, the oldest first; those ticked, or all of them, are closed at once."""
    if request.method == "POST":
        return _close_many(request)
    return _list(request, CloseForm())


def _list(request: ActorRequest, form: CloseForm, status: int = 200, asks: int = 0) -> HttpResponse:
    shown = request.GET.get("status", Case.Status.OPEN)
    page = keyset_page(request, _wanted(request), by="opened_at", rising=shown == Case.Status.OPEN)
    stages = dict(Headline.choices)
    context = {
        "page": page,
        "kinds": open_by_kind(request.actor),
        "kind": request.GET.get("kind", ""),
        "shown": shown,
        "statuses": STATUSES,
        "form": form,
        "now": clock.now(),
        "rows": [{"case": case, "stage": stages.get(case.stage, case.stage)} for case in page.rows],
        "token": secrets.token_urlsafe(16),
        "asks": asks,
        "may_close": shown == Case.Status.OPEN and request.actor.has(*HANDS),
    }
    return render(request, "staff/cases.html", context, status=status)


def _wanted(request: ActorRequest) -> QuerySet[Case]:
    """The cases that the filter lets through."""
    status, kind = request.GET.get("status", Case.Status.OPEN), request.GET.get("kind", "")
    rows = cases_for(request.actor).filter(
        status=Case.Status.CLOSED if status == Case.Status.CLOSED else Case.Status.OPEN
    )
    return rows.filter(kind=kind) if kind in Case.Kind.values else rows


@refusals_go_to(lambda request: request.get_full_path())
def _close_many(request: ActorRequest) -> HttpResponseBase:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    rows = _wanted(request).filter(status=Case.Status.OPEN)
    if request.POST.get("all"):
        return _close_all(request, rows, form)
    if not chosen(request):
        messages.warning(request, _("Tick the cases to close."))
        return _list(request, form, status=422)
    cases = list(rows.filter(pk__in=chosen(request)))
    moved = close_cases(cases=cases, by=request.actor, at=clock.now(), **form.cleaned_data)
    told = ngettext("%(n)s case is closed.", "%(n)s cases are closed.", len(moved.moved))
    messages.success(request, told % {"n": len(moved.moved)})
    return redirect(request.get_full_path())


def _close_all(request: ActorRequest, rows: QuerySet[Case], form: CloseForm) -> HttpResponse:
    """Everything that the filter lets through, once confirmed, as an action with its progress."""
    request.actor.require(*HANDS)
    if not request.POST.get("confirmed") and (n := rows.count()):
        return _list(request, form, asks=n)
    action = open_bulk_action(
        kind="close_cases",
        token=request.POST.get("token", "") or secrets.token_urlsafe(16),
        subjects=[
            (pk, about or number or cause)
            for pk, about, number, cause in rows.order_by("pk").values_list(*_NAMES)
        ],
        params={"why": form.cleaned_data["note"], "outcome": form.cleaned_data["outcome"]},
        by=request.actor,
        at=clock.now(),
    )
    return redirect("staff:bulk-action", action.number)


def _found(request: ActorRequest, case: int) -> Any:
    return or_404(case_for(request.actor, case))


@require_GET
def case_page(request: ActorRequest, case: int) -> HttpResponse:
    """One case: its parcel's story with both clocks, notes, and what can be done."""
    return _page(request, _found(request, case))


def _page(request: ActorRequest, found: Any, status: int = 200, **forms: Any) -> HttpResponse:
    """The case's page; `forms` are those to be filled in again, as they were typed."""
    now, parcels = clock.now(), parcels_of(found, request.actor)
    page = keyset_page(request, parcels)
    events = events_of_case(found) if found.kind == Case.Kind.DOUBTFUL else []
    parcel = page.rows[0] if found.pieces == 1 and page.rows else None
    context = {
        "case": found,
        "parcel": parcel,
        "page": page,
        "now": now,
        "events": present_events(events),
        "judge_form": JudgeForm(auto_id="judge-%s"),
        **(known_story(request, parcel) if parcel else {}),
        "stage": dict(Headline.choices).get(found.stage, found.stage),
        "changes": [_present(change) for change in changes_of(found)],
        "may_work": found.status == Case.Status.OPEN and request.actor.has(*HANDS),
        "note_form": NoteForm(initial={"note": found.note}, auto_id="note-%s"),
        "answer_form": AnswerForm(auto_id="answer-%s"),
        "close_form": CloseForm(auto_id="close-%s"),
        **forms,
    }
    return render(request, "staff/case.html", context, status=status)


def _present(change: Any) -> dict[str, Any]:
    """A change of a case: what was done, its outcome and the words."""
    what = _("note") if change.old == change.new else dict(STATUSES).get(change.new, change.new)
    return {
        "change": change,
        "what": what,
        "outcome": dict(Case.Outcome.choices).get(change.reason, ""),
        "why": change.note,
    }


@require_POST
@refusals_go_to("staff:case", "case")
def note(request: ActorRequest, case: int) -> HttpResponse:
    """Write a note on a case."""
    found, form = _found(request, case), NoteForm(request.POST, auto_id="note-%s")
    if not form.is_valid():
        return _page(request, found, status=422, note_form=form)
    note_case(case=found, by=request.actor, at=clock.now(), note=form.cleaned_data["note"])
    return _done(request, case, _("The note is written."))


@require_POST
@refusals_go_to("staff:case", "case")
def answer(request: ActorRequest, case: int) -> HttpResponse:
    """Answer a buyer's question; the case is closed with it."""
    found, form = _found(request, case), AnswerForm(request.POST, auto_id="answer-%s")
    if not form.is_valid():
        return _page(request, found, status=422, answer_form=form)
    answer_case(case=found, by=request.actor, at=clock.now(), answer=form.cleaned_data["answer"])
    return _done(request, case, _("The buyer can read the answer."))


@require_POST
@refusals_go_to("staff:case", "case")
def judge(request: ActorRequest, case: int) -> HttpResponse:
    """Accept the chosen doubtful events all the same, or dismiss them with the reason."""
    found, form = _found(request, case), JudgeForm(request.POST, auto_id="judge-%s")
    picked = set(chosen(request))
    events = [row for row in events_of_case(found) if row.pk in picked]
    if not form.is_valid() or not events:
        if not events:
            messages.warning(request, _("Tick the events to judge."))
        return _page(request, found, status=422, judge_form=form)
    is_accepted = "accept" in request.POST
    judge_events(
        case=found,
        events=events,
        accept=is_accepted,
        why=form.cleaned_data["why"],
        by=request.actor,
        at=clock.now(),
    )
    done = _("The events are recorded.") if is_accepted else _("The events are dismissed.")
    return _done(request, case, done)


@require_POST
@refusals_go_to("staff:case", "case")
def close(request: ActorRequest, case: int) -> HttpResponse:
    """Close one case with its outcome."""
    found, form = _found(request, case), CloseForm(request.POST, auto_id="close-%s")
    if not form.is_valid():
        return _page(request, found, status=422, close_form=form)
    closed = close_cases(cases=[found], by=request.actor, at=clock.now(), **form.cleaned_data)
    closed.all_or_refuse()
    return _done(request, case, _("Closed."))


def _done(request: ActorRequest, case: int, text: Any) -> HttpResponse:
    messages.success(request, text)
    return redirect("staff:case", case)
