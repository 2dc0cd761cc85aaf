"""The headline a buyer or seller sees: a pure function of the three tracks and of open holds.

One table of rules serves the single parcel and, as a filter, the lists.
"""

from collections.abc import Mapping, Set

from django.db.models import Q

from shipments.parcels.models import ExportClearance, Flag, Headline, ImportClearance, Movement

Rule = Mapping[str, Set[str] | Set[bool]]

_AT_IMPORT = {*ImportClearance.AT_CUSTOMS, *ImportClearance.DECIDED}

# First match wins.
STAGE_RULES: list[tuple[Headline, Rule]] = [
    (Headline.DELIVERED, {"movement": {Movement.DELIVERED}}),
    (Headline.LAST_MILE, {"movement": {*Movement.LAST_MILE}}),
    (
        Headline.IMPORT_CUSTOMS,
        {"movement": {*Movement.LANDED, *Movement.ASIDE}, "import_clearance": _AT_IMPORT},
    ),
    (Headline.IN_RUSSIA, {"movement": {*Movement.LANDED}}),
    (Headline.IN_FLIGHT, {"movement": {Movement.DEPARTED}}),
    (
        Headline.EXPORT_CUSTOMS,
        {
            "movement": {*Movement.IN_HARBIN, *Movement.ASIDE},
            "export_clearance": {*ExportClearance.BEGUN},
        },
    ),
    (Headline.AT_HARBIN, {"movement": {*Movement.IN_HARBIN}}),
    (Headline.ACCEPTED, {}),
]

FLAG_RULES: list[tuple[Flag, Rule]] = [
    (Flag.LOST, {"movement": {Movement.LOST}}),
    (Flag.DESTROYED, {"movement": {Movement.DESTROYED}}),
    (Flag.RETURNED, {"movement": {Movement.RETURNED}}),
    (Flag.CANCELLED, {"movement": {Movement.CANCELLED}}),
    (Flag.RETURNING, {"movement": {Movement.RETURNING}}),
    (Flag.NONE, {"movement": {Movement.DELIVERED}}),
    # A hold never hides that the buyer must act: the parcel may wait for just that.
    (Flag.ACTION_NEEDED, {"import_clearance": {*ImportClearance.ASKED}}),
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
