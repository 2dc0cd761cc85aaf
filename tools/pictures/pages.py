"""The pages that are pictured: who opens each, how it is reached, what is done on it first."""

from dataclasses import dataclass

# A step on a page: what is done ("fill", "check", "choose", "file", "click"), where, with what.
Step = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page under a name: `begin` is an address, `links` are patterns of links to follow from it,
    each the first that fits; `steps` are done there before the picture."""

    name: str
    who: str
    begin: str
    links: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


ORDERS, PARCELS = "/seller/orders/", "/seller/parcels/"
WANTED = "form:has([name=email]) button"
TRACK, OWN, ORDER = "/track/[^/]+/", "/t/[^/]+/", "/seller/orders/[^/]+/"
FLIGHT, WAYBILL = "/staff/flights/[^/]+/", "/staff/consolidations/[^/]+/"
OPEN, CLEARED = "/staff/consolidations/?status=open", "/customs/parcels/[^/]+/"
SOME = "number,ordered_at,status\nP-1,2026-11-20T10:00,paid\nP-2,yesterday,paid\n"
BAD_ROWS = (
    "order_number,seller_code,marketplace,ordered_at,buyer_name,buyer_phone,postal_code,city,street,"
    "sku,quantity,unit_price,currency,shipping_fee\n"
    "P-1,S001,plain,2026-11-20 10:00:00,Иванов Иван,+79123456789,620014,Екатеринбург,Ленина 1,"
    "NO-SUCH-GOODS,1,100.00,RUB,0\n"
    "P-2,S001,plain,yesterday,Иванов Иван,+79123456789,620014,Екатеринбург,Ленина 1,X,0,abc,RUB,0\n"
)


def _story(name: str, query: str) -> list[Shown]:
    """The two pages of a parcel in some state: of everybody, and of the buyer's own link."""
    return [
        Shown(f"track-{name}", "anna", f"{PARCELS}?{query}", (TRACK,)),
        Shown(f"own-{name}", "anna", f"{PARCELS}?{query}", (ORDER, OWN)),
    ]


KEY = (
    ("fill", "[name=name]", "ERP"),
    ("check", "main form [type=checkbox] >> nth=0", ""),
    ("click", "main form button.main", ""),
)
# Done once, so that lists of what people did are not empty.
PREPARED = [
    Shown(
        "file",
        "anna",
        "/seller/imports/",
        steps=(
            ("file", "[name=file]", BAD_ROWS),
            ("click", "main form button.main", ""),
            ("click", "button[name=begin]", ""),
        ),
    ),
    Shown(
        "held",
        "anna",
        f"{ORDERS}?status=packed",
        steps=(
            ("check", "[name=chosen] >> nth=0", ""),
            ("click", "button[value=hold]", ""),
            ("fill", "[name=why]", "Проверка адреса"),
            ("click", "main form button.main", ""),
        ),
    ),
    Shown(
        "file-made",
        "anna",
        ORDERS,
        steps=(("check", "[name=chosen] >> nth=0", ""), ("click", "button[value=csv]", "")),
    ),
    Shown("key", "anna", "/seller/keys/", steps=KEY),
    Shown(
        "webhook",
        "anna",
        "/seller/webhooks/",
        steps=(
            ("fill", "[name=url]", "https://erp.example.com/hook"),
            ("check", "[name=topics] >> nth=0", ""),
            ("click", "main form button.main", ""),
        ),
    ),
    Shown(
        "decision",
        "olga",
        "/customs/",
        steps=(
            ("check", "[name=chosen] >> nth=0", ""),
            ("choose", "#code", "import_inspection"),
            ("fill", "#reason", "Досмотр"),
            ("click", ".selection button.main", ""),
            ("click", "main form[method=post] button.main", ""),
        ),
    ),
]

