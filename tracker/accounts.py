"""Accounts are made by owners and by us, never by strangers; signing in, and what a password is."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _


class ClosedSignUp(DefaultAccountAdapter):
    """Sign-in for those we know."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False


class SignIn(LoginForm):
    """The form of signing in; what its first field asks for is said, not "Login"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")


class LongEnough(MinimumLengthValidator):
    """Django's rule; in Chinese its sentence is not translated, so it is said by us."""

    def get_error_message(self) -> str:
        return _("A password has at least %(n)s characters.") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return self.get_error_message()
