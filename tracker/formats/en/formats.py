"""Dates that nobody can read two ways, and a clock of twenty-four hours."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y H:i"
SHORT_DATE_FORMAT = "j M y"
SHORT_DATETIME_FORMAT = "j M y H:i"
MONTH_DAY_FORMAT = "j M"
TIME_FORMAT = "H:i"
