"""Bytes as text: the encoding is recognised, or the one named is tried and nothing else."""

from collections.abc import Collection

from shipments.errors import BadInput
from shipments.sentences import say

UTF8, UTF16 = "utf-8-sig", "utf-16"
ENCODINGS = (UTF8, "gb18030", "cp1251", UTF16)
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def decode(content: bytes, known: Collection[str], encoding: str = "") -> tuple[str, str]:
    """The text and its encoding; `known` are words that a right reading holds. Raises BadInput."""
    if encoding:
        return _decode_as(content, encoding), encoding
    if content[:2] in _BOMS:
        return _decode_as(content, UTF16), UTF16
    fits = []
    for place, name in enumerate(ENCODINGS[:3]):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        words = sum(word in text[:8000] for word in known)
        fits.append((words, _looks_written(text, name), -place, text, name))
    if not fits or b"\x00" in content:
        raise BadInput("not_a_table", say("This is neither a CSV file nor an Excel sheet (.xlsx)."))
    *_, text, name = max(fits, key=lambda fit: fit[:3])
    if name != UTF8:
        _refuse_damaged(content)
    return text, name


def _decode_as(content: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise BadInput("bad_encoding", say("There is no encoding %(name)s.", name=encoding[:20]))
    try:
        text = content.decode(encoding)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise _not_written_so(content, start, encoding) from error
    if "\x00" in text:
        raise BadInput("not_a_table", say("This is neither a CSV file nor an Excel sheet (.xlsx)."))
    return text


def _refuse_damaged(content: bytes) -> None:
    """Raises BadInput for UTF-8 with a few broken bytes: another encoding would garble it all."""
    text = content.decode("utf-8", errors="replace")
    foreign = sum(not char.isascii() for char in text)
    broken = text.count("\ufffd")
    if broken and foreign > 10 * broken:
        start = len(text[: text.index("\ufffd")].encode())
        raise _not_written_so(content, start, UTF8)


def _not_written_so(content: bytes, start: int, encoding: str) -> BadInput:
    text = say(
        "Line %(line)s is not written in %(encoding)s: save the whole file in one encoding, "
        "best as UTF-8.",
        line=content[:start].count(b"\n") + 1,
        encoding=encoding.removesuffix("-sig").upper(),
    )
    return BadInput("bad_encoding", text)


def _looks_written(text: str, encoding: str) -> bool:
    """Whether people write so: Russian read as Chinese gives rare characters, not common ones."""
    if encoding != "gb18030":
        return True
    foreign = [char for char in text[:20_000] if ord(char) > 127]
    common = sum(_is_common(char) for char in foreign)
    return common >= 0.7 * len(foreign)


def _is_common(char: str) -> bool:
    """A character of GB 2312's first level (bytes B0 to D7), a letter or a sign."""
    return not "\u4e00" <= char <= "\u9fff" or 0xB0 <= char.encode("gb18030")[0] <= 0xD7
