"""The headline a buyer or seller sees: a pure function of the three tracks and of open holds.

One table of rules serves the single parcel and, as a filter, the lists.
"""

from django.db.models import Q

from shipments.parcels.models import Flag, Headline

_IN_CHINA = {"received", "packed", "loaded"}
_ASIDE = {"returning", "returned", "destroyed", "lost", "cancelled"}
_AT_IMPORT = {
    "presented",
    "inspection",
    "documents_required",
    "duty_due",
    "duty_paid",
    "suspended",
    "released",
    "refused",
    "return_allowed",
}
_EXPORT_BEGUN = {
    "filed",
    "accepted",
    "review",
    "inspection",
    "detained",
    "closed",
    "released",
    "finalised",
    "rejected",
    "returned",
}

Rule = dict[str, set[str] | set[bool]]

# First match wins.
STAGE_RULES: list[tuple[Headline, Rule]] = [
    (Headline.DELIVERED, {"movement": {"delivered"}}),
    (
        Headline.LAST_MILE,
        {"movement": {"handed_over", "out_for_delivery", "ready_for_pickup"}},
    ),
    (
        Headline.IMPORT_CUSTOMS,
        {"movement": {"arrived", "at_hub"} | _ASIDE, "import_clearance": _AT_IMPORT},
    ),
    (Headline.IN_RUSSIA, {"movement": {"arrived", "at_hub"}}),
    (Headline.IN_FLIGHT, {"movement": {"departed"}}),
    (
        Headline.EXPORT_CUSTOMS,
        {"movement": _IN_CHINA | _ASIDE, "export_clearance": _EXPORT_BEGUN},
    ),
    (Headline.AT_HARBIN, {"movement": _IN_CHINA}),
    (Headline.ACCEPTED, {}),
]

FLAG_RULES: list[tuple[Flag, Rule]] = [
    (Flag.LOST, {"movement": {"lost"}}),
    (Flag.DESTROYED, {"movement": {"destroyed"}}),
    (Flag.RETURNED, {"movement": {"returned"}}),
    (Flag.CANCELLED, {"movement": {"cancelled"}}),
    (Flag.RETURNING, {"movement": {"returning"}}),
    (Flag.NONE, {"movement": {"delivered"}}),
    # A hold never hides that the buyer must act: the parcel may wait for just that.
    (Flag.ACTION_NEEDED, {"import_clearance": {"documents_required", "duty_due"}}),
    (Flag.ON_HOLD, {"held": {True}}),
    (Flag.NONE, {}),
]


def _matches(parcel: object, rule: Rule) -> bool:
    return all(getattr(parcel, field) in values for field, values in rule.items())


def stage_of(parcel: object) -> Headline:
    """Which of the eight stages a parcel (or what has its statuses) is in."""
    return next(stage for stage, rule in STAGE_RULES if _matches(parcel, rule))


def flag_of(parcel: object) -> Flag:
    """The one flag over the stage, or Flag.NONE."""
    return next(flag for flag, rule in FLAG_RULES if _matches(parcel, rule))


def _q(rule: Rule) -> Q:
    return Q(**{f"{field}__in": values for field, values in rule.items()})


def _first_match(wanted: str, rules: list) -> Q:
    found, earlier = Q(pk__in=[]), Q(pk__in=[])
    for name, rule in rules:
        if name == wanted:
            found |= _q(rule) & ~earlier
        earlier |= _q(rule)
    return found


def in_headline(word: str) -> Q:
    """A filter on Parcel: those whose stage or flag is `word` (words of `Headline` and `Flag`)."""
    if word in Headline.values:
        return _first_match(word, STAGE_RULES)
    return _first_match(word, FLAG_RULES)
