"""A file of sellers; the organisation code's check digit must be right."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from shipments.actor import Actor
from shipments.imports.orders import Outcome, Refusal
from shipments.imports.reading import BadRows, Cells
from shipments.imports.table import Row
from shipments.parties.actions import NewSeller, save_sellers

UTC = ZoneInfo("UTC")
COLUMNS = ("code", "name_zh", "uscc")


def save_batch(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Save the sellers of some rows; one bad row harms no other."""
    outcome, good = Outcome(groups=len(rows)), []
    for row in rows:
        try:
            good.append((row, read_seller(row)))
        except BadRows as bad:
            first = bad.faults[0]
            outcome.refused.append(Refusal([row], first.column, first.reason))
    saved = save_sellers(new=[seller for _, seller in good], by=by)
    for index, refused in saved.refused:
        column = next(iter(refused.fields), "")
        outcome.refused.append(Refusal([good[index][0]], column, refused.sentence))
    outcome.created, outcome.repeated = saved.created, saved.repeated
    outcome.lines = saved.created
    return outcome


def read_seller(row: Row) -> NewSeller:
    """The seller of a row. Raises BadRows."""
    cells = Cells(row, UTC)
    if row.fault:
        cells.refuse("", row.fault)
    seller = NewSeller(
        code=cells.number("code", 20, required=True),
        name_zh=cells.text("name_zh", 200, required=True),
        name_en=cells.text("name_en", 200),
        uscc=cells.number("uscc", 18, required=True).upper(),
        customs_code=cells.number("customs_code", 10),
        city_zh=cells.text("city_zh", 80),
        city_en=cells.text("city_en", 80),
        contact_email=cells.text("contact_email", 254),
        settlement_account=cells.number("settlement_account", 34),
    )
    if cells.faults:
        raise BadRows(cells.faults)
    return seller
