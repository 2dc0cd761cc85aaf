"""One started program: its log, its end, and the last lines it said."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from launcher.privileges import preparation

PATIENCE_SECONDS = 10


@dataclass
class Program:
    """How to start one program, how to ask it to stop, and what ends it when we were killed."""

    name: str
    command: list[str]
    log: Path
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals | None = None  # the stop signal, unless another is named
    never_root: bool = False
    outlives_us: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None


@dataclass
class Running:
    """A program that was started here, with all its children in one process group."""

    program: Program
    process: subprocess.Popen[bytes]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.program.name

    def has_ended(self) -> bool:
        """Whether the program itself has ended."""
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Send the program its stop signal."""
        if not self.has_ended():
            self.process.send_signal(self.program.stop)

    def wait_until_ended(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for a clean end, then end what is left of the whole group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(program: Program) -> Running:
    """Start the program in a group of its own, its output in its log."""
    orphaned = None if program.outlives_us else program.orphaned or program.stop
    with program.log.open("ab") as log:
        process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=preparation(stop=orphaned, never_root=program.never_root),
            env={**os.environ, **program.environment},
            cwd=program.folder,
        )
    return Running(program, process)


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for a person."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-count:])


def is_alive(pid: int) -> bool:
    """Whether a process with this number runs (and is not merely waiting to be buried)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pid: int, seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait for a process that is not our child; True when it is gone."""
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_alive(pid)
