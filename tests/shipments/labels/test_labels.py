"""Labels decode from their pictures, fit their paper, and go only to those who may print them."""

import re

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotAllowed
from shipments.labels.actions import MOST, draw_labels, print_labels
from shipments.labels.contents import QUIET, barcode_of, grouped, labels_of
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from tests.world import NOON


@pytest.fixture
def parcels(make_parcels):
    made = make_parcels(3)
    Receiver.objects.update(name="Иванова Мария Петровна", phone="+79123456789")
    Order.objects.update(
        postal_code="622001",
        region="Свердловская область",
        city="Нижний Тагил",
        street="ул. Мира, 5-12",
    )
    return made


@pytest.fixture
def owner(parcels) -> Actor:
    return Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=parcels[0].seller_id)


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def pages(pdf: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(pdf))


def drawn_by_printer(zpl: str) -> Image.Image:
    """The picture of a ^GFA field, unpacked as a printer does."""
    size, row, data = re.search(r"\^GFA,(\d+),\d+,(\d+),(.*)\^FS", zpl).groups()
    width, rows = int(row) * 2, []
    line, repeat = "", 0
    for letter in data:
        if letter == ":":
            rows.append(rows[-1])
        elif letter == ",":
            line = line.ljust(width, "0")
        elif "G" <= letter <= "Y":
            repeat += ord(letter) - ord("F")
        elif "g" <= letter <= "z":
            repeat += 20 * (ord(letter) - ord("f"))
        else:
            line, repeat = line + letter * (repeat or 1), 0
        if len(line) == width:
            rows.append(line)
            line = ""
    bits = bytes.fromhex("".join(rows))
    assert len(bits) == int(size), "as many bytes as the field says"
    inverted = bytes(byte ^ 0xFF for byte in bits)
    return Image.frombytes("1", (int(row) * 8, len(rows)), inverted)


def test_each_page_of_a_pdf_decodes_to_its_own_number(parcels, owner):
    found = pages(draw_labels(parcels=parcels, form="pdf", by=owner))

    pictures = [page.render(scale=300 / 72).to_pil() for page in found]
    assert [read(picture) for picture in pictures] == [[p.number] for p in parcels]
    assert {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in found} == {
        (100, 150)
    }


def test_a_zpl_label_decodes_from_what_the_printer_burns(parcels, owner):
    text = draw_labels(parcels=parcels[:1], form="zpl", by=owner).decode("ascii")

    picture = drawn_by_printer(text)

    assert text.startswith("^XA^PW800^LL1200")
    assert picture.size == (800, 1200)
    assert read(picture) == [parcels[0].number]


def test_many_labels_are_one_zpl_a_label_after_the_other(parcels, owner):
    text = print_labels(parcels=parcels, form="zpl", by=owner, at=NOON).decode("ascii")

    pictures = [drawn_by_printer(label) for label in text.split("\n")]
    assert [read(picture) for picture in pictures] == [[p.number] for p in parcels]
    assert Parcel.objects.filter(label_printed_at=NOON).count() == len(parcels)


def test_bars_are_whole_dots_with_ten_white_modules_beside_them():
    for number in ("LV100000003CN", "80111111111111", "A" * 32, "9" * 32):
        code = barcode_of(number)
        assert code.dots >= 1
        assert (sum(code.widths) + 2 * QUIET) * code.dots <= 800


def test_a_label_says_who_where_and_what(parcels, owner):
    [page, *_] = pages(draw_labels(parcels=parcels, form="pdf", by=owner))

    text = page.get_textpage().get_text_bounded()

    for word in (
        "Иванова Мария Петровна",
        "IVANOVA MARIIA",
        "622001",
        "Нижний Тагил",
        "ул. Мира, 5-12",
        "+7 912 345-67-89",
        grouped(parcels[0].number),
        "0.400 kg",
        "HRB-SVX",
    ):
        assert word in text


def test_printing_is_written_on_the_parcels_and_drawing_is_not(parcels, owner):
    draw_labels(parcels=parcels, form="pdf", by=owner)
    assert not Parcel.objects.exclude(label_printed_at=None).exists()

    print_labels(parcels=parcels[:2], by=owner, at=NOON)

    printed = Parcel.objects.filter(label_printed_at=NOON)
    assert set(printed) == set(parcels[:2])


def test_who_may_only_look_gets_no_label(parcels):
    viewer = Actor("vera", frozenset({Role.SELLER_VIEWER}), seller_id=parcels[0].seller_id)

    with pytest.raises(NotAllowed):
        print_labels(parcels=parcels, by=viewer, at=NOON)
    assert not Parcel.objects.exclude(label_printed_at=None).exists()


@pytest.mark.parametrize("form", MOST)
@pytest.mark.parametrize("too", ["few", "many"])
def test_none_and_too_many_are_refused(parcels, owner, form, too):
    count = {"few": 0, "many": MOST[form] + 1}[too]

    with pytest.raises(BadInput):
        print_labels(parcels=[parcels[0]] * count, form=form, by=owner, at=NOON)

    assert not Parcel.objects.exclude(label_printed_at=None).exists()


def test_reading_three_labels_takes_as_many_queries_as_one(parcels):
    counts = []
    for some in (parcels[:1], parcels):
        with CaptureQueriesContext(connection) as seen:
            labels_of(some)
        counts.append(len(seen))

    assert counts[0] == counts[1]
