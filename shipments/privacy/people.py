"""One person in all tables: found by what he is known by, given out as a file, or erased."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from shipments.actor import Actor, Role
from shipments.cases.models import Case
from shipments.errors import BadInput, WrongState
from shipments.exports.models import ExportRun
from shipments.imports.models import RowError
from shipments.notifications.models import BuyerNotice, Subscription
from shipments.orders.models import Order, Receiver, Reveal
from shipments.parcels.models import Parcel
from shipments.privacy.ends import forget_people
from shipments.privacy.models import PrivacyAct
from shipments.sentences import say
from shipments.tracking.models import UnmappedEvent

# More people of one phone or e-mail is no person, but a shop's own placeholder.
MOST = 200
# So much of a text is needed to look for it.
LEAST = 4
ORDER = ("number", "postal_code", "region", "city", "street", "note", "ordered_at", "status")
SUBSCRIPTION = ("email", "language", "created_at")
RECEIVER = ("name", "name_latin", "phone", "email", "language", "inn", "passport")
Facts = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Person:
    """The receivers and subscriptions that a phone, an e-mail, a number or an INN names."""

    receivers: Sequence[Receiver]
    subscriptions: Sequence[Subscription]
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def orders(self) -> list[int]:
        return [receiver.order_id for receiver in self.receivers]

    @property
    def going_on(self) -> list[str]:
        """Numbers of the orders that are under way."""
        return [
            receiver.order.number
            for receiver in self.receivers
            if receiver.order.status in Order.Status.GOING_ON
        ]

    def __bool__(self) -> bool:
        return bool(self.receivers or self.subscriptions)


def find_person(*, text: str, by: Actor) -> Person:
    """Whoever is known by a phone, an e-mail, an order's or a parcel's number, or an INN.

    Raises BadInput for a text too short to name anybody, and for one that names very many.
    """
    by.require(Role.ADMIN)
    text = text.replace("\x00", "").strip()
    if len(text) < LEAST:
        raise BadInput("too_short", say("Give a phone, an e-mail, a number or an INN in full."))
    rows = Receiver.objects.select_related("order__seller").filter(_named(text)).order_by("pk")
    receivers = list(rows[: MOST + 1]) or _of_inn(text)
    emails = {
        receiver.lower()
        for receiver in (text, *(receiver.email for receiver in receivers))
        if "@" in receiver
    }
    mails = Subscription.objects.filter(Q(email__in=emails) | Q(parcel__number__iexact=text))
    subscriptions = list(mails.order_by("pk")[: MOST + 1])
    if max(len(receivers), len(subscriptions)) > MOST:
        told = say(
            "More than %(most)s orders are known by this: it names no one person.", most=MOST
        )
        raise BadInput("too_many", told)
    return Person(receivers, subscriptions, _words(text, receivers))


def _named(text: str) -> Q:
    digits = re.sub(r"\D", "", text)
    found = Q(order__number=text) | Q(order__parcels__number__iexact=text)
    if "@" in text:
        return found | Q(email__iexact=text)
    if len(digits) >= 10 and re.fullmatch(r"[+\d\s()-]+", text):
        return found | Q(phone__endswith=digits[-10:])
    return found


def _of_inn(text: str) -> list[Receiver]:
    """Receivers of an INN: it is ciphertext, so the few that are still kept are read."""
    if not re.fullmatch(r"\d{10}|\d{12}", text, re.ASCII):
        return []
    known = Receiver.objects.select_related("order__seller").exclude(inn="", passport="")
    return [receiver for receiver in known.order_by("pk").iterator() if receiver.inn == text]


def _words(text: str, receivers: Iterable[Receiver]) -> frozenset[str]:
    """By what rows of files are known to be this person's."""
    known = {
        text,
        *(receiver.phone for receiver in receivers),
        *(receiver.email for receiver in receivers),
    }
    return frozenset({*known, *(receiver.order.number for receiver in receivers)} - {""})


def facts_of(person: Person) -> dict[str, Facts]:
    """Everything kept of a person, by kind, as it is kept."""
    orders = Order.objects.filter(pk__in=person.orders)
    mine = {"parcel__order__in": person.orders}
    return {
        "orders": list(orders.order_by("pk").values(*ORDER)),
        "people": [
            {name: getattr(receiver, name) for name in RECEIVER} for receiver in person.receivers
        ],
        "subscriptions": list(_own_subscriptions(person).values(*SUBSCRIPTION)),
        "notices": list(BuyerNotice.objects.filter(**mine).values("stage", "status", "sent_at")),
        "questions": [
            {"note": str(question.note), "answer": question.answer, "opened_at": question.opened_at}
            for question in _questions(person)
        ],
        "looks": list(_looks(person).values("by", "why", "happened_at")),
        "waiting_events": list(_waiting(person).values("raw_code", "happened_at", "payload")),
        "rows": [{"line": parcel.line, "row": parcel.row} for parcel in _rows(person)],
    }


