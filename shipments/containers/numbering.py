"""New ULDs and bags of a consolidation, each with its number."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count, islice

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.containers.locking import LEAVING, OPEN, locked
from shipments.containers.models import Bag, Consolidation, Uld
from shipments.errors import BadInput, Duplicate
from shipments.numbers.freight import valid_uld

BUILDERS = (Role.PLANNER, Role.WAREHOUSE)


def make_ulds(consolidation: Consolidation, wanted: int) -> list[Uld]:
    """New ULDs of the kind the aircraft takes, numbered on past those made by hand."""
    aircraft, owner = consolidation.flight.aircraft, consolidation.flight.number[:2]
    standing = set(consolidation.ulds.values_list("number", flat=True))
    serial = int(consolidation.mawb[-8:]) % 900 * 10
    numbers = (f"{aircraft.uld_type}{(serial + n) % 100_000:05d}{owner}" for n in count())
    free = islice((number for number in numbers if number not in standing), wanted)
    grams = aircraft.uld_max_kg * 1000
    return Uld.objects.bulk_create(
        Uld(consolidation=consolidation, number=number, max_grams=grams) for number in free
    )


def make_bags(consolidation: Consolidation, ulds: Sequence[Uld | None], at: datetime) -> list[Bag]:
    """One new empty bag on each of these ULDs.

    Counted by number: a bag that was moved to another flight keeps its own.
    """
    start = f"B{consolidation.mawb.replace('-', '')}"
    first = Bag.objects.filter(number__startswith=start).count() + 1
    return Bag.objects.bulk_create(
        Bag(number=f"{start}{first + n:04d}", uld=uld, consolidation=consolidation, created_at=at)
        for n, uld in enumerate(ulds)
    )


@transaction.atomic
def make_uld(*, consolidation: Consolidation, number: str, by: Actor, at: datetime) -> Uld:
    """A ULD by its number, for the bags to come. Raises BadInput or Duplicate."""
    by.require(*BUILDERS)
    fresh, number = locked(consolidation, *OPEN), _read(number)
    other = Uld.objects.filter(number=number, consolidation__status__in=LEAVING)
    if found := other.select_related("consolidation__flight").first():
        text = _("%(uld)s stands in %(mawb)s on %(flight)s already.")
        text %= {
            "uld": number,
            "mawb": found.consolidation.mawb,
            "flight": found.consolidation.flight.number,
        }
        raise Duplicate("uld_taken", text, {"number": number})
    grams = fresh.flight.aircraft.uld_max_kg * 1000
    return Uld.objects.create(consolidation=fresh, number=number, max_grams=grams)


def _read(number: str) -> str:
    try:
        return valid_uld(number)
    except ValueError:
        text = _("A ULD's number is a type, a serial and an owner, such as PMC01234U6.")
        raise BadInput("bad_uld", text, {"number": number[:20]}) from None
