"""How a duty was worked out, told in sentences."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customs.declarations.models import ImportLine

# The acts that regimes of duty come from, as their readers call them.
ACTS = {
    "EEC Council Decision 107 of 20.12.2017": gettext_lazy(
        "EEC Council Decision 107 of 20.12.2017"
    ),
    "EEC Council Decision 35 of 17.03.2022": gettext_lazy("EEC Council Decision 35 of 17.03.2022"),
    "EEC Council, adopted January 2026, planned from 01.07.2026": gettext_lazy(
        "EEC Council, adopted January 2026, planned from 01.07.2026"
    ),
}


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty in roubles with the customs fee in it, its working, and the parcel's clearance.

    `clearance` is "" where the parcel was released and nobody has paid: it is not settled.
    """

    total_rub: Decimal
    clearance: str
    steps: list[str]


def present_duty(line: ImportLine, *, clearance: str) -> DutyRow:
    """The duty of a line for its reader."""
    return DutyRow(line.duty_rub + line.fee_rub, clearance, present_duty_steps(line))


def present_duty_steps(line: ImportLine) -> list[str]:
    """The kept steps as sentences in the reader's language; see customs.duty.assess.Step."""
    told = [_present(step) for step in line.working if not _is_nothing(step)]
    if line.fee_rub:
        told.append(_("The customs fee is %(rub)s ₽.") % {"rub": _number(line.fee_rub, 2)})
    return [sentence for sentence in told if sentence]


def _is_nothing(step: dict[str, Any]) -> bool:
    """A parcel that is not too heavy owes nothing by weight: that needs no sentence."""
    return step["word"] == "by_weight" and not Decimal(step["sum_eur"])


def _present(step: dict[str, Any]) -> str:
    texts = {
        "regime": _("The rules: %(source)s."),
        "value": _("The goods are worth %(rub)s ₽: %(eur)s € at %(rate)s ₽ for one euro."),
        "by_value": _("By value: free up to %(free)s €; %(base)s ₽ × %(share)s %% = %(sum)s ₽."),
        "by_weight": _("By weight: free up to %(free)s kg; %(base)s kg × %(rate)s € = %(sum)s €."),
        "duty": _("The larger of the two is due: %(rub)s ₽."),
        "person": _("Worked out by %(by)s: %(rub)s ₽. %(note)s"),
        "no_regime": _("No rules of duty are in force on that day: a person must say what is due."),
        "heavy_piece": _("A single piece weighs more than 31 kg: a person must say what is due."),
        "later_rate": _("The rate is that of a later day: a person must say what is due."),
        "no_rate": _("There is no rate of the euro: a person must say what is due."),
    }
    text = texts.get(step["word"])
    return text % _numbers(step) if text else ""


def _numbers(step: dict[str, Any]) -> dict[str, str]:
    """The numbers of a step under the names in the sentences."""
    if step["word"] == "regime":
        return {"source": str(ACTS.get(step["source"], step["source"]))}
    if step["word"] == "value":
        return {name: _number(step[name], 2) for name in ("rub", "eur", "rate")}
    if step["word"] == "by_value":
        share = _number(Decimal(step["rate"]) * 100, 0)
        names = {"free": "free_eur", "base": "base_rub", "sum": "sum_rub"}
        return {"share": share, **{to: _number(step[name], 2) for to, name in names.items()}}
    if step["word"] == "by_weight":
        names = {"free": "free_kg", "base": "base_kg", "rate": "eur_per_kg", "sum": "sum_eur"}
        return {to: _number(step[name], 2) for to, name in names.items()}
    if step["word"] == "person":
        return {"by": step["by"], "rub": _number(step["rub"], 2), "note": step["note"]}
    return {"rub": _number(step["rub"], 2)} if "rub" in step else {}


def _number(value: str | Decimal, places: int) -> str:
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)
