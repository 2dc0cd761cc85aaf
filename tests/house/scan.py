"""Listens to a run of the product wherever words leave it, and looks for people's words there."""

import io
import json
import logging
import logging.config
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

import redis
import sentry_sdk
from celery import signals
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from sentry_sdk.transport import Transport

from shipments.imports.models import RowError
from shipments.notifications.models import Subscription
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from shipments.parties.models import Invitation
from shipments.privacy.kinds import CLEAR, KINDS
from tracker import logs, reporting

# What is shorter is no person's: a house, a first name that is a word too.
LEAST = 6
# A link's secret lies where the link is looked up.
OF_LINKS = {"Parcel.token", "Subscription.token"}
# What rows of a file call a person's words.
OF_PEOPLE = re.compile(r"name|phone|email|inn|street|address|passport_number", re.I)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_LISTENING: list[list[str]] = []


def _hear_of_files(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: names of files that are written, and what processes are begun with."""
    if not _LISTENING:
        return
    if event == "open" and isinstance(args[1], str) and set(args[1]) & {*"wax+"}:
        _LISTENING[-1].append(f"file {args[0]}")
    elif event in ("subprocess.Popen", "os.rename", "os.mkdir", "socket.getaddrinfo"):
        _LISTENING[-1].append(f"{event} {args}")


sys.addaudithook(_hear_of_files)


@dataclass
class Heard:
    """What was written outside of the database, by the place where it was written."""

    logs: dict[str, io.StringIO] = field(default_factory=dict)
    tasks: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    records: int = 0

    def counts(self) -> dict[str, int]:
        """How much was heard of each."""
        return {
            "lines of logs": self.records // len(self.logs),
            "tasks": len(self.tasks),
            "reports": len(self.reports),
            "files and processes": len(self.files),
            "downloads": len([one for one in self.names if one]),
        }

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each place and everything that was written there."""
        yield from ((f"log as {form}", out.getvalue()) for form, out in self.logs.items())
        yield "arguments and results of tasks", "\n".join(self.tasks)
        yield "reports to Sentry", "\n".join(self.reports)
        yield "names of files and processes", "\n".join(self.files)
        yield "names of downloads", "\n".join(self.names)


@contextmanager
def listening() -> Iterator[Heard]:
    """Hear every line of every logger as it is written in earnest, every task, report and file."""
    heard = Heard()
    with _logs(heard), _tasks(heard), _reports(heard):
        _LISTENING.append(heard.files)
        try:
            yield heard
        finally:
            _LISTENING.pop()


@contextmanager
def _logs(heard: Heard) -> Iterator[None]:
    root, began = logging.getLogger(), {}
    for form in ("json", "console"):
        formatter = logs.configure(form)["formatters"]["lines"]["()"]()
        handler = logging.StreamHandler(heard.logs.setdefault(form, io.StringIO()))
        handler.setFormatter(formatter)
        handler.addFilter(logs.WithoutValues())
        handler.addFilter(lambda record: _counted(heard, record))
        began[form] = handler
        root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.setLevel(level)
        for handler in began.values():
            root.removeHandler(handler)


def _counted(heard: Heard, record: logging.LogRecord) -> bool:
    heard.records += 1
    return True


@contextmanager
def _tasks(heard: Heard) -> Iterator[None]:
    """What a task is sent and called with, what it gives and what it raises."""

    def hear(**told: Any) -> None:
        words = ("headers", "body", "args", "kwargs", "retval")
        heard.tasks.append(repr({word: told[word] for word in words if word in told}))

    heard_of = (signals.before_task_publish, signals.task_prerun, signals.task_postrun)
    for one in heard_of:
        one.connect(hear, weak=False)
    try:
        yield
    finally:
        for one in heard_of:
            one.disconnect(hear)


@contextmanager
def _reports(heard: Heard) -> Iterator[None]:
    class Kept(Transport):
        def capture_envelope(self, envelope: Any) -> None:
            heard.reports.append(envelope.serialize().decode())

    reporting.begin("https://key@sentry.example/1", part="web", transport=Kept)
    try:
        yield
    finally:
        sentry_sdk.init()


def words_of_people() -> dict[str, str]:
    """Everything that the database knows of people, read with its keys: the word and its kind."""
    found: dict[str, str] = {}
    kinds = ("name", "name_latin", "phone", "email", "inn", "passport")
    for row in Receiver.objects.values(*kinds):
        found |= {row[kind]: kind for kind in kinds}
        found |= {row["passport"].replace(" ", ""): "passport", row["phone"][2:]: "phone"}
    found |= dict.fromkeys(Order.objects.values_list("street", flat=True), "street")
    found |= dict.fromkeys(Parcel.objects.values_list("token", flat=True), "link")
    for email, token in Subscription.objects.values_list("email", "token"):
        found |= {email: "email", token: "link"}
    found |= dict.fromkeys(Invitation.objects.values_list("email", flat=True), "email")
    for row in RowError.objects.iterator():
        told = {cell: name for name, cell in row.row.items() if OF_PEOPLE.search(name)}
        found |= {cell: f"refused {name}" for cell, name in told.items()}
    return {word: kind for word, kind in found.items() if len(word) >= LEAST}


def columns_in_clear() -> Iterator[tuple[str, str]]:
    """Each column of the database in which no person's word may stand, and all that it holds."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    open_to_words = {c for kind in KINDS if kind.at_rest == CLEAR for c in kind.columns} | OF_LINKS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea', 'ARRAY')"
            " ORDER BY 1, 2"
        )
        for table, column in cursor.fetchall():
            name = _named(models.get(table), table, column)
            if name not in open_to_words:
                yield f"column {name}", _whole(cursor, table, column)


def _named(model: Any, table: str, column: str) -> str:
    if model is None:
        return f"{table}.{column}"
    own = next((f.name for f in model._meta.local_fields if f.column == column), column)
    label = model.__name__ if model._meta.app_label == "shipments" else model._meta.label
    return f"{label}.{own}"


def _whole(cursor: Any, table: str, column: str) -> str:
    cursor.execute(f'SELECT string_agg("{column}"::text, chr(10)) FROM "{table}"')
    text = cursor.fetchone()[0] or ""
    return text + "\n" + _bytes_in(text)


def _bytes_in(text: str) -> str:
    """Bytes as PostgreSQL shows them, as the text that they may be."""
    shown = re.findall(r"\\x([0-9a-f]+)", text)
    return "\n".join(bytes.fromhex(one).decode("utf-8", "replace") for one in shown)


def sessions() -> str:
    """What sessions hold, out of their signed form."""
    return json.dumps([one.get_decoded() for one in Session.objects.all()], ensure_ascii=False)


def held_in_redis() -> Iterator[tuple[str, str]]:
    """Keys and values of the broker and of the cache, whatever their type."""
    for name, url in (
        ("broker", settings.CELERY_BROKER_REDIS_URL),
        ("cache", settings.CACHES["default"]["LOCATION"]),
    ):
        with redis.Redis.from_url(url) as server:
            lines = [_line(server, key) for key in server.scan_iter(count=1_000)]
        yield f"Redis as {name}", "\n".join(lines)


def _line(server: Any, key: bytes) -> str:
    ask: dict[bytes, Callable[[bytes], Any]] = {
        b"string": server.get,
        b"hash": server.hgetall,
        b"set": server.smembers,
        b"list": lambda key: server.lrange(key, 0, -1),
        b"zset": lambda key: server.zrange(key, 0, -1),
    }
    value = ask[server.type(key)](key)
    return " ".join(one.decode("utf-8", "replace") for one in (key, *_flat(value)))


def _flat(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, bytes):
        yield value
    for one in value if isinstance(value, list | set) else ():
        yield from _flat(one)


def leaks(places: Iterable[tuple[str, str]], words: dict[str, str]) -> set[tuple[str, str, str]]:
    """Each place in which a word stands, as it is, escaped for JSON or for an address: what kind
    of word, and the word."""
    found = set()
    for place, text in places:
        told = "\n".join({text, _unescaped(text), unquote_plus(text)}).casefold()
        found |= {(place, kind, word) for word, kind in words.items() if word.casefold() in told}
    return found


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def everywhere(heard: Heard) -> Iterator[tuple[str, str]]:
    """All places of a run."""
    yield from heard.texts()
    yield from columns_in_clear()
    yield from held_in_redis()
    yield "sessions", sessions()
