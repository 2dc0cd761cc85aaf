"""Our columns of files of orders and products: names, meanings, and what others call them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ours: its label and meaning for people, an example, others' words for it.

    The words are squeezed to small letters and digits, the surest first.
    """

    name: str
    label: Any
    example: str
    meaning: Any
    others: Sequence[str] = ()
    needed: bool = False


ORDERS = (
    Column(
        "order_number",
        _("Order number"),
        "A-1001",
        _("as your shop names the order"),
        (
            "order",
            "orderid",
            "orderno",
            "ordernumber",
            "number",
            "订单号",
            "订单编号",
            "номерзаказа",
            "заказ",
        ),
        needed=True,
    ),
    Column(
        "ordered_at",
        _("Ordered at"),
        "2026-11-01 10:00:00",
        _("when the buyer ordered"),
        ("date", "orderdate", "createdat", "下单时间", "订单时间", "датазаказа", "дата"),
        needed=True,
    ),
    Column(
        "sku",
        _("SKU"),
        "MUG-01",
        _("the product's code in your catalogue"),
        ("article", "item", "itemsku", "货号", "商品编码", "商家编码", "артикул"),
        needed=True,
    ),
    Column(
        "quantity",
        _("Quantity"),
        "2",
        _("whole pieces"),
        ("qty", "count", "pieces", "数量", "количество", "колво"),
        needed=True,
    ),
    Column(
        "unit_price",
        _("Price a piece"),
        "150.50",
        _("roubles, after discounts"),
        ("price", "单价", "价格", "цена", "ценазаштуку"),
        needed=True,
    ),
    Column("currency", _("Currency"), "RUB", _("RUB, or empty"), ("币种", "货币", "валюта")),
    Column(
        "marketplace",
        _("Marketplace"),
        "plain",
        _("where the order was made"),
        ("shop", "channel", "平台", "店铺平台", "маркетплейс", "площадка"),
    ),
    Column(
        "paid_at",
        _("Paid at"),
        "2026-11-01 10:05:00",
        _("empty: not paid yet, not packed"),
        (
            "paid",
            "paymentdate",
            "payedat",
            "付款时间",
            "支付时间",
            "оплачен",
            "датаоплаты",
            "времяоплаты",
        ),
    ),
    Column(
        "buyer_name",
        _("Buyer's name"),
        "Иванов Иван Иванович",
        _("who receives the parcel, as in the passport"),
        (
            "shipname",
            "shippingname",
            "shiptoname",
            "recipient",
            "recipientname",
            "receiver",
            "receivername",
            "收件人",
            "收件人姓名",
            "收货人",
            "收货人姓名",
            "получатель",
            "фиополучателя",
            "фио",
            "name",
            "buyer",
            "姓名",
            "买家",
            "买家姓名",
            "покупатель",
        ),
    ),
    Column(
        "buyer_phone",
        _("Buyer's phone"),
        "+79431110001",
        _("Russian, with +7"),
        (
            "shipphone",
            "shippingphone",
            "phone",
            "phonenumber",
            "tel",
            "mobile",
            "电话",
            "手机",
            "手机号",
            "联系电话",
            "收件人电话",
            "телефон",
            "телефонполучателя",
        ),
    ),
    Column(
        "buyer_email",
        _("Buyer's e-mail"),
        "ivanov@example.ru",
        _("letters about the parcel go there"),
        (
            "email",
            "mail",
            "emailaddress",
            "buyeremailaddress",
            "邮箱",
            "电子邮箱",
            "电子邮件",
            "买家邮箱",
            "почта",
            "электроннаяпочта",
            "эпочта",
            "элпочта",
            "емейл",
            "имейл",
        ),
    ),
    Column(
        "buyer_inn",
        _("Buyer's INN"),
        "500100732259",
        _("12 digits, for Russian customs"),
        ("inn", "taxid", "инн", "иннполучателя", "иннпокупателя", "税号", "纳税人识别号"),
    ),
    Column(
        "passport_series",
        _("Passport series"),
        "4509",
        _("4 digits, for Russian customs"),
        ("passportseries", "серияпаспорта", "паспортсерия", "护照系列", "护照序列"),
    ),
    Column(
        "passport_number",
        _("Passport number"),
        "123123",
        _("6 digits, for Russian customs"),
        (
            "passport",
            "passportno",
            "номерпаспорта",
            "паспортномер",
            "паспорт",
            "护照号",
            "护照号码",
            "护照",
        ),
    ),
    Column(
        "postal_code",
        _("Postal code"),
        "620014",
        _("6 digits"),
        (
            "shippostalcode",
            "shippingzip",
            "index",
            "zip",
            "zipcode",
            "postcode",
            "邮编",
            "邮政编码",
            "индекс",
            "почтовыйиндекс",
        ),
    ),
    Column(
        "region",
        _("Region"),
        "Свердловская область",
        _("may be empty"),
        ("shipstate", "state", "province", "地区", "州", "省", "регион", "область"),
    ),
    Column(
        "city",
        _("City"),
        "Екатеринбург",
        _("the buyer's town"),
        ("shipcity", "town", "城市", "город", "населённыйпункт", "населенныйпункт"),
    ),
    Column(
        "street",
        _("Street, house, flat"),
        "ул. Ленина, 1, кв. 2",
        _("the rest of the address"),
        ("shipaddress1", "address", "地址", "详细地址", "收货地址", "адрес", "улица"),
    ),
    Column(
        "shipping_fee",
        _("Shipping"),
        "90.00",
        _("roubles the buyer paid for it"),
        ("shipping", "shippingcost", "freight", "运费", "доставка", "стоимостьдоставки"),
    ),
    Column(
        "note",
        _("Note"),
        "",
        _("for yourself"),
        ("comment", "remark", "备注", "留言", "买家留言", "примечание", "комментарий"),
    ),
)
PRODUCTS = (
    Column(
        "sku",
        _("SKU"),
        "MUG-01",
        _("your code of the product"),
        ("article", "item", "货号", "商品编码", "商家编码", "артикул"),
        needed=True,
    ),
    Column(
        "name_zh",
        _("Chinese name"),
        "陶瓷杯",
        _("for Chinese customs; a new product needs a name"),
        (
            "name",
            "title",
            "商品名称",
            "名称",
            "品名",
            "中文名",
            "中文品名",
            "название",
            "наименование",
        ),
    ),
    Column(
        "weight_g",
        _("Weight, g"),
        "400",
        _("whole grams of the packed piece"),
        ("weight", "重量", "重量g", "重量克", "вес", "весг", "весгр"),
    ),
    Column(
        "name_ru",
        _("Russian name"),
        "Кружка керамическая",
        _("for Russian customs"),
        ("俄文名", "俄文名称", "俄语名", "俄文品名", "русскоеназвание", "названиенарусском"),
    ),
    Column(
        "name_en",
        _("English name"),
        "Ceramic mug",
        _("for the label"),
        ("英文名", "英文名称", "英文品名", "английскоеназвание", "названиенаанглийском"),
    ),
    Column(
        "hs_code",
        _("HS code"),
        "691200",
        _("6 digits"),
        ("hs", "hscode", "海关编码", "hs编码", "商品编码hs", "кодhs", "кодгс"),
    ),
    Column(
        "tnved_code",
        _("TN VED code"),
        "6912002300",
        _("10 digits"),
        ("tnved", "тнвэд", "кодтнвэд", "俄罗斯海关编码"),
    ),
    Column(
        "length_mm",
        _("Length, mm"),
        "120",
        _("whole millimetres of the packed piece"),
        ("length", "长", "长mm", "长度", "длина", "длинамм"),
    ),
    Column(
        "width_mm",
        _("Width, mm"),
        "90",
        _("whole millimetres of the packed piece"),
        ("width", "宽", "宽mm", "宽度", "ширина", "ширинамм"),
    ),
    Column(
        "height_mm",
        _("Height, mm"),
        "100",
        _("whole millimetres of the packed piece"),
        ("height", "高", "高mm", "高度", "высота", "высотамм"),
    ),
    Column(
        "battery",
        _("Battery"),
        "none",
        _("none, ion_in_equipment, ion_packed or metal_in_equipment"),
        ("电池", "电池类型", "батарея", "аккумулятор"),
    ),
    Column(
        "origin_country",
        _("Country of origin"),
        "CN",
        _("two letters"),
        ("origin", "country", "原产国", "产地", "страна", "странапроисхождения"),
    ),
    Column(
        "declared_value_cny",
        _("Declared value, CNY"),
        "25.00",
        _("yuan a piece"),
        ("declaredvalue", "申报价值", "申报价", "申报金额", "объявленнаястоимость"),
    ),
    Column(
        "product_url",
        _("Page of the product"),
        "https://shop.example/mug-01",
        _("where it is sold"),
        ("url", "link", "链接", "商品链接", "ссылка"),
    ),
)
INBOUND = (
    Column(
        "shipment_number",
        _("Shipment number"),
        "IN-2026-001",
        _("your number of the inbound shipment; its rows have the same one"),
        ("shipment", "number", "shipmentno", "入库单号", "单号", "номерпоставки", "поставка"),
        needed=True,
    ),
    Column(
        "expected_at",
        _("Expected on"),
        "2026-12-03",
        _("the day the goods arrive"),
        (
            "eta",
            "expected",
            "date",
            "预计到货",
            "预计到货日期",
            "到货日期",
            "датапоставки",
            "датаприбытия",
            "дата",
        ),
        needed=True,
    ),
    Column(
        "sku",
        _("SKU"),
        "MUG-01",
        _("the product's code in your catalogue"),
        ("article", "item", "货号", "商品编码", "商家编码", "артикул"),
        needed=True,
    ),
    Column(
        "quantity",
        _("Quantity"),
        "200",
        _("whole pieces"),
        ("tosend", "qty", "count", "pieces", "数量", "количество", "колво"),
        needed=True,
    ),
    Column(
        "warehouse",
        _("Warehouse"),
        "HRB-1",
        _("empty: the border warehouse in Harbin"),
        ("仓库", "склад"),
    ),
)
COLUMNS: Mapping[str, Sequence[Column]] = {
    "orders": ORDERS,
    "products": PRODUCTS,
    "inbound": INBOUND,
}
# All that is read of a file of products and of one of sellers.
PRODUCT = ("seller_code", *(column.name for column in PRODUCTS))
SELLER = (
    "code",
    "name_zh",
    "name_en",
    "uscc",
    "customs_code",
    "city_zh",
    "city_en",
    "contact_email",
    "settlement_account",
)


def columns_missing(kind: str, header: Collection[str]) -> list[str]:
    """Our columns that a file must have and this head lacks."""
    return [column.name for column in COLUMNS[kind] if column.needed and column.name not in header]


def columns_guessed(kind: str, header: Sequence[str]) -> dict[str, str]:
    """Theirs by ours where a name says so; each of theirs is taken once."""
    theirs = {_squeezed(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for column in COLUMNS[kind]:
        for word in (_squeezed(column.name), *column.others):
            if word in theirs:
                found[column.name] = theirs.pop(word)
                break
    return {ours: name for ours, name in found.items() if ours != name}


def _squeezed(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
