"""Which decisions customs staff record for many parcels at once, and how they are taken back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from customs.declarations.manual_decisions import decide_for_action, take_back
from shipments.actor import Actor
from shipments.bulk.running import Action
from shipments.sentences import Told


def _decide(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    """One decision for all, another for the few that are named as exceptions."""

    def one(part: Sequence[int], code: str, reason: str, also: Collection[str]) -> dict[int, Told]:
        return decide_for_action(
            parcel_ids=part,
            code=code,
            reason=reason,
            action=params["action"],
            also=also,
            by=by,
            at=at,
        )

    return _each(pks, params, one)


def _back(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    def one(
        part: Sequence[int], code: str, _reason: str, _also: Collection[str]
    ) -> dict[int, Told]:
        return take_back(parcel_ids=part, code=code, action=params["action"], by=by, at=at)

    return _each(pks, params, one)


def _each(
    pks: Sequence[int],
    params: Mapping[str, Any],
    item: Callable[[Sequence[int], str, str, Collection[str]], dict[int, Told]],
) -> dict[int, Told]:
    others = set(params.get("but", ()))
    most = [pk for pk in pks if pk not in others]
    few = [pk for pk in pks if pk in others]
    told = item(most, params["code"], params["why"], params.get("also", ()))
    if few:
        told |= item(few, params["but_code"], params["but_why"], params.get("but_also", ()))
    return told


ACTIONS = {"decide_import": Action(_decide, _back), "decide_export": Action(_decide, _back)}
