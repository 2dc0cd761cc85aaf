"""Rates of past days: loaded from files, asked for by day, corrected with a reason."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotAllowed, NotFound
from shipments.rates.actions import correct_rate, load_rates
from shipments.rates.models import ExchangeRate, RateCorrection, RefusedRate
from shipments.rates.queries import RateTable, rate_on
from tests.factories.shop import make_product, place
from tests.world import NOON

IRINA = Actor("irina", frozenset({Role.FINANCE}))
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))
DAY = date(2026, 11, 2)
TABLE = (
    "day,currency,rate\n2026-11-01,EUR,95.5\n2026-11-02,EUR,96\n2026-11-02,EUR,97\n"
    "2026-11-02,EUR,96\nx,EUR,1\n2027-11-02,EUR,96\n"
)


def load(text: str, *, by: Actor = IRINA):
    return load_rates(content=text.encode(), name="past.csv", by=by, at=NOON)


def test_a_file_is_kept_row_by_row_and_what_is_refused_is_kept_with_why(db):
    kept = load(TABLE)

    assert (len(kept.added), kept.repeated, len(kept.refused)) == (2, 1, 3)
    why = list(RefusedRate.objects.order_by("pk").values_list("reason", flat=True))
    assert "“x” is no day of rates." in why
    assert "EUR of 2026-11-02: this day has 96 ₽ already; correct it with a reason." in why
    again = load(TABLE)
    assert (len(again.added), again.repeated, len(again.refused)) == (0, 3, 3)
    assert RefusedRate.objects.count() == 3


def test_officers_and_sellers_load_no_rates(db, anna):
    for actor in (OLGA, anna):
        with pytest.raises(NotAllowed):
            load(TABLE, by=actor)
    assert not ExchangeRate.objects.exists()


def test_the_command_says_what_came_of_the_file(db, tmp_path):
    file, out = tmp_path / "rates.csv", StringIO()
    file.write_text(TABLE)

    call_command("load_rates", file, stdout=out, stderr=StringIO())

    assert out.getvalue().splitlines()[-1] == "rates added 2, repeated 1, refused 3"
    file.write_text("hello")
    with pytest.raises(CommandError) as refused:
        call_command("load_rates", file)
    assert refused.value.returncode == 2


def test_another_figure_is_put_in_its_place_with_a_reason_only(db):
    load(TABLE)
    words = {"currency": "EUR", "day": DAY, "roubles": Decimal("97.5"), "at": NOON}

    with pytest.raises(BadInput):
        correct_rate(**words, reason=" ", by=IRINA)
    with pytest.raises(NotAllowed):
        correct_rate(**words, reason="the bank's own correction", by=OLGA)
    with pytest.raises(NotFound):
        correct_rate(**{**words, "day": date(2026, 11, 3)}, reason="why", by=IRINA)
    correct_rate(**words, reason="the bank's own correction", by=IRINA)

    assert rate_on("EUR", DAY).roubles == Decimal("97.5")
    kept = RateCorrection.objects.values_list("old_roubles", "new_roubles", "by").get()
    assert kept == (96, Decimal("97.5"), "irina")
    assert correct_rate(**words, reason="again", by=IRINA) is None


@pytest.fixture
def three_years(db) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(1_095)]
    rows = [
        ExchangeRate(currency=currency, day=day, roubles=10 + n, source="CBR")
        for currency in ("CNY", "EUR")
        for n, day in enumerate(days)
    ]
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True)


def test_three_years_of_rates_are_not_read_for_two_days(three_years, django_assert_num_queries):
    with django_assert_num_queries(1) as seen:
        table = RateTable([("EUR", date(2024, 1, 11)), ("CNY", date(2030, 1, 1))])

    assert table.on("EUR", date(2024, 1, 11)).roubles == 20
    assert table.on("CNY", date(2030, 1, 1)).day == date(2026, 12, 30)
    assert "LIMIT 1" in seen.captured_queries[0]["sql"]


def test_before_the_first_rate_the_first_known_one_says_that_it_is_later(three_years):
    found = rate_on("EUR", date(2023, 6, 1))

    assert (found.day, found.is_later) == (date(2024, 1, 1), True)
    with pytest.raises(NotFound):
        rate_on("USD", DAY)


def test_an_order_says_that_a_later_day_s_rate_prices_it(channel, anna):
    """Domain review 9: 7,323 orders were frozen at the rate of a later day, without a word."""
    make_product(anna.seller_id)
    early, later = NOON.replace(month=8), NOON

    [old] = place(anna, "1", ordered_at=early)
    [new] = place(anna, "2", ordered_at=later)

    assert (old.rate_day, old.rate_source, old.is_priced_later) == (
        date(2026, 9, 12),
        "start",
        True,
    )
    assert (new.rate_day, new.is_priced_later) == (date(2026, 9, 12), False)


def test_placing_asks_for_the_rates_of_many_days_in_one_query(
    channel, three_years, anna, django_assert_max_num_queries
):
    make_product(anna.seller_id)

    with django_assert_max_num_queries(25) as seen:
        place(anna, *(str(n) for n in range(20)))

    asked = [one["sql"] for one in seen.captured_queries if "exchangerate" in one["sql"]]
    assert len(asked) == 1
