"""Dates as they are written in Russia: day, month, year."""

DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = "d.m.Y H:i"
SHORT_DATE_FORMAT = "d.m.y"
SHORT_DATETIME_FORMAT = "d.m.y H:i"
MONTH_DAY_FORMAT = "d.m"
TIME_FORMAT = "H:i"
