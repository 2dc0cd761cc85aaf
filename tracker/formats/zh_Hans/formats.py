"""Chinese sums of money are grouped by thousands; Django groups by ten thousands, with nothing."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