NOBODY = [
    Shown("home", "", "/"),
    Shown("unknown", "", "/track/LV000000000CN/"),
    Shown("no-number", "", "/track/hello/"),
    Shown("no-page", "", "/nothing/"),
    Shown("sign-in", "", "/accounts/login/"),
    Shown(
        "sign-in-refused",
        "",
        "/accounts/login/",
        steps=(
            ("fill", "[name=login]", "somebody"),
            ("fill", "[name=password]", "wrong"),
            ("click", "main button", ""),
        ),
    ),
]

ANNA = [
    *_story("packed", "headline=at_harbin"),
    *_story("flying", "headline=in_flight"),
    *_story("customs", "headline=import_customs"),
    *_story("duty", "import_clearance=duty_due"),
    *_story("held", "held=true"),
    *_story("delivered", "movement=delivered"),
    *_story("pickup", "movement=ready_for_pickup"),
    *_story("returned", "movement=returned"),
    *_story("lost", "movement=lost"),
    Shown(
        "subscribed",
        "anna",
        f"{PARCELS}?headline=in_flight",
        (ORDER, OWN),
        (("fill", "[name=email]", "b@example.ru"), ("click", WANTED, "")),
    ),
    Shown(
        "subscribe-refused",
        "anna",
        f"{PARCELS}?headline=in_flight",
        (ORDER, OWN),
        (("fill", "[name=email]", "b@example"), ("click", WANTED, "")),
    ),
    Shown(
        "digits-refused",
        "anna",
        f"{PARCELS}?headline=in_flight",
        (TRACK,),
        (("fill", "[name=digits]", "0000"), ("click", "form:has([name=digits]) button", "")),
    ),
    Shown("today", "anna", "/seller/"),
    Shown("orders", "anna", ORDERS),
    Shown("orders-chosen", "anna", ORDERS, steps=(("check", "[data-selects-all]", ""),)),
    Shown("orders-nothing", "anna", f"{ORDERS}?search=NOTHING"),
    Shown(
        "orders-cancel",
        "anna",
        ORDERS,
        steps=(("check", "[data-selects-all]", ""), ("click", "button[value=cancel]", "")),
    ),
    Shown("order", "anna", f"{ORDERS}?status=shipped", (ORDER,)),
    Shown("order-blocked", "anna", f"{ORDERS}?blocker=out_of_stock", (ORDER,)),
    Shown("actions", "anna", "/seller/bulk-actions/"),
    Shown("action", "anna", "/seller/bulk-actions/", ("/seller/bulk-actions/[^/]+/",)),
    Shown("parcels", "anna", PARCELS),
    Shown("products", "anna", "/seller/products/"),
    Shown("product", "anna", "/seller/products/", ("/seller/products/.+/",)),
    Shown("stock", "anna", "/seller/stock/"),
    Shown("moves", "anna", "/seller/stock/", ("/seller/stock/.+/moves/",)),
    Shown("announce", "anna", "/seller/stock/announce/"),
    Shown("replenishments", "anna", "/seller/replenishments/"),
    Shown("replenishment", "anna", "/seller/replenishments/", ("/seller/replenishments/.+/",)),
    Shown("files", "anna", "/seller/imports/"),
    Shown("file-refused", "anna", "/seller/", ("/seller/imports/[^/]+/",)),
    *(
        Shown(
            f"file-{name}",
            "anna",
            "/seller/imports/",
            steps=(("file", "[name=file]", text), ("click", "main form button.main", "")),
        )
        for name, text in (("preview", BAD_ROWS), ("mapping", SOME))
    ),
    Shown("exports", "anna", "/seller/exports/"),
    Shown("members", "anna", "/seller/members/"),
    Shown("keys", "anna", "/seller/keys/"),
    Shown("key-made", "anna", "/seller/keys/", steps=KEY),
    Shown("webhooks", "anna", "/seller/webhooks/"),
    Shown("webhook", "anna", "/seller/webhooks/", (r"/seller/webhooks/\d+/",)),
    Shown("forbidden", "anna", "/staff/"),
]

