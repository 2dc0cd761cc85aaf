"""Telling a seller's owners by mail that a webhook of theirs was switched off."""

from collections.abc import Sequence
from datetime import datetime

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from shipments.actor import Actor
from shipments.notifications.models import Webhook
from shipments.parties.models import Membership
from shipments.runs.apart import each

# A seller's own language, where a person has chosen none.
LANGUAGE = "zh-hans"
MOST = 100


def notify_owners(*, by: Actor, at: datetime) -> int:
    """Write to the owners of webhooks that were switched off, once each; returns how many hooks."""
    rows = Webhook.objects.filter(off_at__isnull=False, told_off_at=None)
    waiting = rows.defer("secret", "old_secret").select_related("seller").order_by("pk")[:MOST]
    return len(each("tell_owners", waiting, lambda hook: _tell(hook, at), at=at))


def _tell(hook: Webhook, at: datetime) -> None:
    """Write to each owner; where one cannot be written to, the others are not written to again."""
    Webhook.objects.filter(pk=hook.pk).update(told_off_at=at)
    letters = [_letter(hook, address, language) for address, language in _readers(hook)]
    faults = [fault for letter in letters if (fault := _fault_of(letter))]
    if letters and len(faults) == len(letters):
        raise faults[0]


def _fault_of(letter: EmailMessage) -> Exception | None:
    """Send a letter; why it did not go."""
    try:
        letter.send()
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:
        return fault
    return None


def _readers(hook: Webhook) -> Sequence[tuple[str, str]]:
    """The addresses and languages of the owners; where they have none, the seller's own address."""
    owners = Membership.objects.filter(
        seller=hook.seller_id, level=Membership.Level.OWNER, user__is_active=True
    ).exclude(user__email="")
    found = list(owners.order_by("pk").values_list("user__email", "user__language"))
    own = hook.seller.contact_email
    return [(email, language or LANGUAGE) for email, language in found or [(own, "")] if email]


def _letter(hook: Webhook, address: str, language: str) -> EmailMessage:
    with override(language):
        context = {
            "hook": hook,
            "url": f"{settings.PUBLIC_URL}/seller/webhooks/{hook.pk}/",
            "reason": hook.get_off_reason_display(),
        }
        body = render_to_string("emails/webhook_off.txt", context)
        return EmailMessage(_("A webhook was switched off"), body, to=[address])
