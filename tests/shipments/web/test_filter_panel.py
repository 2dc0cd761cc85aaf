"""The filter of a list on its page: one form, what has no field goes on, chips take things off."""

from django.test import RequestFactory

from shipments.parcels.models import Parcel
from shipments.stock.filters import StockFilter
from shipments.stock.models import StockLevel
from shipments.tracking.filters import ParcelFilter
from shipments.web.components.filters import FilterPanel, filter_panel

FIELDS = ("search", "movement", "label_printed", "late")


def panel(query: str) -> FilterPanel:
    request = RequestFactory().get(f"/seller/parcels/?{query}")
    return filter_panel(request, ParcelFilter(request.GET, Parcel.objects.none()), FIELDS)


def names(found: FilterPanel) -> list[str]:
    return [field.name for field in found.fields]


def test_the_search_stands_first_and_the_others_in_the_order_of_the_page():
    found = panel("")

    assert found.search_field.name == "search"
    assert names(found) == ["movement", "label_printed", "late"]
    assert (found.kept, found.chips, found.query) == ([], [], "")


def test_what_has_no_field_is_kept_and_its_chip_takes_it_off():
    found = panel("flight=U6999-20261104&late=true&after=1~2")

    assert found.kept == [("flight", "U6999-20261104")]
    assert [(chip.name, chip.value, chip.href) for chip in found.chips] == [
        ("flight", "U6999-20261104", "?late=true"),
        ("late", "yes", "?flight=U6999-20261104"),
    ]


def test_a_field_of_one_word_gives_way_where_the_query_names_several():
    found = panel("movement=departed&movement=arrived")

    assert "movement" not in names(found)
    assert found.kept == [("movement", "departed"), ("movement", "arrived")]
    assert [chip.value for chip in found.chips] == ["departed, arrived"]


def test_a_chip_says_a_choice_in_the_words_of_its_field():
    assert [chip.value for chip in panel("label_printed=false").chips] == ["not printed yet"]


def test_what_cannot_be_read_is_said_and_kept_open():
    assert panel("movement=flying").errors == [
        "Select a valid choice. flying is not one of the available choices."
    ]


def test_a_panel_without_names_has_every_field_of_its_filter():
    request = RequestFactory().get("/seller/stock/")
    found = filter_panel(request, StockFilter(request.GET, StockLevel.objects.none()))

    assert names(found) == ["warehouse", "sku", "available"]
