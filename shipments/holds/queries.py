"""Reads of holds, and who must act for each."""

from collections.abc import Iterable

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from shipments.actor import Actor
from shipments.holds.models import CONTAINERS, REACHED, SUBJECTS, Hold
from shipments.parcels.models import Parcel
from shipments.tenancy import within
from shipments.tracking.intake import things_named
from shipments.tracking.models import Containment
from shipments.tracking.reach import CHANNEL_OF, WAREHOUSE_OF, reached

# Who must act so that a hold can end, by its reason; for any other the carrier does.
YOU, CUSTOMS, CARRIER = "you", "customs", "planner"
ACTS: dict[str, str] = {
    Hold.Reason.SELLER: YOU,
    Hold.Reason.ADDRESS: YOU,
    Hold.Reason.DOCUMENTS: YOU,
    Hold.Reason.CUSTOMS: CUSTOMS,
}
_FIRST = (YOU, CUSTOMS, CARRIER)


def acts_for(hold: Hold) -> str:
    """Who must act for a hold: "you" (the parcel's seller), "customs" or "planner"."""
    return ACTS.get(hold.reason, CARRIER)


def acts_first(holds: Iterable[Hold]) -> str:
    """Who must act first where several holds stand; "" where none does."""
    found = {acts_for(hold) for hold in holds}
    return next((who for who in _FIRST if who in found), "")


def acting() -> Case:
    """The same as a column of parcels; only those that are held are looked at."""
    standing = standing_over()
    found = [
        When(Q(held=True) & Q(Exists(standing.filter(reason__in=_reasons(who)))), then=Value(who))
        for who in (YOU, CUSTOMS)
    ]
    return Case(
        When(held=False, then=Value("")), *found, default=Value(CARRIER), output_field=CharField()
    )


def standing_over() -> QuerySet[Hold]:
    """The placed holds that stop a parcel of the query around: those of `effective_holds`."""
    lies = Containment.objects.filter(REACHED, parcel=OuterRef(OuterRef("pk")))
    over = Q(parcel=OuterRef("pk")) | Q(order=OuterRef("order"))
    for name in CONTAINERS:
        over |= Q(**{f"{name}__in": lies.filter(**{f"{name}__isnull": False}).values(name)})
    return Hold.objects.filter(over, status=Hold.Status.PLACED)


def held_since() -> Subquery:
    """Since when the first hold of a parcel's own stands, as a column of parcels."""
    standing = Hold.objects.filter(parcel=OuterRef("pk"), status=Hold.Status.PLACED)
    return Subquery(standing.order_by("placed_at").values("placed_at")[:1])


def _reasons(who: str) -> list[str]:
    return [reason for reason, acts in ACTS.items() if acts == who]


def own_holds(actor: Actor, parcels: Iterable[int]) -> QuerySet[Hold]:
    """The placed holds of the seller's own on these parcels, as far as the actor may see them."""
    rows = holds_for(actor).filter(parcel__in=list(parcels), reason=Hold.Reason.SELLER)
    return rows.filter(status=Hold.Status.PLACED).order_by("pk")


def holds_for(actor: Actor) -> QuerySet[Hold]:
    """Holds newest first: for staff those where they work; for a seller those on his own parcels
    and orders."""
    rows = Hold.objects.select_related("parcel", "order", "bag", "uld", "consolidation")
    rows = rows.order_by("-placed_at", "-pk")
    if actor.sees_all_sellers:
        return _where_he_works(actor, rows)
    if not actor.seller_id:
        return rows.none()
    return rows.filter(Q(parcel__seller_id=actor.seller_id) | Q(order__seller_id=actor.seller_id))


def _where_he_works(actor: Actor, rows: QuerySet[Hold]) -> QuerySet[Hold]:
    """The holds of what lies on a staff member's channels and in his warehouses."""
    if not (actor.channels or actor.warehouses):
        return rows
    own = Q()
    for kind in SUBJECTS:
        of_kind = Hold.objects.filter(**{f"{kind}__isnull": False})
        warehouse = f"{kind}__{WAREHOUSE_OF[kind]}" if kind in WAREHOUSE_OF else ""
        channel = f"{kind}__{CHANNEL_OF[kind]}"
        own |= Q(pk__in=within(of_kind, actor, channel=channel, warehouse=warehouse).values("pk"))
    return rows.filter(own)


def effective_holds(parcel: Parcel) -> QuerySet[Hold]:
    """The placed holds that stop a parcel: its own, its order's and those of its containers."""
    lies = parcel.containments.filter(REACHED)
    inherited = Q(parcel=parcel) | Q(order=parcel.order_id)
    for name in CONTAINERS:
        inherited |= Q(**{f"{name}__in": lies.filter(**{f"{name}__isnull": False}).values(name)})
    rows = Hold.objects.filter(inherited, status=Hold.Status.PLACED)
    return rows.select_related("bag", "uld", "consolidation").order_by("placed_at", "pk")


def holds_of(parcels: Iterable[Parcel]) -> QuerySet[Hold]:
    """All holds there ever were on these parcels themselves, oldest first."""
    rows = Hold.objects.filter(parcel__in=list(parcels)).select_related("parcel")
    return rows.order_by("placed_at", "pk")


def holdable(actor: Actor, texts: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Kind and row of each text such as parcel:LV... that names what the actor may see and hold."""
    found = {t: thing for t, thing in things_named(texts).items() if thing[0] in SUBJECTS}
    if actor.sees_all_sellers:
        own_things = reached(actor, found.values())
        return {text: thing for text, thing in found.items() if thing in own_things}
    parcels = {pk for kind, pk in found.values() if kind == "parcel"}
    own = set(Parcel.objects.visible_to(actor).filter(pk__in=parcels).values_list("pk", flat=True))
    return {t: (kind, pk) for t, (kind, pk) in found.items() if kind == "parcel" and pk in own}
