"""Answers to orders and waybills find their parcels without our number of the list."""

from customs.declarations.export import ExportReceipt, take_receipts
from customs.declarations.models import ExportDeclaration, Receipt
from shipments.actor import system
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import Seller
from tests.customs.declarations.conftest import hours

BY = system("t")


def take(*receipts: ExportReceipt):
    return take_receipts(receipts=receipts, by=BY, at=hours(4))


def about(code: str, *, order: str = "", waybill: str = "", seller: str = "") -> ExportReceipt:
    return ExportReceipt("", code, hours(2), "单证已入库", "", order, waybill, seller)


def test_an_answer_to_a_waybill_finds_its_parcel_and_moves_no_list(filed):
    one, _other = filed(2)

    answer = take(about("506/120", waybill=one.parcel.number))

    assert (answer.accepted, answer.refused) == (1, [])
    assert Receipt.objects.get().parcel == one.parcel
    assert set(ExportDeclaration.objects.values_list("status", flat=True)) == {"filed"}


def test_an_answer_to_an_order_is_about_each_of_its_parcels(filed):
    one, other = filed(2)
    Parcel.objects.filter(pk=other.parcel_id).update(order=one.parcel.order)

    answer = take(about("304/120", order=one.parcel.order.number))

    assert answer.accepted == 2
    assert set(Receipt.objects.values_list("parcel", flat=True)) == {
        one.parcel_id,
        other.parcel_id,
    }


def test_of_two_sellers_orders_with_one_number_the_firm_s_code_decides(filed, boris):
    one, other = filed(2)
    hers = Seller.objects.get(pk=boris.seller_id)
    Parcel.objects.filter(pk=other.parcel_id).update(seller=hers)
    Order.objects.filter(pk=other.parcel.order_id).update(
        seller=hers, number=one.parcel.order.number
    )
    number = one.parcel.order.number

    unsure = about("304/120", order=number)
    answer = take(unsure, about("304/120", order=number, seller=hers.uscc))

    assert [(index, code) for index, code, _why in answer.refused] == [(0, "unknown_subject")]
    assert Receipt.objects.get().parcel_id == other.parcel_id


def test_an_answer_about_nothing_of_ours_is_refused_by_its_index(filed):
    [one] = filed(1)

    answer = take(about("404/120", order="NONE"), about("506/120", waybill=one.parcel.number))

    assert [index for index, *_ in answer.refused] == [0]
    assert answer.accepted == 1
