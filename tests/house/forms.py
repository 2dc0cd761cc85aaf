"""Every form of every page, found in the pages as they are shown, and how one is sent."""

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import etree, html

NOT_OURS = re.compile("site-packages|/tests/|<")
URLENCODED = "application/x-www-form-urlencoded"
# Named fields that only a well shaped value brings past the form, and into the action.
WELL_SHAPED = {
    "sku": "CUP-1",
    "phone": "8 912 345-67-89",
    "postal_code": "620014",
    "why": "damaged",
    "hs_code": "691110",
    "tnved_code": "6911100000",
    "uscc": "91110000600037341L",
    "numbers": "ANNA-1",
    "number": "N-1",
    "price": "10.00",
    "quantity": "1",
    "pieces": "1",
}
BY_TYPE = {
    "number": "1",
    "date": "2026-11-05",
    "datetime-local": "2026-11-05T12:00",
    "email": "new@example.com",
    "url": "https://example.com/",
    "time": "12:00",
    "file": "",
    "tel": "8 912 345-67-89",
    "password": "correct horse 9",
}


@dataclass(frozen=True, slots=True)
class Form:
    """Where a form is sent, and what it holds when somebody has filled it in well."""

    action: str
    method: str
    values: Mapping[str, str]
    files: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple:
        """What makes it the same form on another page."""
        return route_of(self.action), self.method, frozenset(kinds_of(self.values))


@dataclass
class Walk:
    """The pages one person reaches: their forms, and what each address may be asked."""

    client: Client
    forms: dict[tuple, Form] = field(default_factory=dict)
    questions: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    _seen: set[tuple] = field(default_factory=set)

    def look_at(self, path: str) -> None:
        """Read a page and all that it links to, each kind of address once."""
        waiting = [path]
        while waiting:
            one = waiting.pop()
            route, asked = route_of(one), dict(parse_qsl(urlsplit(one).query))
            if not route or (key := (route, frozenset(asked))) in self._seen:
                continue
            self._seen.add(key)
            answer = self.client.get(one, headers={"accept-language": "en"})
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            self.places.setdefault(route, urlsplit(one).path)
            self.questions.setdefault(route, {}).update(asked)
            waiting += self.read(one, answer.content)

    def read(self, path: str, content: bytes) -> list[str]:
        """Keep the forms of a page; returns its links of ours."""
        page = html.document_fromstring(content or b"<p>")
        for form in forms_of(page, path):
            if form.method == "get":
                self.questions.setdefault(route_of(form.action), {}).update(form.values)
                self.places.setdefault(route_of(form.action), form.action)
            elif route_of(form.action):
                self.forms.setdefault(form.key, form)
        links = (urljoin(path, one) for one in page.xpath("//a/@href | //@hx-get"))
        return [one for one in links if one.startswith("/") and not one.startswith("//")]


def route_of(path: str) -> str:
    """The pattern of an address; empty where it is none of the product's pages."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    ours = match.namespaces[:1] != ["admin"] and not match.route.startswith("api/")
    return match.route if ours and match.route not in ("accounts/logout/",) else ""


def forms_of(page: Any, path: str) -> Iterator[Form]:
    """The forms of a page, one for each of their buttons that says more."""
    for form in page.xpath("//form"):
        name = form.get("id")
        inside = page.xpath("//input|//select|//textarea|//button", smart_strings=False)
        own = [one for one in inside if owner(one, name, form)]
        values = dict(filled(one) for one in own if one.tag != "button" and one.get("name"))
        files = frozenset(one.get("name") for one in own if one.get("type") == "file")
        values.pop("csrfmiddlewaretoken", None)
        buttons = [one for one in own if one.tag == "button" and one.get("type") != "button"]
        for button in buttons or [None]:
            more, action = {}, form.get("action")
            if button is not None:
                action = button.get("formaction") or action
                more = {button.get("name"): button.get("value", "")} if button.get("name") else {}
            where = urljoin(path, action or "")
            yield Form(where, (form.get("method") or "get").lower(), {**values, **more}, files)


def owner(one: Any, name: str | None, form: Any) -> bool:
    """Whether a field belongs to the form, by lying in it or by naming it."""
    if one.get("form"):
        return one.get("form") == name
    return form in one.iterancestors("form")


def filled(one: etree.ElementBase) -> tuple[str, str]:
    """A field's name and what stands in it, or what somebody would write there."""
    name, kind = one.get("name"), one.get("type", "text")
    if one.tag == "select":
        options = [o.get("value", o.text or "") for o in one.xpath(".//option")]
        marked = [o.get("value", o.text or "") for o in one.xpath(".//option[@selected]")]
        return name, next((o for o in [*marked, *options] if o), "")
    value = (one.text or "") if one.tag == "textarea" else one.get("value", "")
    if value or kind == "hidden":
        return name, value
    if kind in ("checkbox", "radio"):
        return name, "on"
    return name, WELL_SHAPED.get(name) or BY_TYPE.get(kind, one.get("min") or "x1")


def changed(form: Form, news: Mapping[str, str | None]) -> Form:
    """The form with other texts in some fields; what is None is left out."""
    values = {n: v for n, v in {**form.values, **news}.items() if v is not None}
    return Form(form.action, form.method, values, form.files & values.keys())


def send(client: Client, form: Form) -> Any:
    """What the form brings about, and is taken back at once; an Exception where it broke."""
    path, data = form.action, {n: v for n, v in form.values.items() if n not in form.files}
    more: dict[str, Any] = {"headers": {"accept-language": "en"}}
    if form.files:
        whole = {n: v.encode(errors="replace").decode() for n, v in data.items()}
        sent = {n: SimpleUploadedFile("a.csv", _bytes(form.values[n])) for n in form.files}
        more |= {"data": {**whole, **sent}}
    else:
        pairs = [(_bytes(n), _bytes(v)) for n, v in data.items()]
        more |= {"data": urlencode(pairs), "content_type": URLENCODED}
    return taken_back(lambda: client.post(path, **more))


def ask(client: Client, form: Form) -> Any:
    """The page for these questions; an Exception where it broke."""
    query = urlencode([(_bytes(n), _bytes(v)) for n, v in form.values.items()])
    path = f"{form.action}?{query}"
    return taken_back(lambda: client.get(path, headers={"accept-language": "en"}))


def kinds_of(names: Iterable[str]) -> list[str]:
    """Of fields that differ by a number alone, as those of a table's rows, the first."""
    return list({re.sub(r"\d+", "0", name): name for name in reversed(list(names))}.values())


def taken_back(action: Any) -> Any:
    """What a request answers; whatever it wrote is rolled back."""
    with transaction.atomic():
        try:
            answer = action()
            if answer.streaming:
                b"".join(answer.streaming_content)
        except Exception as error:
            answer = error
        transaction.set_rollback(True)
    return answer


def fault(answer: Any) -> str:
    """What went wrong, with the last line of ours that it went through; empty where nothing did."""
    if isinstance(answer, Exception):
        frames = traceback.extract_tb(answer.__traceback__)
        ours = [one for one in frames if not NOT_OURS.search(one.filename)]
        place = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""
        return f"{type(answer).__name__} {str(answer)[:120]} {place}"
    return f"answered {answer.status_code}" if answer.status_code >= 500 else ""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
