"""The links in a subscriber's mails: yes, write to me; and no, write no more."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from shipments import clock
from shipments.actor import NOBODY
from shipments.notifications.models import Subscription
from shipments.notifications.subscriptions import (
    confirm_news,
    end_news,
    hears,
    subscription_by_token,
)
from shipments.web.public.pages import own_page
from shipments.web.requests import ActorRequest, or_404


# Exempt: the secret in the address is the proof, and RFC 8058 lets a mail program post here.
@csrf_exempt
def confirm(request: ActorRequest, token: str) -> HttpResponse:
    """A button, because programs follow links in mails by themselves."""
    wish = _wish(token)
    if request.method == "POST":
        wish = confirm_news(wish=wish, by=NOBODY, at=clock.now())
    context = {"wish": wish, "hears": hears(wish), "number": wish.parcel.number}
    return own_page(request, "public/confirm.html", context)


@csrf_exempt
def stop(request: ActorRequest, token: str) -> HttpResponse:
    """One click of a mail program, or the button of this page."""
    wish = _wish(token)
    context = {"number": wish.parcel.number}
    if request.method != "POST":
        return own_page(request, "public/stop.html", context)
    end_news(wish=wish, by=NOBODY, at=clock.now())
    return own_page(request, "public/stopped.html", context)


def _wish(token: str) -> Subscription:
    return or_404(subscription_by_token(token[:60]))
