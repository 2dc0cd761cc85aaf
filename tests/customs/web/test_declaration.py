"""One parcel at customs: what it shows, and what an officer does there."""

from decimal import Decimal

import pytest

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.manual_decisions import decide
from customs.declarations.models import ImportLine
from shipments.actor import system
from shipments.catalogue.models import Product
from shipments.holds.models import Hold
from shipments.orders.models import OrderLine, Receiver, Reveal
from shipments.parcels.models import Parcel, ParcelItem
from shipments.rates.models import ExchangeRate
from tests.browsers import seen
from tests.customs.declarations.conftest import hours, packed, registered

__all__ = ["packed", "registered"]
BY = system("t")


def page(client) -> str:
    return client.get(f"/customs/parcels/{Parcel.objects.get().number}/").content.decode()


def post(client, action: str, **fields):
    number = Parcel.objects.get().number
    return client.post(f"/customs/parcels/{number}/{action}/", fields, follow=True)


def test_a_receipt_is_shown_with_its_code_in_three_languages(registered, olga_reads):
    registered(1)
    number = Parcel.objects.get().number
    told = [ImportDecision(number, "92", hours(5), "look inside")]
    record_decisions(decisions=told, by=BY, at=hours(6))

    text = page(olga_reads)

    for words in ("Control required", "Требуется таможенный контроль", "需海关监管", "look inside"):
        assert words in text


def test_what_nobody_understands_yet_is_shown_all_the_same(registered, olga_reads):
    registered(1)
    number = Parcel.objects.get().number
    told = [ImportDecision(number, "77", hours(5))]
    record_decisions(decisions=told, by=BY, at=hours(6))

    assert "not understood yet" in page(olga_reads)


def test_the_duty_is_worked_out_step_by_step(registered, olga_reads):
    registered(1, value_rub=Decimal("29467.20"))

    text = page(olga_reads)

    assert "1,546.70" in text
    assert "EEC Council Decision 107" in text


def test_a_person_says_what_is_due(registered, olga_reads):
    registered(1)
    ImportLine.objects.update(needs_person=True)

    post(olga_reads, "duty", duty_rub="1200.50", note="by hand")

    line = ImportLine.objects.get()
    assert (line.duty_rub, line.needs_person) == (Decimal("1200.50"), False)
    assert "Worked out by olga: 1,200.50 ₽. by hand" in page(olga_reads)


@pytest.mark.parametrize("fields", [{"duty_rub": "-1", "note": "x"}, {"duty_rub": "much"}, {}])
def test_a_sum_that_is_none_is_refused_and_kept_in_the_form(registered, olga_reads, fields):
    registered(1)

    answer = post(olga_reads, "duty", **fields)

    assert answer.status_code == 422
    assert fields.get("duty_rub", "") in answer.content.decode()
    assert ImportLine.objects.get().duty_rub == 0


def test_a_duty_that_no_rule_could_tell_is_worked_out_later(registered, olga_reads):
    registered(1, value_rub=Decimal("29467.20"))
    ImportLine.objects.update(duty_rub=0, needs_person=True, duty_day=None)

    post(olga_reads, "duty", anew="1")

    line = ImportLine.objects.get()
    assert (line.duty_rub, line.needs_person) == (Decimal("1546.70"), False)
    ExchangeRate.objects.update(roubles=200)
    assert "does not move" in post(olga_reads, "duty", anew="1").content.decode()
    assert ImportLine.objects.get().duty_rub == Decimal("1546.70")


def test_it_is_held_and_released(registered, olga_reads):
    registered(1)

    post(olga_reads, "hold", reason="customs", note="X-ray", releases_when="after the look")
    assert Parcel.objects.get().held
    assert "X-ray" in page(olga_reads)
    post(olga_reads, "release", why="seen")

    assert not Parcel.objects.get().held
    assert Hold.objects.get().status == "released"


def test_a_hold_without_a_reason_is_refused(registered, olga_reads):
    registered(1)

    assert post(olga_reads, "hold", reason="seller", note="x").status_code == 422
    assert not Hold.objects.exists()


