"""What a buyer does on the page behind the link: asks for news by e-mail, asks where it is."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from shipments import clock
from shipments.access.throttling import address_of, longest_wait
from shipments.actor import NOBODY
from shipments.cases.questions import ask_question, questions_of
from shipments.errors import Refused
from shipments.journeys.queries import parcel_by_token
from shipments.moments import day_of
from shipments.notifications.subscriptions import ask_for_news, end_own_news
from shipments.parcels.models import Parcel
from shipments.web.public.pages import own_page, too_many
from shipments.web.requests import ActorRequest, or_404

AN_HOUR = 3600


def talk_of(parcel: Parcel) -> dict[str, Any]:
    """What the page says of questions: the open one, and the answers that were given."""
    zone, language = parcel.channel.destination.zone, get_language() or "ru"
    now = clock.now()

    def day(moment: datetime | None) -> str:
        return day_of(moment, zone, language, at=now) if moment else ""

    told = [
        {
            "is_open": question.is_open,
            "answer": question.answer,
            "asked": day(question.asked_at),
            "by": day(question.answer_by),
            "answered": day(question.answered_at),
        }
        for question in questions_of(parcel)
    ]
    return {"questions": told, "is_asked": any(item["is_open"] for item in told)}


# These pages are exempt from the token against forged requests: who cannot write the parcel's own
# secret into the address cannot forge them, and nothing that a browser sends by itself counts.
@csrf_exempt
def subscribe(request: ActorRequest, token: str) -> HttpResponse:
    """Note an address that wants news; the answer is the same whether it hears already or not."""
    parcel = _parcel(token)
    if request.method != "POST":
        return redirect("buyer:story", token)
    if wait := _wait(request, token):
        return too_many(request, wait)
    typed = request.POST.get("email", "")[:254]
    context = {"token": token, "typed": typed, "number": parcel.number}
    try:
        ask_for_news(
            parcel_id=parcel.pk,
            email=typed,
            language=get_language() or "ru",
            by=NOBODY,
            at=clock.now(),
        )
    except Refused as refusal:
        context["refused"] = refusal.message
        return own_page(request, "public/subscribe.html", context, status=422)
    return own_page(request, "public/subscribed.html", context)


@csrf_exempt
def ask(request: ActorRequest, token: str) -> HttpResponse:
    """Ask where the parcel is; the page then says when the answer comes."""
    parcel = _parcel(token)
    if request.method == "POST":
        if wait := _wait(request, token):
            return too_many(request, wait)
        try:
            words = request.POST.get("words", "")
            ask_question(parcel=parcel, words=words, by=NOBODY, at=clock.now())
        except Refused as refusal:
            context = {"token": token, "number": parcel.number, "refused": refusal.message}
            return own_page(request, "public/refused.html", context, status=422)
    return redirect("buyer:story", token)


@csrf_exempt
def stop_own(request: ActorRequest, token: str) -> HttpResponse:
    """The order's own buyer wants no letters of this parcel: a button, or one click elsewhere."""
    parcel = _parcel(token)
    context = {"number": parcel.number, "back": token}
    if request.method != "POST":
        return own_page(request, "public/stop.html", context)
    receiver = parcel.order.receiver
    end_own_news(
        parcel_id=parcel.pk,
        email=receiver.email,
        language=receiver.language,
        by=NOBODY,
        at=clock.now(),
    )
    return own_page(request, "public/stopped.html", context)


def _parcel(token: str) -> Parcel:
    return or_404(parcel_by_token(token[:40]))


def _wait(request: ActorRequest, token: str) -> int:
    """By the link first: many people ask from one address of a mobile operator."""
    by_link = ("asking of", token, settings.ASKING_PER_LINK, 1)
    by_address = ("asking", address_of(request), settings.ASKING_PER_ADDRESS, 1)
    return longest_wait([by_link, by_address], seconds=AN_HOUR)
