"""The demo's Chinese customs: answers filed declarations with receipts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from customs.declarations.export import ExportReceipt
from customs.declarations.models import ExportDeclaration
from shipments.actor import system
from tracker.simulation.chance import Dice
from tracker.simulation.partners import send_receipts
from tracker.simulation.post import arrives_by, travelled

BY = system("simulation: China customs")
REJECTED, REVIEWED, INSPECTED, DETAINED = 0.01, 0.02, 0.02, 0.0015
CHUNK = 4_000

# status -> (code, information) of the next receipt, the hours it usually and at most takes
NEXT = {
    "accepted": ("800", "[Code:2600;Desc:放行]", 0.5, 4),
    "review": ("800", "[Code:2600;Desc:放行]", 5, 20),
    "inspection": ("800", "[Code:2600;Desc:放行]", 24, 72),
    "detained": ("700", "退运", 30, 72),
    "released": ("899", "结关", 12, 30),
}


def answer(dice: Dice, *, at: datetime) -> int:
    """Send the receipts that are due by now; returns how many were sent."""
    receipts = travelled(dice, _due(dice, at), at)
    for start in range(0, len(receipts), CHUNK):
        send_receipts(receipts[start : start + CHUNK], by=BY, at=at)
    return len(receipts)


def _due(dice: Dice, at: datetime) -> Iterator[tuple[str, ExportReceipt]]:
    rows = ExportDeclaration.objects.filter(
        parcel__export_clearance__in=["filed", *NEXT], status__in=["filed", "accepted", "concluded"]
    ).exclude(parcel__export_clearance="released", parcel__movement__in=["packed", "loaded"])
    fields = ("cop_number", "attempt", "parcel__export_clearance", "parcel__export_at")
    for number, attempt, status, since in rows.order_by("pk").values_list(*fields).iterator():
        name = f"{number}/{attempt}"
        code, info, median, most = _answer(dice, name, attempt, status)
        moment = dice.is_due(name, code, since, at, median=median, most=most)
        if moment and arrives_by(dice, name + code, moment, at):
            yield (
                name + code,
                ExportReceipt(number, code, moment, info, _authority_number(number, moment)),
            )


def _answer(dice: Dice, name: str, attempt: int, status: str) -> tuple[str, str, float, float]:
    if status == "filed":
        if attempt == 1 and dice.happens(name, "rejected", REJECTED):
            return "100", "[Code:13035;Desc:商品信息不符]", 0.3, 2
        return "120", "[Code:1800;Desc:逻辑校验通过]", 0.17, 1
    if status == "accepted":
        fate = dice.chance(name, "fate")
        if fate < DETAINED:
            return "599", "其它扣留", 2, 6
        if fate < DETAINED + INSPECTED:
            return "500", "海关查验", 1, 4
        if fate < DETAINED + INSPECTED + REVIEWED:
            return "300", "人工审核", 0.5, 2
    return NEXT[status]


def _authority_number(cop_number: str, moment: datetime) -> str:
    local = moment + timedelta(hours=8)
    return f"1900{local:%Y}E{cop_number[-9:]}"
