"""What was known of a parcel at a moment, for claims: its story without what was recorded later."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipments import clock
from shipments.moments import LocalMomentField
from shipments.parcels.models import Parcel
from shipments.web.partner_words import said_of
from shipments.web.requests import ActorRequest
from shipments.web.timeline import present_story, story_of

LOCAL = "%Y-%m-%dT%H:%M"


class KnownForm(forms.Form):
    """A moment on the reader's clock; none means now."""

    known = LocalMomentField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S"],
    )


def known_story(request: ActorRequest, parcel: Parcel) -> dict[str, Any]:
    """A parcel's story for `shared/_known_story.html`; `?known=` leaves out what came later.

    Beside it stands what partners said in words that nobody has understood or confirmed.
    """
    form = KnownForm(request.GET if request.GET.get("known") else None)
    known_at = form.cleaned_data["known"] if form.is_valid() else None
    language = get_language() or "en"
    lines = present_story(parcel, language, at=clock.now(), known_at=known_at)
    return {
        "story": story_of(lines),
        "said": said_of(parcel, known_at=known_at),
        "known_form": form,
        "known_at": known_at,
    }
