"""Benchmarks of hostile input: how long others wait while somebody sends it."""

import io
import statistics
import zipfile
from collections.abc import Callable

from django.utils import timezone

from shipments.actor import system
from shipments.imports.drafts import draft_import, parse_draft
from shipments.imports.models import ImportRun
from shipments.imports.queries import next_draft
from shipments.parties.models import Seller
from tracker.bench.measure import Row, seconds
from tracker.bench.work import sample_file
from tracker.timetable import JOBS

BY = system("bench")
OTHERS = 20
# How long a file may lie before the job looks, as the timetable says.
[BEAT] = [every for name, every, _ in JOBS if name.endswith(".parse_drafts")]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def hostile_files(bombs: int) -> Row:
    """The 95th percentile of the waits for a small file's preview, alone and among bombs.

    Every other file is given in behind `bombs` of one seller; each seller has his turn.
    """
    bad, good = (Seller.objects.get(code=code) for code in ("S001", "S002"))
    content = sample_file(100)
    _wait(good, content)
    quiet = _p95([_wait(good, content) for _ in range(OTHERS)])
    kinds: list[Callable[[], bytes]] = [_far_cell, _wide, _open_quote]
    waits = []
    for n in range(OTHERS):
        for k in range(bombs):
            _give(bad, kinds[(n + k) % len(kinds)]())
        waits.append(_wait(good, content))
        ImportRun.objects.filter(seller=bad).delete()
    worst = _p95(waits)
    ratio = worst / quiet
    note = f"{bombs} bombs of another seller each time"
    return Row(
        "hostile_files",
        round(worst, 3),
        "s",
        round(quiet, 3),
        round(ratio, 2),
        2.0,
        ratio <= 2,
        note,
    )


def _wait(seller: Seller, content: bytes) -> float:
    """Seconds until a file given in now can be looked at: the beat's longest wait, one worker."""
    mine = _give(seller, content)
    begun: list[ImportRun] = []

    def work() -> None:
        while mine not in begun and (draft := next_draft(after=begun)):
            begun.append(draft)
            parse_draft(run=draft, at=timezone.now())

    return BEAT + seconds(work)


def _give(seller: Seller, content: bytes) -> ImportRun:
    return draft_import(
        kind="orders", content=content, filename="f", seller=seller, by=BY, at=timezone.now()
    )


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


def _wide() -> bytes:
    return b"sku," * 100_000 + b"\n1"


def _open_quote() -> bytes:
    return b'sku,note\nA,"' + b"x,y\n" * 2_000_000


def _far_cell() -> bytes:
    """A sheet of 1.5 KB whose last cell is the last there can be."""
    parts = {
        "_rels/.rels": _links("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _links("worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def _links(kind: str, target: str) -> str:
    link = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