def test_only_decisions_that_are_possible_are_offered(registered, olga_reads):
    registered(1)

    answer = olga_reads.get(f"/customs/parcels/{Parcel.objects.get().number}/")
    codes = {code for _side, found in answer.context["offers"] for code, _text in found}

    assert "import_released" in codes
    assert not codes & {"export_accepted", "import_pre_declared", "import_taken_back"}


def test_others_do_nothing_here(registered, anna_reads, pavel_reads):
    registered(1)

    for client in (anna_reads, pavel_reads):
        for action in ("hold", "release", "duty"):
            assert post(client, action, reason="customs", note="x", anew="1").status_code == 404
    assert not Hold.objects.exists()


def test_a_decision_by_hand_shows_as_a_decision_with_who_recorded_it(registered, olga_reads):
    registered(1)
    decide(
        parcel_ids=[Parcel.objects.get().pk],
        code="import_refused",
        reason="forbidden",
        by=BY,
        at=hours(5),
    )

    text = seen(olga_reads.get(f"/customs/parcels/{Parcel.objects.get().number}/"))

    assert "Refused by import customs — forbidden" in text
    assert "recorded by t" in text


def test_customs_number_and_the_code_of_the_reason_are_shown(registered, olga_reads):
    registered(1)
    told = ImportDecision(
        Parcel.objects.get().number,
        "90",
        hours(5),
        "not for own use",
        registration_number="10502110/281126/0000001",
        reason_code="17",
    )
    record_decisions(decisions=[told], by=BY, at=hours(6))

    text = seen(olga_reads.get(f"/customs/parcels/{Parcel.objects.get().number}/"))

    assert "10502110/281126/0000001" in text
    assert '<span class="number">17</span> not for own use' in text


def test_an_officer_sees_consignee_values_and_both_weights(registered, olga_reads):
    """Staff review 16: EUR300 was declared 18.00 yuan by its product and sold for 2,340."""
    registered(1, declared_grams=80)
    parcel = Parcel.objects.get()
    product = Product.objects.create(
        seller=parcel.seller, sku="EUR300", weight_grams=80, declared_value_cny=Decimal("18.00")
    )
    line = OrderLine.objects.create(
        order=parcel.order,
        product=product,
        sku="EUR300",
        quantity=1,
        unit_price_rub=Decimal("28080.00"),
    )
    ParcelItem.objects.create(parcel=parcel, line=line, quantity=1)
    Receiver.objects.update(name="Петров Сергей", inn="500100732258", passport="")

    text = page(olga_reads)

    assert "EUR300: the value that the seller declares is not what the goods were sold for" in text
    for words in ("18.00 ¥", "2,340.00 ¥", "not weighed", "Net weight", "not valid", "missing"):
        assert words in text
    assert "Петров" not in text
    assert "500100732258" not in text


def test_that_an_officer_looked_at_the_consignee_is_written_down(registered, olga_reads):
    registered(1)
    Receiver.objects.update(name="Петров Сергей", inn="500100732259")

    text = post(olga_reads, "reveal", why="INN does not fit").content.decode()

    assert "Петров Сергей" in text
    assert "500100732259" in text
    assert Reveal.objects.values_list("by", "why").get() == ("olga", "INN does not fit")


def test_a_payment_is_recorded_and_what_is_released_unpaid_goes_on_saying_so(
    registered, olga_reads
):
    registered(2, value_rub=Decimal("29467.20"))
    paid, owing = Parcel.objects.order_by("pk")
    for code, at in (("31", 5), ("10", 7)):
        if code == "10":
            body = {"reference": "PP-17", "amount_rub": "1546.70", "paid_on": "2026-11-02"}
            olga_reads.post(f"/customs/parcels/{paid.number}/paid/", body)
        told = [ImportDecision(one.number, code, hours(at)) for one in (paid, owing)]
        record_decisions(decisions=told, by=BY, at=hours(at))

    def shown_of(parcel: Parcel) -> str:
        return seen(olga_reads.get(f"/customs/parcels/{parcel.number}/"))

    assert "PP-17" in shown_of(paid)
    assert "the duty is not paid" not in shown_of(paid)
    assert 'Released, the duty is not paid</b>: <span class="amount">1,546.70' in shown_of(owing)
    flight = seen(olga_reads.get("/customs/flights/262-00000000/?owing=1"))
    assert owing.number in flight
    assert paid.number not in flight
