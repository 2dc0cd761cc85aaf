"""The buyer's own page: contents, and a duty that can be followed by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.manual_decisions import decide
from customs.declarations.models import ImportLine, ImportRegistry
from customs.declarations.payments import owed_by, pay_duty
from customs.duty.regimes import REGIMES
from customs.reference import load_reference_data
from customs.web.duty_explanation import ACTS, present_duty_steps
from shipments.actor import system
from shipments.flights.models import Channel
from shipments.flights.queries import known_places
from shipments.notifications.dispatch import publish_news
from shipments.notifications.mails import claim_notices, send_notices
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.rates.models import ExchangeRate
from tests.browsers import seen
from tests.world import NOON


@pytest.fixture
def due(make_parcels, consolidation, happen) -> Parcel:
    """A parcel of 31,051 roubles, for which customs asks duty."""
    load_reference_data()
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
    assert regime.source in present_duty_steps(ImportLine(working=[step], fee_rub=0))[0]


def test_a_paid_duty_is_said_to_be_settled(visitor, due):
    pay_duty(
        parcel=due,
        reference="1",
        amount_rub=Decimal("1784.27"),
        paid_on=NOON.date(),
        by=system("t"),
        at=NOON,
    )

    text = visitor.get(f"/t/{due.token}/").content.decode()

    assert "нужно оплатить" not in text
    assert "оплачено" in text


def test_the_number_alone_does_not_show_the_duty(visitor, due):
    assert "784,27" not in visitor.get(f"/track/{due.number}/").content.decode()


def test_an_officer_reads_the_same_working(olga_reads, due):
    text = olga_reads.get(f"/customs/parcels/{due.number}/").content.decode()

    assert "1,784.27" in text
    assert "11,895.14 ₽ × 15 %" in text


BY = system("t")
LATER = NOON + timedelta(hours=1)
WORDS = "Нет сертификата на игрушки"


def refuse(parcel: Parcel) -> None:
    """Customs' answer, as its broker passes it on."""
    answer = ImportDecision(
        parcel.number,
        "90",
        LATER,
        WORDS,
        registration_number="10620010/120926/0012345",
        reason_code="7",
    )
    record_decisions(decisions=[answer], by=BY, at=LATER)
    parcel.refresh_from_db()
    assert parcel.import_clearance == "refused"


def test_a_refused_parcel_tells_its_buyer_why_in_customs_words(visitor, due):
    carrier = Partner.objects.create(
        code="TK", name="Урал Брокер", kind="broker", phone="+73432000000"
    )
    Channel.objects.update(customs_carrier=carrier)
    refuse(due)

    page = seen(visitor.get(f"/t/{due.token}/"))
    told = page.partition('id="stopped"')[2].partition("</section>")[0]

    for text in (WORDS, "10620010/120926/0012345", ">7<", "Урал Брокер", 'href="#question"'):
        assert text in told


def test_the_number_alone_tells_nobody_customs_words(visitor, due):
    refuse(due)
    decide(
        parcel_ids=[due.pk],
        code="import_suspended",
        reason="паспорт Иванова",
        by=BY,
        at=LATER + timedelta(hours=1),
    )

    page = seen(visitor.get(f"/track/{due.number}/"))

    assert due.number in page
    assert WORDS not in page
    assert "Иванова" not in page


def test_a_reason_that_no_longer_stands_is_not_shown(visitor, due):
    refuse(due)
    again = ImportDecision(
        due.number,
        "10",
        LATER + timedelta(hours=1),
        "",
        registration_number="10620010/130926/0000001",
    )
    record_decisions(decisions=[again], by=BY, at=LATER + timedelta(hours=1))

    page = seen(visitor.get(f"/t/{due.token}/"))

    due.refresh_from_db()
    assert due.import_clearance == "released"
    assert 'id="stopped"' not in page


def letters() -> list[str]:
    publish_news(at=NOON)
    send_notices(claim_notices(at=NOON), by=BY, at=NOON)
    return [one.body.replace("\xa0", " ") for one in mail.outbox if "пошлин" in one.subject]


def test_the_letter_about_a_duty_names_the_sum_that_is_still_owed(due):
    pay_duty(
        parcel=due, reference="1", amount_rub=Decimal("784.27"), paid_on=NOON.date(), by=BY, at=NOON
    )

    [letter] = letters()

    assert "К оплате: 1 000,00 ₽" in letter


def test_a_letter_names_no_sum_while_a_person_must_say_it(due):
    ImportLine.objects.update(needs_person=True)

    [letter] = letters()

    assert "₽" not in letter


def test_the_sums_of_many_letters_are_one_query(due, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert owed_by([due.pk, due.pk + 1]) == {due.pk: Decimal("1784.27")}


def test_a_link_that_is_none_leads_nowhere(visitor, db):
    assert visitor.get("/t/none/").status_code == 404
    assert visitor.get(f"/t/{'x' * 500}/").status_code == 404


def test_the_page_reads_no_session(visitor, due, django_assert_max_num_queries):
    known_places()
    with django_assert_max_num_queries(8) as seen:
        visitor.get(f"/t/{due.token}/")

    assert not any("session" in one["sql"] for one in seen.captured_queries)
