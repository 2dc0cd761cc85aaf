"""The demo's people, sellers and goods. All are invented; every check digit is valid."""

from decimal import Decimal

from shipments.actor import Role
from shipments.catalogue.models import Product
from shipments.flights.models import Place
from shipments.parties.models import Membership, Seller, StaffMember, User
from tracker.simulation.chance import Dice

PASSWORD = "demo"

# code, zh, en, USCC, city zh, city en
SELLERS = [
    ("S001", "深圳安娜贸易有限公司", "Shenzhen Anna Trading", "深圳", "Shenzhen"),
    ("S002", "广州博瑞斯电子商务有限公司", "Guangzhou Boris E-commerce", "广州", "Guangzhou"),
    ("S003", "义乌晨光百货有限公司", "Yiwu Morning Light", "义乌", "Yiwu"),
    ("S004", "东莞暖阳服饰有限公司", "Dongguan Warm Sun Apparel", "东莞", "Dongguan"),
]

# One who has just signed up: no goods, no orders, every page empty.
NEWCOMER = ("S050", "杭州小美商贸有限公司", "Hangzhou Mei Trading", "杭州", "Hangzhou")

# zh, ru, en, HS, TN VED, grams, sizes in mm, yuan, battery
GOODS = [
    (
        "手机壳",
        "Чехол для телефона",
        "Phone case",
        "392690",
        "3926909709",
        60,
        (170, 95, 20),
        "18",
        "none",
    ),
    (
        "蓝牙耳机",
        "Беспроводные наушники",
        "Bluetooth earphones",
        "851830",
        "8518309500",
        120,
        (110, 90, 45),
        "95",
        "ion_in_equipment",
    ),
    (
        "保温杯",
        "Термокружка",
        "Thermos mug",
        "961700",
        "9617000000",
        420,
        (260, 85, 85),
        "56",
        "none",
    ),
    (
        "女式连衣裙",
        "Платье женское",
        "Dress",
        "620443",
        "6204430000",
        380,
        (330, 250, 40),
        "88",
        "none",
    ),
    (
        "儿童羽绒服",
        "Пуховик детский",
        "Child's down jacket",
        "620293",
        "6202930000",
        780,
        (400, 300, 120),
        "210",
        "none",
    ),
    (
        "瑜伽垫",
        "Коврик для йоги",
        "Yoga mat",
        "391890",
        "3918900000",
        1250,
        (620, 130, 130),
        "64",
        "none",
    ),
    (
        "车载吸尘器",
        "Автомобильный пылесос",
        "Car vacuum cleaner",
        "850811",
        "8508110000",
        980,
        (390, 130, 130),
        "150",
        "ion_in_equipment",
    ),
    (
        "LED台灯",
        "Настольная лампа",
        "LED desk lamp",
        "940521",
        "9405219009",
        860,
        (400, 160, 90),
        "99",
        "none",
    ),
    (
        "不锈钢刀具套装",
        "Набор кухонных ножей",
        "Kitchen knife set",
        "821110",
        "8211100000",
        1400,
        (380, 220, 60),
        "130",
        "none",
    ),
    (
        "运动鞋",
        "Кроссовки",
        "Sneakers",
        "640419",
        "6404199000",
        900,
        (330, 210, 120),
        "160",
        "none",
    ),
    ("拼图", "Пазл", "Puzzle", "950300", "9503006900", 640, (300, 300, 55), "45", "none"),
    (
        "茶具套装",
        "Чайный набор",
        "Tea set",
        "691110",
        "6911100000",
        2300,
        (360, 280, 160),
        "240",
        "none",
    ),
    (
        "机器人吸尘器",
        "Робот-пылесос",
        "Robot vacuum",
        "850811",
        "8508110000",
        4200,
        (390, 390, 130),
        "1350",
        "ion_in_equipment",
    ),
    (
        "电动牙刷",
        "Электрическая зубная щётка",
        "Electric toothbrush",
        "850980",
        "8509800000",
        260,
        (240, 95, 65),
        "110",
        "ion_in_equipment",
    ),
    ("背包", "Рюкзак", "Backpack", "420292", "4202929100", 720, (460, 310, 110), "120", "none"),
    (
        "钓鱼线轮",
        "Катушка рыболовная",
        "Fishing reel",
        "950730",
        "9507300000",
        390,
        (150, 120, 90),
        "140",
        "none",
    ),
    (
        "毛绒玩具",
        "Мягкая игрушка",
        "Plush toy",
        "950300",
        "9503004100",
        350,
        (300, 220, 180),
        "52",
        "none",
    ),
    (
        "智能手表",
        "Умные часы",
        "Smart watch",
        "851762",
        "8517620009",
        180,
        (120, 100, 90),
        "320",
        "ion_in_equipment",
    ),
]

