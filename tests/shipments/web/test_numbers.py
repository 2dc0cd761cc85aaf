"""A parcel is found by its number in any spelling, wherever a number may be given."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client

from customs.declarations.choosing import named_in
from shipments.actor import system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.offloading import remove_parcels
from shipments.errors import BadInput
from shipments.orders.models import Receiver
from shipments.parcels.models import Parcel
from shipments.tracking.intake import things_named
from shipments.tracking.models import Event
from tests.browsers import seen
from tests.callers import anna
from tests.shared_data import shared_file
from tests.world import NOON

__all__ = ["anna"]

OURS, CDEKS, WRONG = "LV100000048CN", "1234567890", "LV100000047CN"
SPELLINGS = [
    OURS,
    "lv 100 000 048 cn",
    "LV-100-000-048-CN",
    "LV100000048CN\u200b",
    "\ufeffLV100000048CN",
    "LV1000\u00ad00048CN",
    "ＬＶ１００００００４８ＣＮ",
    "LV100000048СN",
    "ДМ100000048СТ",
    "«LV100000048CN»",
    "https://track.example.com/track/LV100000048CN/",
    "123-456-78-90",
    CDEKS,
]
BY = system("t")


@pytest.fixture
def visitor(visitor: Client) -> Client:
    """Here he reads English."""
    visitor.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return visitor


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    """A parcel of our number and of CDEK's, released for export."""
    cache.clear()
    [made] = make_parcels(1)
    Parcel.objects.update(number=OURS, last_mile_number=CDEKS)
    Receiver.objects.update(phone="+79121234567")
    happen([made], "created", "packed", "export_filed", "export_released")
    return Parcel.objects.get()


def test_the_search_page_finds_it(visitor: Client, parcel):
    for typed in SPELLINGS:
        cache.clear()
        gone = visitor.get("/track/", {"numbers": typed})
        assert gone.status_code == 302, ascii(typed)
        assert OURS in seen(visitor.get(gone["Location"])), ascii(typed)


def test_a_pasted_list_has_a_line_for_each_number(visitor: Client, parcel):
    text = seen(
        visitor.get("/track/", {"numbers": f"LV 100 000 048 CN、LV 100 000 047 CN；{OURS}"})
    )

    assert text.count("<tr>") == 3
    assert "The check digit of LV100000047CN is wrong" in text


def test_what_is_too_much_to_look_up_is_said(visitor: Client, parcel):
    numbers = " ".join(f"A{n}" for n in range(42))

    assert "2 more numbers were not looked up" in seen(visitor.get("/track/", {"numbers": numbers}))


def test_a_wrong_check_digit_is_said_on_its_page(visitor: Client, parcel):
    answer = visitor.get(f"/track/{WRONG}/")

    assert answer.status_code == 404
    assert "The check digit of LV100000047CN is wrong: look at the number again." in seen(answer)


def test_the_contents_open_by_any_spelling(visitor: Client, parcel):
    for typed in [one for one in SPELLINGS if "/" not in one]:
        cache.clear()
        path = f"/track/{quote(typed, safe='')}/contents/"
        assert visitor.post(path, {"digits": "4567"}).status_code == 302, ascii(typed)
        assert visitor.post(path, {"digits": "4568"}).status_code == 422, ascii(typed)


def test_the_api_tracks_it_and_says_what_is_wrong_with_another(anna, parcel):
    answer = anna.post(
        "track/", {"numbers": [*SPELLINGS, "lv 100000047 cn", "B7"]}, accept_language="en"
    ).json()

    assert [one["number"] for one in answer["results"]] == [OURS]
    assert answer["unknown"] == ["lv 100000047 cn", "B7"]
    assert "check digit of LV100000047CN" in answer["doubts"].pop("lv 100000047 cn")
    assert answer["doubts"] == {}
    assert "check digit" in anna.get(f"track/{WRONG}/", accept_language="en").json()["message"]


def test_the_path_of_a_parcel_takes_any_spelling(anna, parcel):
    for typed in [one for one in SPELLINGS if "/" not in one]:
        assert anna.get(f"parcels/{quote(typed, safe='')}/").json()["number"] == OURS, ascii(typed)
    missing = anna.get(f"parcels/{WRONG}/")
    assert (missing.status_code, "check digit" in missing.json()["message"]) == (404, True)


def test_a_partner_s_subject_names_it_and_refusals_keep_his_place(airline, parcel):
    moment = (NOON + timedelta(hours=1)).isoformat()
    told = [
        {
            "subject": f"parcel:{one}",
            "code": "departed",
            "happened_at": moment,
            "source_ref": str(n),
        }
        for n, one in enumerate([*SPELLINGS, WRONG])
    ]

    answer = airline.post("events/", {"events": told}).json()

    assert answer["accepted"] == len(SPELLINGS)
    assert [(one["index"], one["code"]) for one in answer["refused"]] == [
        (len(SPELLINGS), "unknown_subject")
    ]
    assert Event.objects.filter(code="departed", parcel=parcel).count() == len(SPELLINGS)


def test_a_waybill_is_named_with_or_without_its_hyphen(consolidation):
    mawb = consolidation.mawb
    texts = [f"consolidation:{mawb}", f"Consolidation: {mawb.replace('-', ' ')}", "uld:NO", "x:y"]

    found = things_named(texts)

    assert list(found.values()) == [("consolidation", consolidation.pk)] * 2


def test_customs_paste_finds_it(parcel):
    rows = Parcel.objects.all()

    for typed in SPELLINGS:
        assert named_in(rows, typed).ids == [parcel.pk], ascii(typed)
    assert named_in(rows, f"LV 100 000 048 CN; {WRONG}").strangers == [WRONG]


def test_the_seller_s_lists_find_it_and_say_what_is_wrong(anna_reads, parcel):
    listed = seen(anna_reads.get("/seller/parcels/", {"search": f"LV 100 000 048 CN、{WRONG}"}))

    assert OURS in listed
    assert "The check digit of LV100000047CN is wrong" in listed
    for typed in [one for one in SPELLINGS if len(one) <= 30]:
        assert OURS in seen(anna_reads.get("/seller/parcels/", {"search": typed})), ascii(typed)


def test_scans_in_the_warehouse_find_it(consolidation, parcel):
    opened = open_consolidation(flight=consolidation.flight, by=BY, at=NOON)

    for typed in SPELLINGS:
        assert add_parcels(consolidation=opened, numbers=[typed, typed], by=BY, at=NOON)
        remove_parcels(consolidation=opened, numbers=[typed], why="again", by=BY, at=NOON)
    with pytest.raises(BadInput, match=WRONG):
        add_parcels(consolidation=opened, numbers=[WRONG], by=BY, at=NOON)


def test_the_lines_of_the_field_case_all_name_one_parcel(visitor: Client, parcel):
    path = shared_file("data/field_cases/t17-numbers-as-people-and-scanners-write-them.txt")
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]

    assert {things_named([f"parcel:{line}"])[f"parcel:{line}"] for line in lines} == {
        ("parcel", parcel.pk)
    }
    assert named_in(Parcel.objects.all(), "\n".join(lines)).ids == [parcel.pk]
