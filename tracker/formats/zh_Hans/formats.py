"""Sums grouped by thousands (Django groups by ten thousands), dates from the year down."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DATE_FORMAT = "y-m-d"
SHORT_DATETIME_FORMAT = "y-m-d H:i"
MONTH_DAY_FORMAT = "m-d"
TIME_FORMAT = "H:i"
