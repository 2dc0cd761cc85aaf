"""A file of rates, whichever of its forms it has."""

from shipments.rates.cbr import read_cbr
from shipments.rates.csv_list import read_csv
from shipments.rates.listed import Listed


def is_banks_own(content: bytes) -> bool:
    """Whether it is XML, as the Bank of Russia gives its lists, and no table."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_list(content: bytes, *, currency: str = "") -> Listed:
    """The rates of a file and its rows at fault. Raises BadMessage for what is no list of rates.

    `currency` says whose a dynamic list is, where its own ID does not.
    """
    return read_cbr(content, currency=currency) if is_banks_own(content) else read_csv(content)
