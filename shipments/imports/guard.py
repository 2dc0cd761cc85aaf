"""Files of refused rows: their column of reasons, and the guard against formulas in them."""

REASON = "reason"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula; plain numbers and phones stay."""
    if _is_formula(cell) or (cell.startswith("'") and _is_formula(cell.lstrip("'"))):
        return "'" + cell
    return cell


def unguarded(cell: str) -> str:
    """The cell as it was before it was guarded."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def _is_formula(cell: str) -> bool:
    return cell.startswith(_FORMULA) and not cell[1:].replace(".", "", 1).isdigit()