# name, staff roles, seller and level
PEOPLE = [
    ("anna", [], ("S001", Role.SELLER_OWNER), "zh-hans"),
    ("boris", [], ("S002", Role.SELLER_OPERATOR), "zh-hans"),
    ("viewer", [], ("S001", Role.SELLER_VIEWER), "zh-hans"),
    ("mei", [], ("S050", Role.SELLER_OWNER), "zh-hans"),
    ("wei", [Role.WAREHOUSE], None, "zh-hans"),
    ("olga", [Role.CUSTOMS], None, "ru"),
    ("pavel", [Role.PLANNER], None, "ru"),
    ("irina", [Role.FINANCE], None, "ru"),
    ("admin", [Role.ADMIN], None, "en"),
]

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc(base: str) -> str:
    """A code with its check character (GB 32100-2015)."""
    weights = [pow(3, n, 31) for n in range(17)]
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(base, weights, strict=True))
    return base + _USCC_ALPHABET[(31 - total % 31) % 31]


def make_cast() -> None:
    """Make the demo's sellers, goods and logins where they are missing."""
    make_shops()
    _lay_seller(len(SELLERS), NEWCOMER)
    for name, roles, membership, language in PEOPLE:
        _lay_person(name, roles, membership, language)


def make_shops() -> None:
    """Make the demo's sellers and their goods where they are missing; nobody can sign in."""
    for index, row in enumerate(SELLERS):
        _lay_seller(index, row)
    _lay_goods()
    # Nobody of flesh and blood works at the demo's hub.
    Place.objects.filter(code="SVX").update(breaks_down_by_clock=True, hands_over_by_clock=True)


def _lay_seller(index: int, row: tuple[str, str, str, str, str]) -> None:
    code, zh, en, city_zh, city_en = row
    Seller.objects.get_or_create(
        code=code,
        defaults={
            "name_zh": zh,
            "name_en": en,
            "uscc": uscc(f"91440300YY00000{index}X"[:17]),
            "customs_code": f"44039600{index:02d}",
            "city_zh": city_zh,
            "city_en": city_en,
            "contact_email": f"{code.lower()}@example.com",
            "shop_name": en.removesuffix(" Trading"),
            "shop_email": f"help@{code.lower()}.example",
            "shop_website": f"https://{code.lower()}.example",
        },
    )


def _lay_goods() -> None:
    dice = Dice(1)
    for seller in Seller.objects.filter(code__in=[row[0] for row in SELLERS]):
        for index, (zh, ru, en, hs, tnved, grams, sizes, value, battery) in enumerate(GOODS):
            sku = f"{seller.code}-{index + 1:03d}"
            if not dice.happens(sku, "sells", 0.75):
                continue
            Product.objects.get_or_create(
                seller=seller,
                sku=sku,
                defaults={
                    "name_zh": zh,
                    "name_ru": ru,
                    "name_en": en,
                    "hs_code": hs,
                    "tnved_code": tnved,
                    "weight_grams": grams,
                    "length_mm": sizes[0],
                    "width_mm": sizes[1],
                    "height_mm": sizes[2],
                    "declared_value_cny": Decimal(value),
                    "battery": battery,
                },
            )


def _lay_person(
    name: str, roles: list[Role], membership: tuple[str, Role] | None, language: str
) -> None:
    user, is_new = User.objects.get_or_create(
        username=name, defaults={"language": language, "email": f"{name}@example.com"}
    )
    if is_new:
        user.set_password(PASSWORD)
        user.is_staff = user.is_superuser = Role.ADMIN in roles
        user.save()
    if roles:
        StaffMember.objects.get_or_create(user=user, defaults={"roles": [str(r) for r in roles]})
    if membership:
        seller = Seller.objects.get(code=membership[0])
        Membership.objects.get_or_create(
            user=user, defaults={"seller": seller, "level": membership[1]}
        )
