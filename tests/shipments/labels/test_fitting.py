"""Whatever the texts are, a label keeps them on its paper, whole, in glyphs its font has."""

from functools import cache

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageFont

from shipments.catalogue.models import Product
from shipments.labels.contents import labels_of, spoken_phone
from shipments.labels.drawing import FONTS, pdf_of, pictures_of
from shipments.orders.models import Order, OrderLine, Receiver
from shipments.parcels.models import Parcel, ParcelItem
from shipments.parties.models import Seller
from tests.shared_data import shared_rows

MM = 72 / 25.4
# What a label may hold at the most, in the columns' own lengths where nothing real is as long.
LONGEST = {
    "name": "Константинопольская-Воскресенская Александрина Владиславовна",
    "region": "Ханты-Мансийский автономный округ — Югра",
    "city": "посёлок городского типа Краснотурьинск-Североуральский",
    "street": "проспект Шестидесятилетия Великой Октябрьской социалистической революции, "
    "дом 148/2, корпус 14, строение 3, подъезд 12, этаж 19, квартира 1024, домофон 1024К, "
    "вход со двора",
    "sender": "哈尔滨市南岗区对俄贸易跨境电子商务供应链管理服务有限责任公司第一分公司",
    "sender_en": "Harbin Nangang Cross-Border E-Commerce Supply Chain Management Co., Ltd.",
    "goods": "Светильник садовый светодиодный на солнечной батарее с литий-ионным аккумулятором",
}


@pytest.fixture
def parcel(make_parcels) -> Parcel:
    return make_parcels(1)[0]


def put_in(parcel: Parcel, count: int, **product) -> None:
    """So many products into a parcel, each with the facts given."""
    facts = {"name_ru": "Носки", "tnved_code": "6115940000", "weight_grams": 90, **product}
    for n in range(count):
        goods = Product.objects.create(seller_id=parcel.seller_id, sku=f"SKU-{n}", **facts)
        line = OrderLine.objects.create(
            order_id=parcel.order_id, product=goods, sku=goods.sku, quantity=2, unit_price_rub=150
        )
        ParcelItem.objects.create(parcel=parcel, line=line, quantity=2)


def send_to(**facts: str) -> None:
    Receiver.objects.update(name=facts["name"])
    Order.objects.update(region=facts["region"], city=facts["city"], street=facts["street"])


def page_of(parcel: Parcel) -> pypdfium2.PdfPage:
    return pypdfium2.PdfDocument(pdf_of(labels_of([parcel])))[0]


def words_in(page: pypdfium2.PdfPage, top: float, bottom: float) -> str:
    """The words whose whole height lies between two heights, in mm from the top of the paper."""
    height = page.get_height()
    text = page.get_textpage()
    found = []
    for n in range(text.count_chars()):
        _, low, _, high = text.get_charbox(n)
        inside = height - high >= top * MM and height - low <= bottom * MM
        found.append(text.get_text_range(n, 1) if inside else "")
    return " ".join("".join(found).split())


def all_on_paper(page: pypdfium2.PdfPage) -> bool:
    text = page.get_textpage()
    boxes = [text.get_charbox(n) for n in range(text.count_chars())]
    return all(
        left >= 3.5 * MM and right <= 96.5 * MM and low >= 3 * MM and high <= 147 * MM
        for left, low, right, high in boxes
        if right > left
    )


def test_the_longest_texts_stay_whole_in_their_own_sections(parcel):
    send_to(**LONGEST)
    Seller.objects.update(name_zh=LONGEST["sender"], name_en=LONGEST["sender_en"])
    put_in(parcel, 9, name_ru=LONGEST["goods"], battery="ion_packed")

    page = page_of(parcel)

    assert all_on_paper(page)
    assert LONGEST["sender_en"].split()[-1] in words_in(page, 16, 27)
    receiver = words_in(page, 38, 67.5)
    for word in ("Константинопольская-", "Владиславовна", "Североуральский", "вход со двора"):
        assert word in receiver
    goods = words_in(page, 104.5, 138)
    assert "аккумулятором" in goods
    assert "ещё / more: 5" in goods
    assert "Итого" in goods
    assert "UN3481 PI966" in words_in(page, 138, 150)
    [picture] = pictures_of(labels_of([parcel]))
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [parcel.number]


