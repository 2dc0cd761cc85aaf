"""PostgreSQL and Valkey as one pair: over which folders, started and awaited together."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import postgres, valkey
from launcher.errors import CannotStart
from launcher.paths import RUN
from launcher.processes import Program, Running, last_lines, start
from launcher.sockets import default_database_url, default_redis_url

PATIENCE_SECONDS = 60
# The product's settings read it, so that `manage.py` finds the servers too.
ADDRESSES = RUN / "servers.env"


@dataclass(frozen=True)
class Place:
    """The folders of one pair of servers; `throwaway` trades safety for speed."""

    data: Path
    sockets: Path
    logs: Path
    throwaway: bool = False
    outlives_us: bool = False

    @property
    def postgres_data(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return self.data / "postgresql"

    @property
    def valkey_data(self) -> Path:
        """Where Valkey keeps its files."""
        return self.data / "valkey"


def start_postgres(place: Place) -> Running:
    """Start PostgreSQL with the project's database in it.

    Raises CannotStart with the last lines of its log when it does not come up.
    """
    log = place.logs / "postgresql.log"
    prepare_sockets(place.sockets)
    postgres.make_data(place.postgres_data, log)
    options = postgres.THROWAWAY if place.throwaway else postgres.LASTING
    program = postgres.program(place.postgres_data, place.sockets, log, options)
    running = _start(program, place, lambda: postgres.answers(place.sockets))
    postgres.make_database(place.sockets, log)
    return running


def start_valkey(place: Place) -> Running:
    """Start Valkey.

    Raises CannotStart with the last lines of its log when it does not come up.
    """
    log = place.logs / "valkey.log"
    prepare_sockets(place.sockets)
    options = valkey.THROWAWAY if place.throwaway else valkey.LASTING
    program = valkey.program(place.valkey_data, place.sockets, log, options)
    return _start(program, place, lambda: valkey.answers(place.sockets))


def leave_addresses() -> None:
    """Write down where the servers of this project folder are, for the product to read."""
    lines = [f"DATABASE_URL={default_database_url()}", f"REDIS_URL={default_redis_url()}"]
    ADDRESSES.write_text("\n".join([*lines, ""]))


def prepare_sockets(folder: Path) -> None:
    """Make the private folder of the sockets.

    Raises CannotStart when someone else made it.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise CannotStart(f"The folder of the sockets cannot be made: {error}.") from error


def remove_sockets(folder: Path) -> None:
    """Remove the folder of the sockets when no server uses it any more."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def wait_until(ready: Callable[[], bool], running: Running, seconds: float) -> None:
    """Wait for a program that has just been started.

    Raises CannotStart with the last lines of its log when it ends or takes too long.
    """
    until = time.monotonic() + seconds
    while not ready():
        ended = running.has_ended()
        if ended or time.monotonic() > until:
            what = "ended at once" if ended else f"did not answer within {seconds:.0f} s"
            said = last_lines(running.program.log)
            raise CannotStart(f"{running.name} {what}; the end of {running.program.log}:\n{said}")
        time.sleep(0.05)


def _start(program: Program, place: Place, ready: Callable[[], bool]) -> Running:
    program.outlives_us = place.outlives_us
    running = start(program)
    try:
        wait_until(ready, running, PATIENCE_SECONDS)
    except BaseException:
        running.ask_to_stop()
        running.wait_until_ended()
        raise
    return running