def _subscriptions(person: Person) -> Any:
    own = Q(pk__in=[subscription.pk for subscription in person.subscriptions])
    return Subscription.objects.filter(own | Q(parcel__order__in=person.orders))


def _own_subscriptions(person: Person) -> Any:
    """Without those of others who asked for news of his parcels: their addresses are not his."""
    emails = {word.lower() for word in person.words if "@" in word}
    return _subscriptions(person).filter(email__in=emails)


def _questions(person: Person) -> Any:
    asked = Case.objects.filter(kind=Case.Kind.QUESTION, parcels__order__in=person.orders)
    return asked.distinct().order_by("pk")


def _looks(person: Person) -> Any:
    return Reveal.objects.filter(order__in=person.orders).order_by("pk")


def _waiting(person: Person) -> Any:
    """Partners name a parcel by our number or by the last mile's."""
    parcels = Parcel.objects.filter(order__in=person.orders)
    numbers = parcels.values_list("number", "last_mile_number")
    subjects = [f"parcel:{name}" for names in numbers for name in names if name]
    return UnmappedEvent.objects.filter(subject__in=subjects).exclude(payload={})


def _rows(person: Person) -> list[RowError]:
    """Rows of files that name the person; they are ciphertext, and kept some weeks."""
    if not person.words:
        return []
    kept = RowError.objects.order_by("pk").iterator(chunk_size=2_000)
    return [
        kept_row
        for kept_row in kept
        if not person.words.isdisjoint(map(str, kept_row.row.values()))
    ]


@transaction.atomic
def export_person(*, person: Person, why: str, by: Actor, at: datetime) -> dict[str, Facts]:
    """Everything kept of a person, to be given to him; that it was given out is kept."""
    by.require(Role.ADMIN)
    facts = facts_of(person)
    _keep(
        PrivacyAct.Action.EXPORTED, {name: len(some) for name, some in facts.items()}, why, by, at
    )
    return facts


@transaction.atomic
def erase_person(*, person: Person, why: str, by: Actor, at: datetime) -> dict[str, int]:
    """Erase a person; orders stay with their money and goods. Returns how many rows by kind.

    What customs and carriers were told stays for its own term. Raises WrongState while an order
    is under way, since it could not be delivered.
    """
    by.require(Role.ADMIN)
    if numbers := person.going_on:
        text = say(
            "Orders under way need their receiver: %(numbers)s. Cancel them, or wait until "
            "they have ended.",
            numbers=", ".join(numbers[:10]),
        )
        raise WrongState("under_way", text)
    rows = [parcel.pk for parcel in _rows(person)]
    labels = ExportRun.objects.filter(
        kind="labels", seller__in=[receiver.order.seller_id for receiver in person.receivers]
    )
    counts = {
        "questions": _questions(person).count(),
        "people": forget_people([receiver.pk for receiver in person.receivers], at=at),
        "waiting_events": _waiting(person).update(payload={}),
        "rows": RowError.objects.filter(pk__in=rows).delete()[0],
        "exports": labels.exclude(content=None).update(content=None, params=None),
    }
    asked = [question.pk for question in _questions(person)]
    Case.objects.filter(pk__in=asked).update(note="", answer="")
    counts["subscriptions"] = _subscriptions(person).count()
    _subscriptions(person).delete()
    _keep(PrivacyAct.Action.ERASED, counts, why, by, at)
    return counts


def acts_for(actor: Actor) -> QuerySet[PrivacyAct]:
    """What was given out and erased, newest first, for administrators."""
    acts = PrivacyAct.objects.order_by("-happened_at", "-pk")
    return acts if actor.has(Role.ADMIN) else acts.none()


def _keep(action: str, counts: dict[str, int], why: str, by: Actor, at: datetime) -> None:
    if not why.strip():
        raise BadInput("no_reason", say("Write why: who asked, and by which letter."), {"why": ""})
    PrivacyAct.objects.create(
        action=action,
        by=by.name[:80],
        why=why.strip()[:300],
        happened_at=at,
        counts={name: n for name, n in counts.items() if n},
    )
