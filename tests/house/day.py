"""A day of the simulated world with everything in it that could let a person's words out."""

import json
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.filebased import EmailBackend
from django.db import connection, transaction
from django.test import Client

from customs import tasks as customs_tasks
from customs.reference import load_reference_data
from shipments import clock, tasks
from shipments.actor import Role, system
from shipments.exports.models import ExportRun
from shipments.imports.models import ImportRun
from shipments.notifications.models import Subscription, Webhook
from shipments.notifications.webhooks import new_secret
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from shipments.parties.actions import make_key
from shipments.parties.models import Seller
from tests.browsers import signed_in
from tests.house.buyers import Person
from tests.house.scan import Heard
from tests.machines import order_body
from tracker.simulation import tasks as demo_tasks
from tracker.simulation.cast import make_shops
from tracker.simulation.chance import Dice
from tracker.simulation.world import play
from tracker.timetable import TIMETABLE

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
MODULES = (tasks, customs_tasks, demo_tasks)
# Tables that are away for a moment: what is asked meanwhile fails on its way.
BROKEN = ("shipments_order", "shipments_receiver", "shipments_parcel")


class Postman(EmailBackend):
    """Writes letters as the demo does; a server that refuses some quotes their addresses."""

    refuses = False

    def send_messages(self, letters: Any) -> int:
        if Postman.refuses:
            for one in letters:
                quoted = f"no such user {one.to[0]}".encode()
                raise smtplib.SMTPRecipientsRefused({one.to[0]: (451, quoted)})
        return super().send_messages(letters) or 0


