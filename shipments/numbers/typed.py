"""Numbers of parcels as people type, paste and scan them: one reading for every interface."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from shipments.numbers.parcels import COUNTRIES, is_russian_post, is_s10
from shipments.numbers.signs import bare, sign_of
from shipments.sentences import Sentence, say

# Letters that look like Latin ones: Cyrillic, and the Greek ones that a font may hide.
_ALIKE = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSABEZHIKMNOPTYX")
# The keys of a Russian keyboard and the Latin letters on the same keys.
_KEYS = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM")
# Letters that are typed for the digits they look like.
_AS_DIGITS = str.maketrans("OIL", "011")

_S10 = re.compile(r"[A-Z]{2}\d{9}([A-Z]{2})", re.ASCII)
_S10_WITH_LETTERS = re.compile(r"([A-Z]{2})([\dOIL]{9})([A-Z]{2})", re.ASCII)
_LATIN = re.compile(r"[A-Z0-9_]+", re.ASCII)
_FOURTEEN = re.compile(r"\d{14}", re.ASCII)

_LINK = r"(?<![\w.-])(?:[a-z][a-z0-9+.-]*://|(?:[\w-]+\.)+[a-z]{2,}[/?#])[^\s,;|，、；｜<>\"'«»]+"
_LINKS = re.compile(f"({_LINK})", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?[^/?#]*[/?#](.*)", re.IGNORECASE | re.DOTALL)
# "1. ", "Трек-номер: ", "单号：" before a number.
_LABEL = re.compile(r"(?:\s*(?:\d{1,3}[.)]\s+|[^\d:：]{1,40}(?::\s+|：\s*))){0,2}")

# Signs as `sign_of` gives them. A printed number has gaps, and nothing but a gap around it.
_GAP, _BEFORE, _AFTER = "[ .-]*", r"(?<![^ .\n])", r"(?![^ .\n])"
_LETTER = r"[^\W\d_]"
_PRINTED = re.compile(
    rf"{_BEFORE}(?=({_LETTER}{_GAP}{_LETTER}{_GAP}(?:\d{_GAP}){{9}}{_LETTER}{_GAP}{_LETTER}){_AFTER})"
)
_DIGITS_FOLLOW = re.compile(r"[ .-]*\d")
_LINE, _WORD, _DIGITS = re.compile(r"[^\n]+"), re.compile(r"[^ ]+"), re.compile(r"\d+")
_GROUPS = re.compile(rf"{_BEFORE}\d{{1,13}}(?:[ .-]\d{{1,13}})+{_AFTER}")
# How our label and the Russian Post print the fourteen digits of an inner number.
_PRINTED_GROUPS = ((4, 4, 4, 2), (6, 2, 5, 1))
_WRAPPING = "\"'«»„“”‘’`´‹›「」『』()[]{}<>（）【】《》〈〉="

_VALID, _SHAPED, _LATIN_ONLY = 3, 2, 1


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """The number that was meant, as it is kept: capital Latin letters and digits alone.

    Reads full-width signs, spaces and hyphens of all kinds, invisible signs, quotation marks,
    look-alike letters, the other keyboard layout, links. Of its readings the one with a true check
    digit counts, then the one that is shaped like a number. Empty where there is nothing to read.
    """
    if _LATIN.fullmatch(text) and _likeness(text) == _VALID:
        return text  # nearly all that machines send
    return max((_read(part) for part in _parts_of_link(text)), key=_likeness)


def numbers_in(text: str) -> list[str]:
    """The numbers of a pasted text as they were typed, each once, in order.

    A number that is printed in groups, such as LV 100 008 347 CN, is one number; a link is the
    number that it holds.
    """
    pieces: list[str] = []
    for index, part in enumerate(_LINKS.split(text)):
        pieces += [normalised(part)] if index % 2 else _pieces(part)
    return list(dict.fromkeys(pieces))


def doubt(number: str) -> Sentence | None:
    """What is wrong with a number that names nothing, where its check digit tells; else None."""
    read = normalised(number)
    if _likeness(read) == _SHAPED:
        return say("The check digit of %(number)s is wrong: look at the number again.", number=read)
    if _FOURTEEN.fullmatch(read) and not is_russian_post(read):
        return say(
            "%(number)s is no number of the Russian Post, its check digit is wrong: look again.",
            number=read,
        )
    return None


def _read(text: str) -> str:
    """The likeliest reading of what stands for one number."""
    letters = bare(text)
    readings = [letters.translate(_ALIKE), letters.translate(_KEYS)]
    readings += [mended for reading in readings if is_s10(mended := _with_digits(reading))]
    return max(readings, key=_likeness)


def _with_digits(reading: str) -> str:
    """The reading with digits for the letters O, I and L where only digits can stand."""
    found = _S10_WITH_LETTERS.fullmatch(reading)
    return f"{found[1]}{found[2].translate(_AS_DIGITS)}{found[3]}" if found else reading


def _likeness(number: str) -> int:
    """How much a reading looks like a number of a parcel."""
    if is_s10(number) or is_russian_post(number):
        return _VALID
    shaped = _S10.fullmatch(number)
    if shaped and shaped[1] in COUNTRIES:
        return _SHAPED
    return _LATIN_ONLY if _LATIN.fullmatch(number) else 0


def _parts_of_link(text: str) -> list[str]:
    """The parts of a pasted link that may be a number, the last first; else the text itself."""
    link = _LINKS.search(text)
    found = _ADDRESS.fullmatch(link[0]) if link else None
    if found is None:
        return [text]
    parts = [part for part in re.split(r"[/?#&=]+", unquote(found[1])) if re.search(r"\d", part)]
    return parts[::-1] or [text]


def _pieces(text: str) -> list[str]:
    """The numbers of a text without links, as typed."""
    signs = "".join(map(sign_of, text))
    pieces = []
    for line in _LINE.finditer(signs):
        label = _LABEL.match(text, line.start(), line.end())
        start = label.end() if label else line.start()
        pieces += [text[first:last] for first, last in _spans(text, signs, start, line.end())]
    return [clean for piece in pieces if bare(piece) and (clean := _unwrapped(piece))]


def _spans(text: str, signs: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the numbers of a line stand: those printed in groups, and words between blanks."""
    at = start
    for first, last in [*sorted(_printed(text, signs, start, end)), (end, end)]:
        yield from (word.span() for word in _WORD.finditer(signs, at, first))
        if last > first:
            yield first, last
        at = last


