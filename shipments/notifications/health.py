"""How an address that hears webhooks is: it rests after failures; after days it is off."""

from datetime import datetime, timedelta

from django.db import transaction

from shipments.notifications.connection import Answer
from shipments.notifications.models import Delivery, Webhook

# Minutes for which nothing is sent to an address that fails, after each failure in a row.
REST = (1, 5, 15, 30, 60)
# So long, and so often in a row, nothing but failures: then it is switched off.
OFF_AFTER, OFF_FAILURES = timedelta(days=3), 8
GONE = 410
# The receiver is not at fault where the sending broke off on our side.
OURS = {Delivery.Fault.OURS, Delivery.Fault.CUT_OFF}


@transaction.atomic
def note_answer(*, hook_id: int, answer: Answer, at: datetime) -> None:
    """Note on an address how its last message went, and let go of it; `at` is the world's time."""
    rows = Webhook.objects.defer("secret", "old_secret").select_for_update()
    hook = rows.filter(pk=hook_id).first()
    if hook is None:
        return  # its owner removed it while the message was on its way
    hook.busy_until = None
    if answer.is_good:
        hook.failures, hook.failing_since, hook.paused_until = 0, None, None
    elif answer.fault not in OURS:
        _note_failure(hook, answer, at)
    hook.save(
        update_fields=[
            "busy_until",
            "failures",
            "failing_since",
            "paused_until",
            "is_active",
            "off_reason",
            "off_at",
            "told_off_at",
        ]
    )


def _note_failure(hook: Webhook, answer: Answer, at: datetime) -> None:
    hook.failures += 1
    hook.failing_since = hook.failing_since or at
    if _may_pass(answer):
        minutes = REST[min(hook.failures, len(REST)) - 1]
        hook.paused_until = at + timedelta(minutes=minutes)
    for_days = at - hook.failing_since >= OFF_AFTER and hook.failures >= OFF_FAILURES
    if hook.is_active and (for_days or answer.status == GONE):
        gone = answer.status == GONE
        hook.is_active, hook.off_at, hook.told_off_at = False, at, None
        hook.off_reason = Webhook.OffReason.GONE if gone else Webhook.OffReason.FAILING


def _may_pass(answer: Answer) -> bool:
    """Whether it is the address that fails and not this message: the others had better wait."""
    return answer.status in {0, 408, 429} or answer.status >= 500


def let_go(*, hook: Webhook) -> None:
    """Forget the failures of an address that a person switches on again."""
    hook.failures, hook.failing_since, hook.paused_until = 0, None, None
    hook.off_reason, hook.off_at, hook.told_off_at = "", None, None
