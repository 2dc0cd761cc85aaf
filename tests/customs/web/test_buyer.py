"""The buyer's own page: contents, and a duty that can be followed by hand."""

from decimal import Decimal

import pytest

from customs.declarations.by_hand import decide
from customs.declarations.models import ImportLine, ImportRegistry
from customs.declarations.payments import pay_duty
from customs.duty.regimes import REGIMES
from customs.reference import lay_everything
from customs.web.working import ACTS, told_working
from shipments.actor import system
from shipments.flights.queries import known_places
from shipments.parcels.models import Parcel
from shipments.rates.models import ExchangeRate
from tests.world import NOON


@pytest.fixture
def due(make_parcels, consolidation, happen) -> Parcel:
    """A parcel of 31,051 roubles, for which customs asks duty."""
    lay_everything()
    ExchangeRate.objects.update_or_create(
        currency="EUR", day=NOON.date(), defaults={"roubles": Decimal("95.7793"), "source": "CBR"}
    )
    [parcel] = make_parcels(1)
    Parcel.objects.update(value_rub=Decimal("31051.00"))
    registry = ImportRegistry.objects.create(consolidation=consolidation, filed_at=NOON)
    ImportLine.objects.create(registry=registry, parcel=parcel, position=1)
    happen([parcel], "packed", "departed", "arrived", "import_presented")
    decide(parcel_ids=[parcel.pk], code="duty_due", reason="", by=system("t"), at=NOON)
    return Parcel.objects.get()


def test_the_duty_is_shown_with_its_working(visitor, due):
    text = visitor.get(f"/t/{due.token}/").content.decode().replace("\xa0", " ")

    assert "1 784,27 ₽" in text
    assert "31 051,00" in text
    assert "11 895,14 ₽ × 15 %" in text
    assert "нужно оплатить" in text
    assert 'href="#question"' in text.partition('id="duty"')[2].partition("</section>")[0]
    assert "× 2,00 € = 0,00 €" not in text


@pytest.mark.parametrize("regime", REGIMES, ids=lambda one: one.code)
def test_every_act_a_duty_rests_on_is_named_in_the_reader_s_language(regime):
    step = {"word": "regime", "source": regime.source}

    assert regime.source in ACTS
    assert regime.source in told_working(ImportLine(working=[step], fee_rub=0))[0]


def test_a_paid_duty_is_said_to_be_settled(visitor, due):
    pay_duty(parcel=due, reference="1", amount_rub=Decimal("1784.27"), paid_on=NOON.date(),
             by=system("t"), at=NOON)  # fmt: skip

    text = visitor.get(f"/t/{due.token}/").content.decode()

    assert "нужно оплатить" not in text
    assert "оплачено" in text


def test_the_number_alone_does_not_show_the_duty(visitor, due):
    assert "784,27" not in visitor.get(f"/track/{due.number}/").content.decode()


def test_an_officer_reads_the_same_working(olga_reads, due):
    text = olga_reads.get(f"/customs/parcels/{due.number}/").content.decode()

    assert "1,784.27" in text
    assert "11,895.14 ₽ × 15 %" in text


def test_a_link_that_is_none_leads_nowhere(visitor, db):
    assert visitor.get("/t/none/").status_code == 404
    assert visitor.get(f"/t/{'x' * 500}/").status_code == 404


def test_the_page_reads_no_session(visitor, due, django_assert_max_num_queries):
    known_places()
    with django_assert_max_num_queries(8) as seen:
        visitor.get(f"/t/{due.token}/")

    assert not any("session" in one["sql"] for one in seen.captured_queries)
