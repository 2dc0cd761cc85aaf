"""What may stand in a log or a report: no link that opens something, no row of a person."""

import re
from typing import Any

# The words of an address after which a secret follows: a buyer's link, an invitation, a letter's
# link, a link to set a password.
_LINKS = re.compile(r"(/(?:t|join|news|reset/key|confirm-email)/)[^/\s?#\"'<>]+")
_QUERIES = re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]*")
# Where PostgreSQL quotes the row at fault.
_ROWS = re.compile(r"(DETAIL|CONTEXT|Failing row)\b.*", re.DOTALL)


def without_secrets(text: str) -> str:
    """The text with every secret of a link as ***, no query and no row of the database."""
    return _ROWS.sub(r"\1 ***", _QUERIES.sub(r"\1", _LINKS.sub(r"\1***", text)))


def logged_path(request: Any, status: int) -> str:
    """The path of a request that found something, else the pattern of its address.

    Where nothing is found, the path is what somebody typed: it may be a phone or a name. One that
    is sent elsewhere, as to the sign-in, may not have been looked for yet.
    """
    match = request.resolver_match
    if status < 300:
        return str(request.path)
    return f"/{match.route}" if match is not None else "/…"
