"""Collects and checks the texts in three languages, with nothing but Python.

`python -m tools.translations update | check`: update writes new texts into the catalogues, not
yet translated; check names what is missing. The launcher compiles them.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = {"ru": "ru", "zh_Hans": "zh_Hans_CN", "en": "en"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "say": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TEXT = r"""u?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
# What `templatize` leaves of a template: calls among blanks.
CALL = re.compile(rf"(?:_|n?p?gettext)\(\s*{_TEXT}(?:\s*,\s*(?:{_TEXT}|\w+))*\s*\)")
Text = tuple[str | tuple[str, ...], str | None]


def catalogue_path(locale: str) -> Path:
    return ROOT / "tracker" / "locale" / locale / "LC_MESSAGES" / "django.po"


def messages() -> Iterator[Text]:
    """Every text in code and templates, with its context if it has one."""
    for folder in ("shipments", "customs", "tracker"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _in(path.read_text())
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            calls = CALL.findall(templatize(path.read_text(), origin=str(path)))
            yield from _in("\n".join(calls))


def _in(source: str) -> Iterator[Text]:
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    for _, message, _, context in found:
        if message and message != ("", ""):
            yield message, context


def _read(locale: str) -> Catalog:
    path = catalogue_path(locale)
    if not path.exists():
        return Catalog(locale=LOCALES[locale])
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[locale])


def _fresh(locale: str) -> Catalog:
    """The catalogue as it should be: today's texts with the translations there are."""
    old, new = _read(locale), Catalog(locale=LOCALES[locale], charset="utf-8")
    for message, context in messages():
        known = old.get(message, context=context)
        new.add(message, known.string if known else "", context=context)
    return new


def _write(locale: str, catalogue: Catalog) -> None:
    path = catalogue_path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalogue, sort_output=True, no_location=True, omit_header=True, width=100)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    plurals = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    path.write_text(head + plurals + out.getvalue().decode().lstrip())


def update() -> int:
    """Write today's texts into every catalogue."""
    for locale in LOCALES:
        _write(locale, _fresh(locale))
    return 0


def missing(locale: str) -> list[str]:
    """Texts that a reader of this language would meet in English, or with a hole in them."""
    if locale == "en":
        return []
    catalogue = _fresh(locale)
    return sorted(str(m.id) for m in catalogue if m.id and not is_good(m, catalogue))


def is_good(message: Message, catalogue: Catalog) -> bool:
    """Translated in each plural, and with the same places for names and numbers."""
    if message.fuzzy or not _is_full(message.string):
        return False
    return not list(message.check(catalogue)) and _places(message.id) == _places(message.string)


def _places(text: str | tuple[str, ...]) -> set[str]:
    texts = (text,) if isinstance(text, str) else text
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]", " ".join(texts)))


def _is_full(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def check() -> int:
    """Name what is missing; 1 if anything is."""
    lacking = {locale: missing(locale) for locale in LOCALES}
    for locale, texts in lacking.items():
        for text in texts:
            print(f"{locale}: {text}")
    return int(any(lacking.values()))


def main() -> int:
    actions = {"update": update, "check": check}
    word = sys.argv[1] if len(sys.argv) == 2 else ""
    if word not in actions:
        print(__doc__)
        return 2
    return actions[word]()


if __name__ == "__main__":
    sys.exit(main())
