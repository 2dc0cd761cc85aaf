"""The form that shows what is in a parcel to one who knows the end of its buyer's phone."""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from shipments import clock
from shipments.access.throttling import address_of, longest_wait, seconds_to_wait
from shipments.actor import NOBODY
from shipments.journeys.opening import number_opened_by, send_link_again
from shipments.numbers.typed import normalised
from shipments.web.public.pages import page, too_many
from shipments.web.requests import ActorRequest

COOKIE, PATH = "opened", "/track/"
# How long the contents stay open: a number and four digits are less than a link of one's own.
OPEN_SECONDS = 30 * 60
ADDRESS_SECONDS = 600
BY_NUMBER, NUMBER_SECONDS = 5, 3600


# Exempt because it rests on nothing that a browser sends by itself: public pages set no token.
@csrf_exempt
def open_contents(request: ActorRequest, number: str) -> HttpResponse:
    """Show the contents for half an hour; what does not fit and what is not known sound alike."""
    if request.method != "POST":
        return redirect("public:track", number)
    if wait := _wait(request, number):
        return too_many(request, wait)
    digits = request.POST.get("digits", "").strip()[:10]
    if own := number_opened_by(number, digits):
        return _opened(number, own)
    context = {"number": number, "typed": digits, "refused": True}
    return page(request, "public/digits.html", context, status=422)


@csrf_exempt
def send_link(request: ActorRequest, number: str) -> HttpResponse:
    """Send the buyer's link to the e-mail of the order; the answer is the same for any number."""
    if request.method != "POST":
        return redirect("public:track", number)
    counted = [
        ("link from", address_of(request), settings.DIGITS_PER_ADDRESS, 1),
        ("link of", normalised(number), BY_NUMBER, 1),
    ]
    if wait := longest_wait(counted, seconds=NUMBER_SECONDS):
        return too_many(request, wait)
    send_link_again(number=number, by=NOBODY, at=clock.now())
    return page(request, "public/link_sent.html", {"number": number})


def is_opened(request: ActorRequest, number: str) -> bool:
    """Whether the reader has opened this parcel's contents lately."""
    if not (kept := request.COOKIES.get(COOKIE)):
        return False
    try:
        return _signer().unsign(kept, max_age=OPEN_SECONDS) == number
    except BadSignature:
        return False


def _opened(number: str, own: str) -> HttpResponse:
    response = redirect("public:track", number)
    response.set_cookie(
        COOKIE,
        _signer().sign(own),
        max_age=OPEN_SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="contents of a parcel")


def _wait(request: ActorRequest, number: str) -> int:
    """Every try counts, by the address it comes from and by the number it is about.

    Four digits are soon guessed: while tries cannot be counted there is none.
    """
    who, name = address_of(request), normalised(number)
    by_address = {"limit": settings.DIGITS_PER_ADDRESS, "seconds": ADDRESS_SECONDS}
    by_number = {"limit": BY_NUMBER, "seconds": NUMBER_SECONDS}
    return max(
        seconds_to_wait("digits", who, **by_address, guards=True),
        seconds_to_wait("digits of", name, **by_number, guards=True),
    )
