"""Joining a company by the link of an invitation."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.parties.invitations import accept, invitation_of
from shipments.web.refusals import refusals_in
from shipments.web.requests import ActorRequest, or_404


class JoinForm(forms.Form):
    """The name to sign in by, and a password."""

    username = forms.CharField(label=_("Name to sign in by"), max_length=150)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least eight characters, and not only digits."),
    )


@require_http_methods(["GET", "POST"])
def join(request: ActorRequest, secret: str) -> HttpResponse:
    """Choose a name and a password; the link works once."""
    found, form = or_404(invitation_of(secret, clock.now())), JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            accept(secret=secret, **form.cleaned_data, at=clock.now())
            messages.success(request, _("You are in. Sign in with your name and password."))
            return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(request, "public/join.html", {"form": form, "one": found}, status=status)