@dataclass
class Day:
    """What is done, step by step; each leaves what it leaves."""

    heard: Heard
    at: datetime = BEGUN
    people: list[Person] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    seller: Seller = field(init=False)
    key: str = field(init=False)
    anna: Client = field(init=False)
    boss: Client = field(init=False)

    def begin(self, hook: str) -> None:
        """Shops, goods, a key, a webhook, and people who have signed in."""
        load_reference_data()
        make_shops()
        self.seller = Seller.objects.get(code="S001")
        self.sku = self.seller.products.order_by("pk").values_list("sku", flat=True)[0]
        _row, self.key = make_key(
            owner=self.seller, name="day", scopes=["*"], by=system("tests"), at=BEGUN
        )
        self.secrets[self.key] = "key"
        secret = new_secret()
        self.secrets[secret] = "secret"
        Webhook.objects.create(seller=self.seller, url=hook, secret=secret, created_at=BEGUN)
        self.anna = signed_in("anna", seller=self.seller)
        self.boss = signed_in("boss", roles=(Role.ADMIN, Role.CUSTOMS, Role.PLANNER))
        for one in (self.anna, self.boss):
            one.raise_request_exception = False

    def person(self) -> Person:
        self.people.append(Person(len(self.people) + 1))
        return self.people[-1]

    def words(self) -> dict[str, str]:
        found = dict(self.secrets)
        for one in self.people:
            found |= one.words
        return found

    def ask(self, client: Client, way: str, body: Any = None, **more: Any) -> Any:
        """Ask a page or send a form; what it is named as a download is kept."""
        send = client.get if body is None and not more else client.post
        given = {} if body is None else {"data": body}
        answer = send(way, **given, **more)
        self.answers.append(answer.status_code)
        self.heard.names.append(f"{answer.headers.get('Content-Disposition', '')}")
        return answer

    def rest(self, method: str, way: str, body: Any = None) -> Any:
        """Ask by the machines' interface."""
        client = Client(raise_request_exception=False)
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        headers = {"authorization": f"Bearer {self.key}"}
        answer = getattr(client, method)(f"/api/v1/{way}", headers=headers, **given)
        self.answers.append(answer.status_code)
        return answer

    # --- what is given in --------------------------------------------------------------------

    def give_files(self) -> None:
        """Good rows, rows of which something personal is wrong, and files with no head."""
        good, sku = self.person(), self.sku
        rows = [good.row(sku), good.row(sku, order_number="F-again", buyer_name="")]
        for column in (
            "sku",
            "quantity",
            "unit_price",
            "ordered_at",
            "currency",
            "buyer_email",
            "buyer_phone",
            "buyer_inn",
            "passport_number",
            "seller_code",
        ):
            one = self.person()
            for word in (one.name, one.phone, one.inn, f"{one.email} {one.street}"):
                told = f"F{one.number}-{len(rows)}"
                rows.append(one.row(sku, **{"order_number": told, column: word}))
        damaged = self.person()
        rows.append(damaged.row(sku, buyer_phone="7,94356E+10", order_number="F-damaged"))
        self._file("orders.csv", [list(rows[0]), *(list(row.values()) for row in rows)])
        bare = [self.person() for _ in range(3)]
        self._file("заказы.csv", [list(one.row(sku).values()) for one in bare])
        self._file("doubled.csv", [[*rows[0], bare[0].name, bare[0].name], list(rows[0].values())])
        changed = good.row(sku, buyer_name=self.person().name, unit_price="77.00")
        self._file("changed.csv", [list(rows[0]), list(changed.values())])

    def _file(self, name: str, rows: list[list[str]]) -> None:
        text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
        for client, way in ((self.anna, "/seller/imports/"), (None, "/api/v1/imports/")):
            file = SimpleUploadedFile(name, text.encode(), "text/csv")
            headers = {} if client else {"authorization": f"Bearer {self.key}"}
            self.ask(client or Client(), way, {"file": file, "kind": "orders"}, headers=headers)

    def look_at_drafts(self) -> None:
        """Each draft is looked at, begun, and its refused rows are taken back."""
        for number in ImportRun.objects.values_list("number", flat=True):
            for end in ("", "draft/", "errors.csv", "errors.xlsx"):
                self.ask(self.anna, f"/seller/imports/{number}/{end}")
            self.ask(
                self.anna,
                f"/seller/imports/{number}/draft/",
                {
                    "confirm": "1",
                    "layout": "auto",
                    "timezone": "Asia/Shanghai",
                    "policy": "reject-rows",
                },
            )
            self.rest("get", f"imports/{number}/")
            self.rest("get", f"imports/{number}/errors/")

    def place_by_rest(self, most: int = 4) -> None:
        """Orders that are right, and orders of which each field holds somebody else's words."""
        lines = [{"sku": self.sku, "quantity": 1, "unit_price": "1290.50", "shipping": "0.00"}]
        for number in range(most - 1):
            one = self.person()
            body = order_body(
                f"API-{number}", buyer=one.buyer(), lines=lines, paid_at="2026-11-01T11:00:00+08:00"
            )
            body["address"]["street"] = one.street
            self.rest("post", "orders/", body)
            self.rest("post", "orders/", body)
        for wrong in ("phone", "email", "inn", "passport_number")[:most]:
            one = self.person()
            body = order_body(f"BAD-{one.number}", buyer=one.buyer(**{wrong: one.name}))
            self.rest("post", "orders/", body)
            self.rest("post", "orders/", {**body, "lines": [{"sku": one.name, "quantity": 1}]})
            self.rest("post", "orders/", {**body, one.name: one.phone})
        one = self.person()
        client = Client(raise_request_exception=False)
        client.post(
            "/api/v1/orders/",
            f"{{{one.name}{one.inn}".encode(),
            content_type="application/json",
            headers={"authorization": f"Bearer {self.key}"},
        )

    # --- what is looked at -------------------------------------------------------------------

    def look(self, most: int = 2) -> None:
        """Buyers open their links, sellers and staff look for people and see their data."""
        parcels = Parcel.objects.select_related("order__receiver").order_by("pk")
        for parcel in parcels[:most]:
            self._buyer(parcel)
            self._shop(parcel)
            self._house(parcel)
        public = Client(raise_request_exception=False)
        one = self.person()
        for word in one.words:
            self.ask(public, f"/track/?numbers={word}")
            self.ask(public, f"/track/{word.replace('/', '')}/")
            self.ask(public, f"/api/v1/track/{word.replace('/', '')}/")
            self.ask(public, f"/{word}/")
            self.ask(public, "/accounts/login/", {"login": word, "password": one.phone})
            self.ask(public, "/accounts/password/reset/", {"email": word})
        self.ask(public, "/accounts/password/reset/", {"email": "anna@example.com"})
        self.ask(self.anna, "/seller/members/", {"email": one.email, "level": "seller_viewer"})

    def _buyer(self, parcel: Parcel) -> None:
        client = Client(raise_request_exception=False)
        own, receiver = f"/t/{parcel.token}/", parcel.order.receiver
        wish = self.person()
        for way, body in (
            (own, None),
            (own, None),
            (f"{own}?q={receiver.email}", None),
            (f"{own}news/", {"email": wish.email}),
            (f"{own}news/", {"email": wish.name}),
            (f"{own}question/", {"words": f"Я {wish.name}, {wish.phone}, где посылка?"}),
            (f"/track/{parcel.number}/", None),
            (f"/track/{parcel.number}/", None),
            (f"/track/{parcel.number}/link/", {}),
            (f"/track/{parcel.number}/contents/", {"digits": receiver.phone[-4:]}),
            (f"/track/{parcel.number}/contents/", {"digits": receiver.phone}),
            (f"/track/{parcel.number}/", None),
            (f"/language/ru/?next={own}", {}),
            (f"/theme/dark/?next={own}", {}),
        ):
            self.ask(client, way, body)
        for token in Subscription.objects.filter(parcel=parcel).values_list("token", flat=True):
            self.ask(client, f"/news/{token}/confirm/", {})
            self.ask(client, f"/news/{token}/stop/")

    def _shop(self, parcel: Parcel) -> None:
        number, receiver = parcel.order.number, parcel.order.receiver
        order = f"/seller/orders/{number}/"
        for way, body in (
            (order, None),
            (f"{order}reveal/", {"why": f"звонил {receiver.phone}"}),
            (f"{order}receiver/", {"name": receiver.name, "phone": receiver.email}),
            (f"/seller/parcels/{parcel.number}/label.pdf", None),
            (f"/seller/orders/?search={receiver.phone}", None),
            (f"/seller/orders/?search={receiver.name}", None),
            (f"/seller/views/?search={receiver.name}", {"name": "v", "query": "search=x"}),
            ("/seller/paste/", {"numbers": f"{receiver.name}\n{receiver.phone}"}),
            (f"/seller/selection/file/?search={receiver.phone}", {"form": "csv", "all": "1"}),
            (
                "/seller/selection/",
                {"act": "cancel", "all": "1", "query": f"search={receiver.email}"},
            ),
        ):
            self.ask(self.anna, way, body)
        for way in (
            f"orders/{number}/",
            f"orders/?search={receiver.email}",
            "orders/",
            f"parcels/{parcel.number}/",
            f"parcels/?search={receiver.phone}",
        ):
            self.rest("get", way)
        self.rest(
            "post",
            "exports/",
            {"kind": "orders", "form": "csv", "filter": {"search": receiver.phone}},
        )
        self.rest("patch", f"orders/{number}/", {"buyer": {"phone": receiver.name}})

    def _house(self, parcel: Parcel) -> None:
        receiver = parcel.order.receiver
        for way, body in (
            (f"/staff/search/?q={receiver.phone}", None),
            (f"/staff/search/?q={receiver.name}", None),
            (f"/staff/parcels/{parcel.number}/", None),
            (f"/staff/parcels/{receiver.name}/", None),
            (f"/customs/parcels/{parcel.number}/", None),
            (f"/customs/parcels/{parcel.number}/reveal/", {"why": "осмотр"}),
            ("/staff/people/", {"text": receiver.phone}),
            ("/staff/people/", {"text": receiver.inn}),
            ("/staff/people/", {"text": receiver.phone, "why": "письмо 5", "export": "1"}),
            ("/staff/people/", {"text": receiver.email, "why": "письмо 6", "erase": "1"}),
            ("/staff/cases/", None),
        ):
            self.ask(self.boss, way, body)

    # --- what goes wrong ---------------------------------------------------------------------

    def break_down(self) -> None:
        """Tables are gone while pages are asked, orders come in and jobs run: all of it fails."""
        before = len(self.answers)
        parcel = Parcel.objects.select_related("order__receiver").order_by("pk").first()
        assert parcel is not None
        for table in BROKEN:
            with _away(table), clock.stopped_at(self.at):
                self.place_by_rest(1)
                self._buyer_of(parcel)
                for one in TIMETABLE:
                    run(one)
        assert 500 in self.answers[before:]

    def _buyer_of(self, parcel: Parcel) -> None:
        """The links of a parcel that is known already, whatever is away."""
        client = Client(raise_request_exception=False)
        for way, body in (
            (f"/t/{parcel.token}/", None),
            (f"/t/{parcel.token}/news/", {"email": "a@b.example"}),
            (f"/t/{parcel.token}/stop/", {}),
            (f"/track/{parcel.number}/link/", {}),
        ):
            self.ask(client, way, body)
        number, receiver = parcel.order.number, parcel.order.receiver
        self.ask(self.anna, f"/seller/orders/{number}/reveal/", {"why": "x"})
        self.ask(self.anna, f"/seller/orders/?search={receiver.name}")
        self.ask(self.boss, f"/staff/search/?q={receiver.phone}")
        self.ask(self.boss, "/staff/people/", {"text": receiver.inn})

    def break_a_row(self) -> None:
        """PostgreSQL quotes a row that breaks a rule, and Python the value that it cannot take."""
        one, order = self.person(), Order.objects.order_by("pk").first()
        assert order is not None
        failing = (
            lambda: Receiver.objects.create(order=order, name=one.name, inn=one.inn),
            lambda: Receiver.objects.create(order_id=-1, name=one.name * 20, phone=one.phone),
            lambda: int(f"{one.passport[1]} {one.name}"),
            lambda: json.loads(f'{{"{one.name}": "{one.phone}'),
            lambda: {}[one.email],
        )
        for fail in failing:
            with _poisoned(fail):
                run("shipments.tasks.publish_news")
                run("shipments.tasks.reserve_paid_orders")

    # --- jobs --------------------------------------------------------------------------------

    def play(self, hours: float, *, per_day: int, step_by: timedelta) -> None:
        """The world goes on, its jobs called as a worker calls them."""
        until = self.at + timedelta(hours=hours)
        play(Dice(7), since=self.at, until=until, per_day=per_day, step_by=step_by)
        self.at = until

    def jobs(self) -> None:
        """Each job of the timetable once, as it is due."""
        with clock.stopped_at(self.at):
            for one in TIMETABLE:
                run(one)

    def take_files(self) -> None:
        """What was asked for as a file is fetched."""
        for number in ExportRun.objects.values_list("number", flat=True):
            self.ask(self.anna, f"/seller/exports/{number}/")
            self.rest("get", f"exports/{number}/file/")


