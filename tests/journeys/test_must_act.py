"""Customs holds a parcel and asks for papers: its buyer is told to act, until it is settled."""

import pytest

from customs.bulk_actions.table import ACTIONS
from customs.declarations.models import ImportLine, ImportRegistry
from customs.reference import load_reference_data
from shipments import clock
from shipments.actor import Role
from shipments.bulk.running import run_open_bulk_actions
from shipments.containers.contents import put
from shipments.flights.models import Channel
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED = "Нужна ссылка на товар и паспорт"
ACT = {"ru": "Да: передайте таможне то, что она просит.", "zh-hans": "需要：请提供海关要求的资料。"}
CALM = {"ru": "Вам ничего не нужно делать.", "zh-hans": "您无需任何操作。"}


@pytest.fixture
def parcel(make_parcels, happen, consolidation) -> Parcel:
    """A parcel before Russian customs, which a broker with a phone takes through."""
    load_reference_data()
    [one] = make_parcels(1)
    happen(
        [one],
        "created",
        "packed",
        "export_filed",
        "export_released",
        "departed",
        "arrived",
        "at_hub",
        "import_presented",
    )
    put([(one.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    registry = ImportRegistry.objects.create(
        consolidation=consolidation, status="registered", filed_at=NOON
    )
    ImportLine.objects.create(registry=registry, parcel=one, position=1)
    broker = Partner.objects.get(code="broker")
    Partner.objects.filter(pk=broker.pk).update(
        name_ru="Уральский брокер", name_zh="乌拉尔报关行", phone="+7 343 000-00-00"
    )
    Channel.objects.update(customs_carrier=broker)
    return Parcel.objects.get()


def open_declaration(olga, parcel: Parcel) -> None:
    olga.find(parcel.number)
    olga.click(f'main a[href="/customs/parcels/{parcel.number}/"]')


def decide(olga, code: str, why: str = "") -> None:
    olga.page.select_option("#code-import", code)
    olga.page.fill("#reason-import", why)
    olga.click("#decide form[action$='/import/'] button")
    olga.click("#confirm button.main")
    run_open_bulk_actions(table=ACTIONS, at=clock.now())


def release(olga) -> None:
    """What lacks papers is released only by whoever says so twice."""
    olga.page.select_option("#code-import", "import_released")
    olga.click("#decide form[action$='/import/'] button")
    olga.page.check("[name=also]")
    olga.click("#confirm button.main")
    olga.click("main form[method=post] button.danger")
    run_open_bulk_actions(table=ACTIONS, at=clock.now())


def look_up(buyer, parcel: Parcel) -> str:
    """What the buyer reads who types the number; whether he must do anything."""
    buyer.go("/")
    buyer.page.fill("[name=numbers]", parcel.number)
    buyer.click("form.search button")
    return buyer.marked(".todo")


def own_page(buyer, parcel: Parcel) -> str:
    buyer.go(f"/t/{parcel.token}/")
    return buyer.marked(".todo")


def test_a_buyer_whose_parcel_customs_holds_is_told_to_act_until_it_is_settled(
    sit_down, parcel, manner
):
    act, calm = ACT[manner[0]], CALM[manner[0]]
    olga, buyer = sit_down("olga", roles=(Role.CUSTOMS,)), sit_down()
    assert calm in look_up(buyer, parcel)

    olga.go("/customs/")
    open_declaration(olga, parcel)
    olga.page.locator("#holds summary").click()
    olga.page.select_option("#holds [name=reason]", "documents")
    olga.page.fill("#holds [name=note]", "нет паспорта")
    olga.click("#holds form[action$='/hold/'] button")
    decide(olga, "documents_required", ASKED)

    assert Parcel.objects.get().held
    assert act in look_up(buyer, parcel)
    assert act in own_page(buyer, parcel)
    assert buyer.page.locator(".todo strong").count() == 2, "what is to be done, and by which day"
    buyer.page.locator(".todo a[href='#asked']").click()
    asked = buyer.marked("#asked")
    assert ASKED in asked
    assert {"ru": "Уральский брокер", "zh-hans": "乌拉尔报关行"}[manner[0]] in asked
    assert buyer.page.locator("#asked a[href='tel:+73430000000']").count() == 1
    assert buyer.site.partition("://")[0] in asked, "how to tell a fraud"
    assert "нет паспорта" not in buyer.text, "a note of customs is for colleagues"

    olga.go("/customs/")
    open_declaration(olga, parcel)
    olga.page.fill("#holds [name=why]", "паспорт пришёл")
    olga.click("#holds form[action$='/release/'] button")
    assert act in own_page(buyer, parcel), "the papers are still asked for"
    release(olga)

    assert Hold.objects.get().status == "released"
    assert calm in look_up(buyer, parcel)
    assert calm in own_page(buyer, parcel)
    assert buyer.page.locator("#asked").count() == 0
