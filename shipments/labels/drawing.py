"""Labels as PDF, as pictures for a thermal printer, and as ZPL II."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst
from PIL import Image

TEMPLATE = Path(__file__).parent / "label.typ"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
DOTS_AN_INCH = 203.2  # 8 dots a millimetre
# A dot is burnt from this grey on: small Chinese signs keep their thin strokes.
DARK = 176
AT_ONCE = 50  # pictures held in memory
_ALIKE = re.compile(r"(.)\1+")


def pdf_of(labels: Sequence[dict]) -> bytes:
    """One PDF, a page a label, in the order given."""
    return _drawn(labels, "pdf")


def pictures_of(labels: Sequence[dict]) -> Iterator[Image.Image]:
    """Each label as a thermal printer burns it: 800 x 1200 dots, black or white."""
    for start in range(0, len(labels), AT_ONCE):
        drawn = _drawn(labels[start : start + AT_ONCE], "png")
        for page in drawn if isinstance(drawn, list) else [drawn]:
            grey = Image.open(io.BytesIO(page)).convert("L")
            yield grey.point(lambda shade: 255 if shade > DARK else 0).convert("1")


def zpl_of(labels: Sequence[dict]) -> bytes:
    """ZPL II: each label one picture (^GFA), so that any font and alphabet comes out."""
    return "\n".join(map(_zpl, pictures_of(labels))).encode("ascii")


def _drawn(labels: Sequence[dict], form: Literal["pdf", "png"]) -> Any:
    return typst.compile(
        str(TEMPLATE),
        format=form,
        ppi=DOTS_AN_INCH,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"labels": json.dumps(list(labels))},
        pdf_tags=False,  # read by printers: tags would triple the file
    )


def _zpl(picture: Image.Image) -> str:
    width, height = picture.size
    row = -(-width // 8)
    bits = bytes(byte ^ 0xFF for byte in picture.tobytes())
    rows = [bits[at : at + row].hex().upper() for at in range(0, len(bits), row)]
    data = "".join(
        ":" if above == own else _squeezed(own)
        for above, own in zip(["", *rows], rows, strict=False)
    )
    size = row * height
    return f"^XA^PW{width}^LL{height}^FO0,0^GFA,{size},{size},{row},{data}^FS^XZ"


def _squeezed(row: str) -> str:
    """A row of hex digits in ZPL's short form: a letter counts repeats, a comma ends in white."""
    end = row.rstrip("0")
    short = _ALIKE.sub(lambda run: _times(len(run[0])) + run[1], end)
    return short if len(end) == len(row) else short + ","


def _times(count: int) -> str:
    """G to Y are 1 to 19, g to z are 20 to 400 by twenties; one needs no letter."""
    letters = ""
    while count >= 400:
        letters, count = letters + "z", count - 400
    if count >= 20:
        letters += chr(ord("g") + count // 20 - 1)
        count %= 20
    if count > 1 or (letters and count):
        letters += chr(ord("G") + count - 1)
    return letters
