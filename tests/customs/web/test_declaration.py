"""One parcel at customs: what it shows, and what an officer does there."""

from decimal import Decimal

import pytest

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.models import ImportLine
from shipments.actor import system
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel
from tests.customs.declarations.conftest import hours, packed, registered

__all__ = ["packed", "registered"]
BY = system("t")


def page(client) -> str:
    return client.get(f"/customs/parcels/{Parcel.objects.get().number}/").content.decode()


def post(client, deed: str, **fields):
    number = Parcel.objects.get().number
    return client.post(f"/customs/parcels/{number}/{deed}/", fields, follow=True)


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
    assert "does not move" in post(olga_reads, "duty", anew="1")
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
        for deed in ("hold", "release", "duty"):
            assert post(client, deed, reason="customs", note="x", anew="1").status_code == 404
    assert not Hold.objects.exists()
