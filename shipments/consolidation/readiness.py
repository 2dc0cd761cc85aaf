"""What keeps a parcel from flying, and who must act. One table for the page and for the fill."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When, Window

from shipments.actor import Actor, Role
from shipments.flights.models import Channel
from shipments.holds.queries import CUSTOMS, YOU, acting
from shipments.parcels.models import ExportClearance, Movement, Parcel, ParcelItem
from shipments.tenancy import SellerOwned, works_at
from shipments.tracking.models import Containment


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason not to fly: its word, who must act (a role, or "seller"), and the parcels it stops;
    `acts` of those says who must act for their holds."""

    word: str
    who: str
    stops: Q


RELEASED = Q(export_clearance__in=ExportClearance.CLEARED)

# First match names the reason.
BLOCKERS = [
    Blocker("not_packed", Role.WAREHOUSE, Q(movement__in=Movement.NOT_PACKED)),
    Blocker("held_seller", "seller", Q(held=True, acts=YOU)),
    Blocker("held_customs", Role.CUSTOMS, Q(held=True, acts=CUSTOMS)),
    Blocker("held", Role.PLANNER, Q(held=True)),
    Blocker("export_inspection", Role.CUSTOMS, Q(export_clearance__in=ExportClearance.INSPECTED)),
    Blocker("export_rejected", Role.CUSTOMS, Q(export_clearance__in=ExportClearance.TURNED_DOWN)),
    Blocker("export_not_filed", Role.CUSTOMS, Q(export_clearance=ExportClearance.NOT_FILED)),
    Blocker("export_pending", Role.CUSTOMS, ~RELEASED),
]


def _lies_somewhere() -> Exists:
    return Exists(Containment.objects.filter(parcel=OuterRef("pk"), until__isnull=True))


def waiting_parcels(channel: Channel) -> SellerOwned:
    """Parcels of a channel that are in the origin's warehouse and in no consolidation, with who
    must act for their holds (`acts`)."""
    here = Parcel.objects.filter(channel=channel, movement__in=Movement.IN_WAREHOUSE)
    return here.filter(~_lies_somewhere()).annotate(acts=acting())


def ready_parcels(channel: Channel) -> SellerOwned:
    """Parcels that may fly now, first promised first."""
    rows = Parcel.objects.filter(RELEASED, channel=channel, movement=Movement.PACKED, held=False)
    return rows.filter(~_lies_somewhere()).order_by("promised_to", "created_at", "pk")


def behind(parcel: Parcel) -> Q:
    """What comes after a parcel in the order of `ready_parcels`: those without a promise last."""
    same = Q(promised_to=parcel.promised_to)
    later = Q(created_at__gt=parcel.created_at)
    rest = same & (later | Q(created_at=parcel.created_at, pk__gt=parcel.pk))
    if parcel.promised_to is None:
        return rest
    return Q(promised_to__gt=parcel.promised_to) | Q(promised_to=None) | rest


def _named() -> Case:
    """The word of the first blocker that stops a waiting parcel; "" for what is ready."""
    stops = (When(blocker.stops, then=Value(blocker.word)) for blocker in BLOCKERS)
    return Case(*stops, default=Value(""))


def kept_back(actor: Actor, channel: Channel) -> list[tuple[Blocker, int]]:
    """How many waiting parcels each blocker stops where the actor works, each parcel counted once;
    one query."""
    named = waiting_parcels(channel).visible_to(actor).annotate(word=_named()).values_list("word")
    counts = dict(named.annotate(n=Count("pk")).order_by())
    return [(blocker, counts[blocker.word]) for blocker in BLOCKERS if counts.get(blocker.word)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What keeps parcels back; of those that may fly, how many nobody has weighed or has not said
    whether they hold a battery; and how many may fly on other routes from the same place."""

    unweighed: int
    battery: int
    kept_back: list[tuple[Blocker, int]]
    elsewhere: list[tuple[str, int]]


def waiting_counts(actor: Actor, channel: Channel) -> Waiting:
    """Everything that waits where a channel begins, as far as the actor works there; three queries
    in all."""
    codes = dict(Channel.objects.filter(origin=channel.origin_id).values_list("pk", "code"))
    rows = Parcel.objects.visible_to(actor).filter(
        channel__in=list(codes), movement__in=Movement.IN_WAREHOUSE
    )
    named = rows.filter(~_lies_somewhere()).annotate(acts=acting()).annotate(word=_named())
    found = named.values_list("channel_id", "word").annotate(
        n=Count("pk"), unweighed=Count("pk", filter=Q(measured_grams=None))
    )
    counts = {(pk, word): (n, bare) for pk, word, n, bare in found.order_by()}
    unweighed = counts.get((channel.pk, ""), (0, 0))[1]
    stopped = [(blocker, counts.get((channel.pk, blocker.word), (0, 0))[0]) for blocker in BLOCKERS]
    others = {
        code: counts.get((pk, ""), (0, 0))[0] for pk, code in codes.items() if pk != channel.pk
    }
    return Waiting(
        unweighed,
        ready_parcels(channel).visible_to(actor).order_by().filter(_unstated()).count(),
        [(item, n) for item, n in stopped if n],
        sorted((code, n) for code, n in others.items() if n),
    )


def ready_count(actor: Actor, channel: Channel) -> int:
    """How many may fly now, of those where the actor works."""
    return ready_parcels(channel).visible_to(actor).order_by().count()


def ready_page(
    actor: Actor, channel: Channel, after: Parcel | None, size: int
) -> tuple[list[Parcel], int]:
    """So many that may fly, first promised first, after a parcel if given; and how many in all."""
    rows = ready_parcels(channel).visible_to(actor)
    page = rows.filter(behind(after)) if after else rows
    told = list(page.annotate(total=Window(Count("pk"))).values_list("pk", "total")[:size])
    found = Parcel.objects.select_related("order").in_bulk([pk for pk, _ in told])
    total = ready_count(actor, channel) if after else next((n for _, n in told), 0)
    return [found[pk] for pk, _ in told if pk in found], total


# What lists of waiting parcels are asked for: a blocker's word, or one of these.
READY, UNWEIGHED, BATTERY = "ready", "unweighed", "battery"
REASONS = (*(blocker.word for blocker in BLOCKERS), READY, UNWEIGHED, BATTERY)


def _unstated() -> Exists:
    """Whether something in a parcel is of goods of which nobody says if they hold a battery."""
    return Exists(ParcelItem.objects.filter(parcel=OuterRef("pk"), line__product__battery=""))


# What is ready may still leave a question open.
OF_READY: dict[str, Q | Exists] = {
    READY: Q(),
    UNWEIGHED: Q(measured_grams=None),
    BATTERY: _unstated(),
}


def waiting_because(actor: Actor, channel: Channel, reason: str) -> QuerySet[Parcel]:
    """The parcels counted under a reason: kept back by it, or ready with a question left."""
    if not actor.sees_all_sellers or not works_at(actor, channel.code):
        return Parcel.objects.none()
    if reason in OF_READY:
        return ready_parcels(channel).visible_to(actor).order_by().filter(OF_READY[reason])
    rows = waiting_parcels(channel).visible_to(actor)
    for blocker in BLOCKERS:
        if blocker.word == reason:
            return rows.filter(blocker.stops)
        rows = rows.exclude(blocker.stops)
    return rows.none()
