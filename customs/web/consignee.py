"""Who receives a parcel, as an officer sees it: masked, checked, unmasked for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shipments import clock
from shipments.actor import Role
from shipments.numbers.masks import last_digits, mask_name
from shipments.orders.models import Order
from shipments.orders.rules import gaps_of, kept_of
from shipments.web.requests import ActorRequest

SESSION, SHOWN_FOR = "consignees", timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Paper:
    """A number of identity: as it may be shown, and "good", "wrong" or "missing"."""

    label: str
    shown: str
    state: str


@sensitive_variables()
def consignee_of(request: ActorRequest, order: Order) -> dict[str, Any]:
    """The consignee for the page of a declaration; unmasked only for who asked a moment ago."""
    said, until = kept_of(order), shown_until(request, order)
    faults = {gap.field for gap in gaps_of(said)}
    papers = [
        Paper(
            label,
            said[field] if until else last_digits(said[field]),
            "missing" if not said[field] else "wrong" if field in faults else "good",
        )
        for field, label in (("inn", _("INN")), ("passport", _("Passport")))
    ]
    name = said["name"] if until else mask_name(said["name"])
    city = ", ".join(filter(None, (order.postal_code, order.region, order.city)))
    return {"name": name, "papers": papers, "address": city, "until": until}


def shown_until(request: ActorRequest, order: Order) -> datetime | None:
    """Until when an officer, who has asked for it, sees the consignee; None where not."""
    moment = parse_datetime(request.session.get(SESSION, {}).get(str(order.pk), ""))
    is_fresh = moment is not None and moment > clock.now()
    return moment if is_fresh and request.actor.has(Role.CUSTOMS) else None


def show_for_a_while(request: ActorRequest, order: Order) -> None:
    """Let the session that has just written down its look see the consignee for ten minutes."""
    now = clock.now()
    shown = {**request.session.get(SESSION, {}), str(order.pk): (now + SHOWN_FOR).isoformat()}
    request.session[SESSION] = {pk: until for pk, until in shown.items() if until > now.isoformat()}
