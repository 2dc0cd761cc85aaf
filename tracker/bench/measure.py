"""Timing, memory, and the row of the table."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler


@dataclass(slots=True)
class Row:
    """One benchmark: our value, the bare limit, their ratio against the bar."""

    name: str
    value: float
    unit: str
    limit: float
    ratio: float
    bar: float
    ok: bool
    note: str = ""


def ask_wsgi(handler: WSGIHandler, environ: dict[str, Any]) -> tuple[str, bytes]:
    """The status and the body of an answer, as a server would take them."""
    statuses: list[str] = []
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        statuses.append(status)
        return written.append

    body = b"".join(handler(environ, start))
    return statuses[0], body


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def middle(work: Callable[[], object], times: int) -> float:
    """The median of some runs, in seconds."""
    return statistics.median(seconds(work) for _ in range(times))


def memory_mb() -> float:
    """The most memory this process has held, in MB (Linux: VmHWM, which begins anew with exec)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [peak] = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(peak) / 1024


def faster(name: str, ours: float, bare: float, bar: float, note: str = "") -> Row:
    """A row for work: ratio = bare seconds / our seconds; the bar is the least it may be."""
    ratio = bare / ours
    return Row(name, round(ours, 3), "s", round(bare, 3), round(ratio, 3), bar, ratio >= bar, note)


def report(rows: list[Row], path: Path) -> str:
    """Write the rows as JSON and give them as a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    head = f"{'name':<20}{'value':>12} {'unit':<6}{'limit':>12}{'ratio':>8}{'bar':>7}  ok  note"
    return "\n".join([head, *map(line, rows)])


def line(r: Row) -> str:
    """A row of the table."""
    return (
        f"{r.name:<20}{r.value:>12} {r.unit:<6}{r.limit:>12}{r.ratio:>8}{r.bar:>7}  "
        f"{'yes' if r.ok else 'NO ':<4}{r.note}"
    )