MEI = [
    Shown(f"{name}-empty", "mei", address)
    for name, address in (
        ("today", "/seller/"),
        ("orders", ORDERS),
        ("parcels", PARCELS),
        ("actions", "/seller/bulk-actions/"),
        ("products", "/seller/products/"),
        ("stock", "/seller/stock/"),
        ("replenishments", "/seller/replenishments/"),
        ("files", "/seller/imports/"),
        ("exports", "/seller/exports/"),
        ("keys", "/seller/keys/"),
        ("webhooks", "/seller/webhooks/"),
    )
]

PAVEL = [
    Shown("floor", "pavel", "/staff/"),
    *(
        Shown(f"queue-{word}", "pavel", f"/staff/queues/{word}/")
        for word in ("packing", "export", "flight", "import", "last_mile")
    ),
    Shown("flights", "pavel", "/staff/flights/"),
    Shown("flight", "pavel", "/staff/flights/", (FLIGHT,)),
    *(
        Shown(f"flight-{action}", "pavel", OPEN, (FLIGHT, f".*/{action}/"))
        for action in ("delay", "cancel", "aircraft")
    ),
    Shown("flights-empty", "pavel", "/staff/flights/?number=ZZ9"),
    Shown("consolidations", "pavel", "/staff/consolidations/"),
    Shown("consolidation", "pavel", OPEN, (WAYBILL,)),
    Shown("consolidation-departed", "pavel", "/staff/consolidations/?status=departed", (WAYBILL,)),
    Shown("consolidation-close", "pavel", OPEN, (WAYBILL, ".*/close/")),
    Shown("waiting", "pavel", "/staff/waiting/?reason=export_pending"),
    Shown("consolidations-empty", "pavel", "/staff/consolidations/?flight=ZZ9"),
    Shown("bag", "pavel", "/staff/consolidations/", (WAYBILL, "/staff/bags/[^/]+/")),
    Shown("cases", "pavel", "/staff/cases/"),
    Shown("case", "pavel", "/staff/cases/", (r"/staff/cases/\d+/",)),
    Shown(
        "case-known",
        "pavel",
        "/staff/cases/",
        (r"/staff/cases/\d+/",),
        (
            ("click", "#story summary", ""),
            ("fill", "[name=known]", "2026-11-20T12:00"),
            ("click", "#story button", ""),
        ),
    ),
    Shown("jobs", "pavel", "/staff/jobs/"),
    Shown("codes", "pavel", "/staff/codes/"),
    Shown("code", "pavel", "/staff/codes/", steps=(("click", "main td button", ""),)),
    Shown("partners", "pavel", "/staff/partners/"),
    Shown("partner", "pavel", "/staff/partners/", ("/staff/partners/[^/]+/",)),
    Shown("staff-actions", "pavel", "/staff/bulk-actions/"),
    Shown("design", "pavel", "/staff/design/"),
]

OLGA = [
    Shown("desk", "olga", "/customs/"),
    Shown("desk-empty", "olga", "/customs/?flight=ZZ9"),
    Shown("export-desk", "olga", "/customs/export/"),
    Shown(
        "decision-preview",
        "olga",
        "/customs/",
        steps=(
            ("check", "[name=all]", ""),
            ("choose", "#code", "import_released"),
            ("click", ".selection button.main", ""),
        ),
    ),
    Shown("declaration", "olga", "/customs/", (CLEARED,)),
    Shown("declaration-export", "olga", "/customs/export/", (CLEARED,)),
    Shown("customs-flights", "olga", "/customs/flights/"),
    Shown("registry", "olga", "/customs/flights/", ("/customs/flights/[^/]+/",)),
    Shown("customs-actions", "olga", "/customs/bulk-actions/"),
    Shown("customs-action", "olga", "/customs/bulk-actions/", ("/customs/bulk-actions/[^/]+/",)),
]

# Nobody's come last: after so many refused sign-ins an address has to wait.
EVERY_PAGE = [*ANNA, *MEI, *PAVEL, *OLGA, *NOBODY]
