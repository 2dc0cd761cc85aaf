"""Every format of partners' messages: its name in the API and the command, and what reads it.

Here formats of shipments and of customs meet: settings hand the table to carriers/reading.py.
"""

MESSAGE_FORMATS = {
    "fsu": "shipments.carriers.formats.AIRLINE",
    "ffm": "shipments.carriers.formats.AIRLINE",
    "fhl": "shipments.carriers.formats.AIRLINE",
    "airline": "shipments.carriers.formats.AIRLINE",
    "russian_post": "shipments.carriers.formats.RUSSIAN_POST",
    "cdek": "shipments.carriers.formats.CDEK",
    "ceb": "customs.formats.CHINESE_RECEIPTS",
    "mark": "customs.formats.RUSSIAN_MARKS",
}
