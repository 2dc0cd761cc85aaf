"""Accounts are made by owners and by us, never by strangers; signing in, and what a password is."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter as second_step
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shipments.access.actors import actor_of_user, needs_second_step
from shipments.access.throttling import address_of, seconds_to_wait
from shipments.parties.models import User

DEVICE_COOKIE, DEVICE_LASTS = "known-device", 180 * 24 * 3600
DEVICES_KEEP = 8
# Tries an hour with one name from devices that never signed in with it.
STRANGERS_AN_HOUR = 100
# Codes of a second step in five minutes; the fifth wrong one has ended them before.
CODES, CODES_SECONDS = 20, 300


class ClosedSignUp(DefaultAccountAdapter):
    """Sign-in for those we know, whom nobody else can keep out."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by name and place; a known device is a place of its own."""
        login = _login(credentials)
        if not is_known_device(request, login) and seconds_to_wait(
            "sign-in", login, limit=STRANGERS_AN_HOUR, seconds=3600
        ):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        login = _login(credentials)
        known = is_known_device(request, login)
        place = request.COOKIES[DEVICE_COOKIE] if known else address_of(request)
        return f"{login} at {place}"

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        remember_device(request, response, user)
        return response


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").lower()


def known_users(request: HttpRequest) -> list[int]:
    """Who has signed in with this device, the latest last; nothing where the cookie is not ours."""
    try:
        kept = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_LASTS
        )
    except signing.BadSignature:
        return []
    return [int(pk) for pk in kept]


def is_known_device(request: HttpRequest, login: str) -> bool:
    """Whether the person of this name has signed in with this device before."""
    if not (known := known_users(request)):
        return False
    named = Q(username__iexact=login) | Q(email__iexact=login)
    return User.objects.filter(named, pk__in=known).exists()


def remember_device(request: HttpRequest, response: HttpResponse, user: AbstractBaseUser) -> None:
    """Leave the signed mark of a device that its owner has used."""
    known = [*(pk for pk in known_users(request) if pk != user.pk), user.pk][-DEVICES_KEEP:]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=DEVICE_COOKIE),
        max_age=DEVICE_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class SignIn(LoginForm):
    """The form of signing in; what its first field asks for is said, not "Login"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")


def refuse_uncounted_codes(user: AbstractBaseUser) -> None:
    """Raise ValidationError where tries of a second step are too many, or cannot be counted."""
    if seconds_to_wait(
        "second-step", str(user.pk), limit=CODES, seconds=CODES_SECONDS, guards=True
    ):
        raise ValidationError(_("No code can be checked at this moment: try again in a minute."))


class SecondStep(AuthenticateForm):
    """The code of a second step, which nobody guesses while tries are not counted."""

    def clean_code(self) -> str:
        refuse_uncounted_codes(self.user)
        return str(super().clean_code())


class SecondStepAgain(ReauthenticateForm):
    """The same before a change of the own account."""

    def clean_code(self) -> str:
        refuse_uncounted_codes(self.user)
        return str(super().clean_code())


class LongEnough(MinimumLengthValidator):
    """Django's rule; in Chinese its sentence is not translated, so it is said by us."""

    def get_error_message(self) -> str:
        return _("A password has at least %(n)s characters.") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return self.get_error_message()


@require_GET
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """A person's own account: password, second step, passkeys, recovery codes."""
    kinds = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "has_code": Authenticator.Type.TOTP in kinds,
        "keys": sum(kind == Authenticator.Type.WEBAUTHN for kind in kinds),
        "has_step": second_step().is_mfa_enabled(request.user),
        "must": needs_second_step(request.user, actor_of_user(request.user)),
    }
    return render(request, "account/account.html", context)
