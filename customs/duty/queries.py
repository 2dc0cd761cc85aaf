"""The regimes as rows, and the assessment of many parcels by the regime of the day."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from customs.duty.assess import INDIVISIBLE_GRAMS, Assessment, assess
from customs.duty.models import DutyRegime
from customs.duty.regimes import REGIMES, Regime, regime_on
from shipments.errors import NotFound
from shipments.parcels.models import Parcel, ParcelItem
from shipments.rates.queries import rate_on

_FIELDS = [field.name for field in fields(Regime)]
MOSCOW = ZoneInfo("Europe/Moscow")


def load_regimes() -> None:
    """Make the missing rows of the sourced regimes; what people have changed stays as it is."""
    DutyRegime.objects.bulk_create(
        (DutyRegime(**asdict(regime)) for regime in REGIMES), ignore_conflicts=True
    )


def regimes() -> list[Regime]:
    """Every regime, as written in the table."""
    return [Regime(**row) for row in DutyRegime.objects.order_by("since").values(*_FIELDS)]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a duty is worked out by: the day, its regime, the roubles of a euro and their day.

    Where no rate of the day or before is known it is a later one, and a person must look.
    """

    day: date
    regime: Regime
    rate_eur: Decimal
    rate_day: date


def basis_on(at: datetime) -> Basis:
    """The basis of the moment's day in Moscow; two queries. Raises NotFound."""
    day = at.astimezone(MOSCOW).date()
    regime = regime_on(day, regimes())
    if regime is None:
        raise NotFound("no_regime", f"No regime of duty is in force on {day}.")
    rate = rate_on("EUR", day)
    return Basis(day, regime, rate.roubles, rate.day)


def may_owe(path: str, *, at: datetime) -> Q:
    """A filter, by the way to a parcel: what is above a norm of the day. Raises NotFound."""
    basis = basis_on(at)
    regime = basis.regime
    owing = Q(**{f"{path}__value_rub__gt": regime.free_value_eur * basis.rate_eur})
    if regime.free_grams is not None:
        owing |= Q(**{f"{path}__measured_grams__gt": regime.free_grams})
        owing |= Q(**{f"{path}__declared_grams__gt": regime.free_grams})
    return owing


def assess_parcels(parcels: Sequence[Parcel], *, basis: Basis) -> dict[int, Assessment]:
    """The duty of each parcel by id; by a later day's rate it calls for a person."""
    pieces = _heaviest_pieces([parcel.pk for parcel in parcels if parcel.grams > INDIVISIBLE_GRAMS])
    return {
        parcel.pk: assess(
            regime=basis.regime,
            value_rub=parcel.value_rub,
            grams=parcel.grams,
            rate_eur=basis.rate_eur,
            heaviest_piece_grams=pieces.get(parcel.pk) or 0,
            rate_is_later=basis.rate_day > basis.day,
        )
        for parcel in parcels
    }


def _heaviest_pieces(parcel_ids: list[int]) -> dict[int, int | None]:
    """The weight of the heaviest piece by parcel, where the goods' weights are known."""
    rows = ParcelItem.objects.filter(parcel__in=parcel_ids).values_list("parcel")
    return dict(rows.annotate(heaviest=Max("line__product__weight_grams")))
