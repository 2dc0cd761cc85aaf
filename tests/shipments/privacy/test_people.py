"""One person in all tables: found, given out, erased; what is not his stays."""

import json

import pytest
from django.core.management import call_command

from shipments.actor import Actor, Role
from shipments.cases.models import Case
from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.imports.models import RowError
from shipments.notifications.models import Subscription
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from shipments.privacy.models import PrivacyAct
from shipments.privacy.people import erase_person, export_person, find_person
from shipments.tracking.models import UnmappedEvent
from tests.browsers import signed_in
from tests.shipments.privacy.people import EMAIL, INN, NAME, PASSPORT, PHONE, STREET, fill
from tests.world import NOON

BOSS = Actor("admin", frozenset({Role.ADMIN}))


@pytest.fixture
def parcels(make_parcels) -> list[Parcel]:
    """The first is of the person, with a row in every table; the second is a stranger's."""
    parcels = make_parcels(2)
    fill(parcels[0], NOON)
    PrivacyAct.objects.all().delete()
    Receiver.objects.filter(order=parcels[1].order).update(name="Чужой", phone="+79430009999")
    return parcels


@pytest.mark.parametrize(
    "text", ["8 (943) 000-11-22", EMAIL.upper(), INN, "O0", "LV000000000CN", PHONE]
)
def test_a_person_is_found_by_what_he_is_known_by(parcels, text):
    text = parcels[0].order.number.ljust(4) if text == "O0" else text
    Order.objects.filter(pk=parcels[0].order_id).update(number="O0-1")

    person = find_person(text="O0-1" if text.startswith("O0") else text, by=BOSS)

    assert [one.name for one in person.receivers] == [NAME]


def test_everything_kept_is_given_out_and_that_is_kept_without_the_data(parcels):
    facts = export_person(person=find_person(text=PHONE, by=BOSS), why="letter 5", by=BOSS, at=NOON)

    told = json.dumps(facts, default=str, ensure_ascii=False)
    for word in (NAME, PHONE, EMAIL, INN, PASSPORT, STREET, "Где?", "Rcpn", "buyer_name"):
        assert word in told
    assert "Чужой" not in told
    act = PrivacyAct.objects.get()
    assert (act.action, act.by, act.why, act.counts["people"]) == (
        "exported",
        "admin",
        "letter 5",
        1,
    )
    assert PHONE not in json.dumps(act.counts)


def test_who_else_asked_for_news_of_his_parcel_is_not_told_to_him(parcels):
    Subscription.objects.create(
        parcel=parcels[0], email="wife@example.com", token="w", created_at=NOON
    )
    for text in (PHONE, parcels[0].number):
        person = find_person(text=text, by=BOSS)
        facts = export_person(person=person, why="letter", by=BOSS, at=NOON)
        assert [one["email"] for one in facts["subscriptions"]] == [EMAIL]


def test_erased_by_his_phone_he_is_gone_from_others_parcels_and_from_the_last_mile(parcels):
    Subscription.objects.create(parcel=parcels[1], email=EMAIL, token="g", created_at=NOON)
    Parcel.objects.filter(pk=parcels[0].pk).update(last_mile_number="80080012345674")
    UnmappedEvent.objects.update(subject="parcel:80080012345674")

    erase_person(person=find_person(text=PHONE, by=BOSS), why="asked", by=BOSS, at=NOON)

    assert not Subscription.objects.exists()
    assert UnmappedEvent.objects.get().payload == {}


def test_erased_nothing_of_him_is_left_and_the_strangers_stay(parcels):
    counts = erase_person(person=find_person(text=EMAIL, by=BOSS), why="asked", by=BOSS, at=NOON)

    assert counts["people"] == counts["rows"] == counts["questions"] == counts["subscriptions"] == 1
    order = Order.objects.get(pk=parcels[0].order_id)
    assert (order.street, order.note, order.goods_rub) == ("", "", 100)
    assert not Subscription.objects.exists()
    assert not RowError.objects.exists()
    assert (str(Case.objects.get().note), Case.objects.get().answer) == ("", "")
    assert set(Receiver.objects.values_list("name", flat=True)) == {"", "Чужой"}
    assert not find_person(text=PHONE, by=BOSS)


def test_an_order_under_way_keeps_its_receiver_and_says_so(parcels):
    Order.objects.update(status="shipped")

    with pytest.raises(WrongState, match="under way"):
        erase_person(person=find_person(text=PHONE, by=BOSS), why="asked", by=BOSS, at=NOON)

    assert Receiver.objects.filter(name=NAME).exists()
    assert not PrivacyAct.objects.exists()


@pytest.mark.parametrize("text", ["", "  +7", "abc"])
def test_too_little_names_nobody(db, text):
    with pytest.raises(BadInput):
        find_person(text=text, by=BOSS)


def test_only_an_administrator_looks_for_people(db, olga):
    with pytest.raises(NotAllowed):
        find_person(text=PHONE, by=olga)


def test_the_command_writes_a_private_file_and_erases(parcels, tmp_path, capsys):
    file = tmp_path / "yuri.json"
    file.touch(mode=0o644)

    call_command("personal_data", person=PHONE, export=file)

    assert json.loads(file.read_text())["people"][0]["name"] == NAME
    assert file.stat().st_mode & 0o077 == 0
    call_command("personal_data", person=PHONE, erase=True)
    assert "erased: " in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("personal_data", person=PHONE, erase=True)
    assert ended.value.code == 1


def test_the_page_shows_gives_out_and_erases_with_a_reason(parcels, pavel_reads):
    admin = signed_in("admin", roles=(Role.ADMIN,))
    assert pavel_reads.get("/staff/people/").status_code == 403

    told = admin.post("/staff/people/", {"text": PHONE})

    assert "S001 O0" in told.content.decode()
    file = admin.post("/staff/people/", {"text": PHONE, "why": "letter", "export": "1"})
    assert json.loads(file.content)["people"][0]["inn"] == INN
    assert admin.post("/staff/people/", {"text": PHONE, "why": "", "erase": "1"}).status_code == 422
    assert Receiver.objects.filter(name=NAME).exists()
    admin.post("/staff/people/", {"text": PHONE, "why": "letter", "erase": "1"})
    assert not Receiver.objects.filter(name=NAME).exists()
    log = admin.get("/staff/people/").content.decode()
    assert "letter" in log
    assert NAME not in log