def _printed(text: str, signs: str, start: int, end: int) -> list[tuple[int, int]]:
    """Numbers of the post that are printed in groups."""
    found: list[tuple[int, int]] = []
    for match in _PRINTED.finditer(signs, start, end):
        first, last = match.span(1)
        like = _likeness(_read(text[first:last]))
        # What is wrong and goes on with digits may be two: RU 123456789 and LV 100 008 347 CN.
        joined = like == _VALID or (like == _SHAPED and not _DIGITS_FOLLOW.match(signs, last, end))
        if joined and (not found or first >= found[-1][1]):
            found.append((first, last))
    for run in _GROUPS.finditer(signs, start, end):
        groups = [group.span() for group in _DIGITS.finditer(signs, *run.span())]
        found += _fourteens(groups, signs)
    return _apart(found)


def _fourteens(groups: list[tuple[int, int]], signs: str) -> list[tuple[int, int]]:
    """Groups of digits that are inner numbers of the Russian Post, by how they are printed."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(groups):
        some = [groups[at : at + count] for count in range(2, 15)]
        inner = next((item for item in some if _is_inner_number(item, signs)), [])
        if inner:
            found.append((inner[0][0], inner[-1][1]))
        at += len(inner) or 1
    return found


def _is_inner_number(groups: list[tuple[int, int]], signs: str) -> bool:
    """Whether groups are printed as such a number is, or unequal ones have its check digit.

    Equal groups are rather a list of orders' numbers.
    """
    sizes = tuple(last - first for first, last in groups)
    digits = "".join(signs[first:last] for first, last in groups)
    return sizes in _PRINTED_GROUPS or (len(set(sizes)) > 1 and is_russian_post(digits))


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without those that lie in an earlier one."""
    kept: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _unwrapped(piece: str) -> str:
    """A piece as typed, without controls, and without the marks and blanks around it."""
    clean = "".join(sign for sign in piece if sign.isprintable())
    return clean.strip(_WRAPPING).strip()
