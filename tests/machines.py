"""Machines that call the API: Anna's, Boris's, the airline's; and people with a browser."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from shipments.actor import system
from shipments.api.schema import description
from shipments.catalogue.actions import NewProduct, save_products
from shipments.catalogue.models import Product
from shipments.parties.actions import make_key
from shipments.parties.models import Partner, Seller, User
from shipments.reference import load_reference
from shipments.stock.queries import main_warehouse
from shipments.stock.replenishing import announce_replenishment, receive_replenishment
from tests.cast import browser
from tests.clock import NOON

ROOT = "/api/v1/"


class Machine:
    """A client with a key; bodies are JSON, answers are read."""

    def __init__(self, secret: str = "", client: Client | None = None) -> None:
        self.client = client or Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        send = getattr(self.client, method)
        answer = send(f"{ROOT}{path}", headers={**self.headers, **named}, **more)
        documented(method, path, answer)
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self.send("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("post", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any) -> Any:
        return self.send("patch", path, body)


def documented(method: str, path: str, answer: Any) -> None:
    """A refusal is one that the description of its operation names."""
    if answer.status_code < 400 or answer.status_code in (405, 500):
        return
    operation = description()["paths"].get(template_of(path), {}).get(method)
    if operation is None:
        return
    told = operation["responses"].get(str(answer.status_code), {}).get("content", {})
    code, known = answer.json()["code"], told.get("application/json", {}).get("examples", {})
    name = operation["operationId"]
    assert code in known, f"api/refusals.py: {name} answers {answer.status_code} {code}"


def template_of(path: str) -> str:
    """The path of the description that an address belongs to; empty where none does."""
    try:
        route = resolve(urlsplit(f"{ROOT}{path}").path).route
    except Resolver404:
        return ""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route).replace("{pk}", "{id}")


@pytest.fixture
def reference(db) -> None:
    load_reference()


@pytest.fixture
def key_for(reference) -> Callable[..., Machine]:
    def make(owner: Seller | Partner, *scopes: str) -> Machine:
        by = system("tests")
        _, secret = make_key(owner=owner, name="test", scopes=scopes or ["*"], by=by, at=NOON)
        return Machine(secret)

    return make


@pytest.fixture
def airline(key_for) -> Machine:
    return key_for(Partner.objects.get(code="airline"), "events:write", "messages:write")


def sign_in(user: User) -> Machine:
    client = Client()
    client.force_login(user)
    return Machine(client=client)


@pytest.fixture
def viewer(reference) -> Machine:
    """One of Anna's people who may look only, by browser."""
    return Machine(client=browser("vera"))


@pytest.fixture
def stocked(reference) -> Callable[..., Product]:
    """A product of a seller with pieces on the shelf in Harbin."""

    def make(seller: Seller, sku: str = "CUP-1", pieces: int = 10) -> Product:
        by, warehouse = system("tests"), main_warehouse()
        new = NewProduct(
            seller.pk,
            sku,
            name_ru="Чашка",
            name_zh="杯",
            weight_grams=400,
            hs_code="691110",
            tnved_code="6911100000",
            battery="none",
            declared_value_cny=Decimal(56),
        )
        save_products(new=[new], by=by)
        product = Product.objects.get(seller=seller, sku=sku)
        coming = announce_replenishment(
            seller=seller,
            warehouse=warehouse,
            number=f"R-{sku}",
            lines={product.pk: pieces},
            expected_at=NOON,
            by=by,
            at=NOON,
        )
        receive_replenishment(
            replenishment=coming, counts={product.pk: (pieces, 0)}, by=by, at=NOON
        )
        return product

    return make


def order_body(number: str = "A-1", **more: Any) -> dict[str, Any]:
    """A well shaped order of two cups."""
    return {
        "number": number,
        "ordered_at": "2026-11-02T10:00:00+08:00",
        "buyer": {
            "name": "Иванов Иван",
            "phone": "8 912 345-67-89",
            "email": "ivan@example.ru",
            "inn": "500100732259",
            "passport_series": "4509",
            "passport_number": "123123",
        },
        "address": {"postal_code": "620014", "city": "Екатеринбург", "street": "Ленина, 1"},
        "lines": [{"sku": "CUP-1", "quantity": 2, "unit_price": "1290.50", "shipping": "100.00"}],
        **more,
    }
