"""A word that means two things has a text for each sense, in Russian and in Chinese."""

import pytest
from django.utils import translation

from shipments.cases.models import Case
from shipments.catalogue.models import Product
from shipments.consolidation.models import Consolidation
from shipments.flights.models import Leg
from shipments.holds.models import Hold
from shipments.orders.models import Order
from shipments.parcels.models import Flag, ImportClearance
from shipments.stock.models import Replenishment, StockMove, Warehouse
from shipments.web.templatetags.naming import goods, scopes, warehouse

WORDS = [
    (Consolidation.Status.OPEN, "открыта", "配载中"),
    (Case.Status.OPEN, "открыто", "未关闭"),
    (Consolidation.Status.CLOSED, "закрыта", "已截单"),
    (Case.Status.CLOSED, "закрыто", "已关闭"),
    (Consolidation.Status.CANCELLED, "отменена", "已取消"),
    (Leg.Status.CANCELLED, "отменён", "已取消"),
    (Replenishment.Status.CANCELLED, "отменена", "已取消"),
    (Order.Status.CANCELLED, "отменено", "已取消"),
    (Hold.Status.PLACED, "действует", "生效中"),
    (Order.Status.PLACED, "ждёт оплаты", "待付款"),
    (Hold.Status.RELEASED, "снято", "已解除"),
    (StockMove.Kind.RELEASED, "резерв снят", "已释放"),
    (ImportClearance.RELEASED, "выпущено", "已放行"),
    (Replenishment.Status.EXPECTED, "ожидает приёмки", "待收货"),
    (Flag.ACTION_NEEDED, "Ждём покупателя", "待买家处理"),
]


@pytest.mark.parametrize(("word", "russian", "chinese"), WORDS, ids=lambda one: str(one))
def test_each_sense_has_its_word(word, russian, chinese):
    with translation.override("ru"):
        assert str(word.label) == russian
    with translation.override("zh-hans"):
        assert str(word.label) == chinese


@pytest.mark.parametrize(
    ("context", "text", "russian"),
    [
        ("thing", "Hold", "Удержание"),
        ("", "Hold", "Удержать"),
        ("file", "Load", "Загрузить"),
        ("", "Load", "Загрузка"),
        ("bag", "open", "не опломбирован"),
    ],
)
def test_a_button_is_a_verb_and_a_heading_a_noun(context, text, russian):
    with translation.override("ru"):
        told = translation.pgettext(context, text) if context else translation.gettext(text)

    assert told == russian


def test_what_a_key_may_is_told_in_words_a_thing_a_line():
    with translation.override("ru"):
        told = scopes(["orders:read", "orders:write", "bags:read", "new:read", "*"])

    assert told == ["Заказы: читать, менять", "Мешки: читать", "new: читать", "всё"]


def test_each_warehouse_we_lay_has_its_name_in_the_readers_language(channel):
    with translation.override("zh-hans"):
        told = {str(warehouse(one)) for one in Warehouse.objects.all()}

    assert told == {"哈尔滨边境仓", "哈尔滨保税仓", "叶卡捷琳堡海外仓"}


@pytest.mark.parametrize(
    ("language", "names", "told"),
    [
        ("ru", {"name_ru": "Кружка", "name_zh": "杯子", "name_en": "Mug"}, "Кружка"),
        ("zh-hans", {"name_ru": "Кружка", "name_zh": "杯子", "name_en": "Mug"}, "杯子"),
        ("en", {"name_ru": "Кружка", "name_zh": "杯子", "name_en": "Mug"}, "Mug"),
        ("ru", {"name_zh": "杯子", "name_en": "Mug"}, "Mug"),
        ("zh-hans", {"name_ru": "Кружка"}, "Кружка"),
        ("en", {}, "MUG"),
    ],
)
def test_goods_are_named_in_the_readers_language(language, names, told):
    with translation.override(language):
        assert goods(Product(sku="MUG", **names)) == told