def run(name: str) -> None:
    """A task as a worker runs it: its failure is written down and goes no further."""
    PLAIN[name].apply()


PLAIN: dict[str, Any] = {}


@contextmanager
def by_celery(monkeypatch: Any) -> Iterator[None]:
    """Let the simulated world call each task through Celery, as a worker does."""
    with monkeypatch.context() as patch:
        for module in MODULES:
            for name, task in list(vars(module).items()):
                if hasattr(task, "apply") and hasattr(task, "delay"):
                    PLAIN[task.name] = task
                    patch.setattr(module, name, _applied(task))
        yield


def _applied(task: Any) -> Callable[..., Any]:
    return lambda *args: task.apply(args)


@contextmanager
def _away(table: str) -> Iterator[None]:
    """A table that is not there for a while."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" RENAME TO gone')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE gone RENAME TO "{table}"')


@contextmanager
def _poisoned(fail: Callable[[], Any]) -> Iterator[None]:
    """Every statement that writes does this instead."""
    inside = []

    def hinder(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not inside and sql.startswith(("UPDATE", "INSERT")) and "_run" not in sql:
            inside.append(1)
            try:
                with transaction.atomic():
                    fail()
            finally:
                inside.pop()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hinder):
        yield


def settle(monkeypatch: Any, folder: Any) -> None:
    """The day's settings: pages kept, requests logged, letters written to a folder."""
    monkeypatch.setattr(settings, "DEMO_DEFAULTS", True)
    monkeypatch.setattr(settings, "ACCESS_LOG", True)
    monkeypatch.setattr(settings, "PAGE_CACHE_SECONDS", 60)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", f"{__name__}.Postman")
    monkeypatch.setattr(settings, "EMAIL_FILE_PATH", str(folder))
