"""The hour at which the tests' world stands: noon on a Monday, at Greenwich."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
