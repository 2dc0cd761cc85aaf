"""A file of sellers; the organisation code's check digit must be right."""

from collections.abc import Sequence

from shipments.actor import Actor
from shipments.imports.orders import Outcome, Refusal
from shipments.imports.reading import BadCell, text
from shipments.imports.table import Row
from shipments.parties.actions import NewSeller, save_sellers

COLUMNS = ("code", "name_zh", "uscc")


def save_batch(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Save the sellers of some rows; one bad row harms no other."""
    outcome, good = Outcome(groups=len(rows)), []
    for row in rows:
        try:
            good.append((row, _seller(row)))
        except BadCell as bad:
            outcome.refused.append(Refusal([row], bad.column, bad.reason))
    saved = save_sellers(new=[seller for _, seller in good], by=by)
    for index, refused in saved.refused:
        column = next(iter(refused.fields), "")
        outcome.refused.append(Refusal([good[index][0]], column, refused.sentence))
    outcome.created, outcome.repeated = saved.created, saved.repeated
    outcome.lines = saved.created
    return outcome


def _seller(row: Row) -> NewSeller:
    cells = row.cells
    return NewSeller(
        code=text(cells, "code", 20, required=True),
        name_zh=text(cells, "name_zh", 200, required=True),
        name_en=text(cells, "name_en", 200),
        uscc=text(cells, "uscc", 18, required=True).upper(),
        customs_code=text(cells, "customs_code", 10),
        city_zh=text(cells, "city_zh", 80),
        city_en=text(cells, "city_en", 80),
        contact_email=text(cells, "contact_email", 254),
        settlement_account=text(cells, "settlement_account", 34),
    )
