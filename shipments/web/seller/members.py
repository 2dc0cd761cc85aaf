"""The people of a company: who is in it, what each may do, asking others in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shipments import clock
from shipments.actor import Right, Role, rights_of
from shipments.errors import NotAllowed
from shipments.parties.invitations import change_level, invite, remove_member, withdraw
from shipments.parties.models import Membership
from shipments.parties.queries import invitations_for, members_for
from shipments.web.refusals import refusals_go_to, refusals_in, refusals_told
from shipments.web.requests import ActorRequest, or_404

RIGHTS = {
    Right.IMPORT: _("import files"),
    Right.EXPORT: _("export files"),
    Right.MONEY: _("record money"),
    Right.KEYS: _("keys, webhooks, members"),
}
MEANS = {
    "seller_owner": _("Owner: everything, also members, keys and webhooks"),
    "seller_operator": _("Operator: orders, files, labels, stock"),
    "seller_viewer": _("Viewer: looks and changes nothing"),
}


class InviteForm(forms.Form):
    """Whom to ask in, and what the person may do."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    level = forms.ChoiceField(
        label=_("Role"), choices=Membership.Level.choices, initial="seller_operator"
    )


@require_http_methods(["GET", "POST"])
def member_list(request: ActorRequest) -> HttpResponse:
    """The members, who is asked in, and the form that asks."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form), refusals_told(request, NotAllowed):
            invite(**form.cleaned_data, by=request.actor, at=clock.now())
            messages.success(
                request, _("A letter with a link is on its way; it is good for 7 days.")
            )
            return redirect("seller:members")
    context = {
        "form": form,
        "members": [_present(membership) for membership in members_for(request.actor)],
        "invitations": invitations_for(request.actor),
        "levels": MEANS.items(),
        "names": Membership.Level.choices,
        "may_change": request.actor.has(Role.SELLER_OWNER),
        "may_ask": request.actor.can_write and request.actor.may(Right.KEYS),
    }
    status = 422 if form.is_bound else 200
    return render(request, "seller/members.html", context, status=status)


def _present(member: Membership) -> dict[str, Any]:
    """A member with each right, and whether it is his; an owner has all."""
    own = rights_of(Role(member.level), member.rights)
    is_owner = member.level == Membership.Level.OWNER
    return {
        "one": member,
        "is_owner": is_owner,
        "rights": [(right.value, label, right in own) for right, label in RIGHTS.items()],
    }


def _member(request: ActorRequest, member: int) -> Membership:
    return or_404(members_for(request.actor).filter(pk=member).first())


@require_POST
@refusals_go_to("seller:members")
def member_level(request: ActorRequest, member: int) -> HttpResponse:
    """Give a member other rights."""
    found = _member(request, member)
    level, rights = request.POST.get("level", ""), request.POST.getlist("rights")
    # an owner's form has no rights to tick; "own" says that they were shown
    given = rights if request.POST.get("own") else None
    change_level(member=found, level=level, rights=given, by=request.actor, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect("seller:members")


@require_POST
@refusals_go_to("seller:members")
def member_remove(request: ActorRequest, member: int) -> HttpResponse:
    """Let a member go."""
    found = _member(request, member)
    remove_member(member=found, by=request.actor, at=clock.now())
    messages.success(request, _("The person can no longer sign in."))
    return redirect("seller:members")


@require_POST
@refusals_go_to("seller:members")
def invitation_withdraw(request: ActorRequest, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    found = or_404(invitations_for(request.actor).filter(pk=invitation).first())
    withdraw(invitation=found, by=request.actor, at=clock.now())
    messages.success(request, _("The invitation is taken back."))
    return redirect("seller:members")