def test_the_longest_real_addresses_and_goods_fit(parcel):
    orders = shared_rows("data/orders/orders.csv")
    products = shared_rows("data/orders/products.csv")

    def longest(rows: list[dict], name: str) -> str:
        return max((row[name] for row in rows), key=len)

    send_to(
        name=longest(orders, "buyer_name"),
        region=longest(orders, "region"),
        city=longest(orders, "city"),
        street=longest(orders, "street"),
    )
    put_in(parcel, 5, name_ru=longest(products, "name_ru"))

    page = page_of(parcel)

    assert all_on_paper(page)
    assert longest(orders, "street").split()[-1] in words_in(page, 38, 67.5)
    assert "Итого" in words_in(page, 104.5, 138)


@cache
def has_glyph(sign: str) -> bool:
    """Does the label's font draw this sign as anything but its empty box?"""
    font = ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.otf"), 20)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\U000f0000"))


def test_the_font_has_every_sign_of_the_real_texts():
    columns = {
        "orders": ("buyer_name", "region", "city", "street"),
        "products": ("name_ru", "name_en", "name_zh"),
        "sellers": ("name_zh", "name_en"),
    }
    signs: set[str] = set()
    for name, wanted in columns.items():
        for row in shared_rows(f"data/orders/{name}.csv"):
            signs.update(*(row[column] for column in wanted))

    assert not has_glyph("\U0001f338")
    assert {sign for sign in signs if sign.strip() and not has_glyph(sign)} == set()


def test_emoji_in_a_name_or_street_are_left_out(parcel):
    send_to(name="Мария 🌸❤️ Иванова", region="", city="Пермь 🏙", street="ул. Мира №\u200b5 ☎")

    [label] = labels_of([parcel])

    assert (label["name"], label["place"], label["street"]) == (
        "Мария Иванова",
        "Пермь",
        "ул. Мира № 5",
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"phone": "", "name_latin": ""},
        {"phone": "спросить Машу", "name_latin": "MARIA"},
        {"name": "", "phone": "+79123456789"},
    ],
)
@pytest.mark.parametrize("goods", [0, 1, 5, 6])
def test_every_shape_of_an_order_gets_a_label_that_scans(parcel, facts, goods):
    Receiver.objects.update(**facts)
    put_in(parcel, goods, name_ru="", tnved_code="", weight_grams=None)

    [picture] = pictures_of(labels_of([parcel]))

    assert picture.size == (800, 1200)
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [parcel.number]


def test_goods_beyond_the_rows_are_counted_and_valued(parcel):
    put_in(parcel, 7)

    [label] = labels_of([parcel])

    assert (len(label["goods"]), label["more"], label["more_value"]) == (4, "3", "900.00")
    assert label["goods"][0] == {
        "name": "Носки",
        "code": "6115940000",
        "pieces": "2",
        "grams": "180",
        "value": "300.00",
    }
    assert label["pieces"] == "14"


def test_a_cancelled_parcel_is_no_piece_of_its_order(make_parcels):
    first, second = make_parcels(2)
    Parcel.objects.update(order=first.order_id)

    assert [label["piece"] for label in labels_of([first, second])] == ["1/2", "2/2"]
    Parcel.objects.filter(pk=first.pk).update(movement="cancelled")
    assert [label["piece"] for label in labels_of([second])] == ["1/1"]


def test_a_phone_is_grouped_and_no_number_stays_as_typed():
    assert spoken_phone("+79123456789") == "+7 912 345-67-89"
    assert spoken_phone("89123456789") == "+7 912 345-67-89"
    assert spoken_phone("спросить Машу") == "спросить Машу"
    assert spoken_phone("") == ""
