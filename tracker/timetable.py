"""Every periodic job and how often it runs."""

from typing import Any

TIMETABLE: dict[str, dict[str, Any]] = {}
