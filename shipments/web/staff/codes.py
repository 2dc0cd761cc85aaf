"""Codes nobody has understood yet: say once what one means, and all waiting events follow."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shipments import clock
from shipments.actor import Role
from shipments.tracking.code_mapping import waiting_for
from shipments.tracking.codes import CODES
from shipments.tracking.intake import map_code
from shipments.tracking.queries import waiting_codes
from shipments.tracking.tracks import STATUSES, Code, Track
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.staff.words import SCHEMES

TRACKS: dict[Track | None, Any] = {
    Track.MOVEMENT: _("Movement"),
    Track.EXPORT: _("Export customs"),
    Track.IMPORT: _("Import customs"),
    None: _("Only information"),
}


def present_code(code: Code, language: str) -> str:
    """A code in all three languages, the reader's first."""
    texts = [code.text(language), code.zh, code.ru, code.en]
    return " · ".join(dict.fromkeys(texts))


class MeaningForm(forms.Form):
    """What a code means: one of ours, by the track it moves."""

    code = forms.ChoiceField(label=_("It means"), choices=lambda: [("", "—"), *_meanings()])


def _meanings() -> list[tuple[Any, list[tuple[str, str]]]]:
    """The codes under the track that each moves."""
    language = get_language() or "en"
    return [
        (title, [(code.code, present_code(code, language)) for code in _of(track)])
        for track, title in TRACKS.items()
    ]


def _of(track: Track | None) -> list[Code]:
    """The codes of a track in the order of its statuses."""
    found = [code for code in CODES.values() if code.track is track]
    order = STATUSES[track] if track else []
    return sorted(found, key=lambda code: order.index(code.status) if code.status in order else 0)


@require_http_methods(["GET", "POST"])
def unmapped_list(request: ActorRequest) -> HttpResponseBase:
    """The waiting codes with how many events wait for each, since when, and an example."""
    if request.method == "POST":
        return _map(request)
    codes = [
        {
            **waiting_code,
            "list": SCHEMES.get(waiting_code["scheme"], waiting_code["scheme"]),
            "number": number(waiting_code["sample"]),
        }
        for waiting_code in waiting_codes(request.actor)
    ]
    return render(request, "staff/codes.html", {"codes": codes, "is_played": clock.is_played()})


def number(subject: str) -> str:
    """The number in what an event is about, as in parcel:LV00000001CN."""
    return subject.partition(":")[2] or subject


@require_GET
def explain(request: ActorRequest) -> HttpResponse:
    """One code: its events, the choice of meanings, and what follows from the one chosen."""
    scheme, raw_code = request.GET.get("scheme", ""), request.GET.get("raw_code", "")
    waiting = or_404(waiting_for(request.actor, scheme, raw_code))
    form = MeaningForm(request.GET if "code" in request.GET else None)
    is_chosen = form.is_bound and form.is_valid()
    meaning = CODES[form.cleaned_data["code"]] if is_chosen else None
    context = {
        "waiting": waiting,
        "form": form,
        "meaning": meaning,
        "is_played": clock.is_played(),
        "list": SCHEMES.get(scheme, scheme),
        "examples": [(row, number(row.subject)) for row in waiting.examples],
        "track": TRACKS[meaning.track] if meaning else None,
        "may_map": request.actor.has(Role.CUSTOMS, Role.PLANNER),
    }
    status = 422 if form.is_bound and not is_chosen else 200
    return render(request, "staff/code.html", context, status=status)


@refusals_go_to("staff:codes")
def _map(request: ActorRequest) -> HttpResponse:
    answer = map_code(
        scheme=request.POST.get("scheme", ""),
        raw_code=request.POST.get("raw_code", ""),
        code=request.POST.get("code", ""),
        by=request.actor,
        at=clock.now(),
    )
    told = ngettext("%(n)s event followed.", "%(n)s events followed.", answer.accepted)
    messages.success(request, told % {"n": answer.accepted})
    return redirect("staff:codes")
