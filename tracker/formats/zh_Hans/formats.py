"""Sums grouped by thousands (Django groups by ten thousands), dates from the year down."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DATE_FORMAT = "y-m-d"
SHORT_DATETIME_FORMAT = "y-m-d H:i"
MONTH_DAY_FORMAT = "m-d"
DAY_FORMAT = "n月j日"
DAY_YEAR_FORMAT = "Y年n月j日"
TIME_FORMAT = "H:i"
