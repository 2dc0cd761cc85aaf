"""PostgreSQL and Valkey alone, in the background: `make services` and `make stop`."""

import contextlib
import os
import signal

from launcher import postgres, servers, valkey
from launcher.errors import CannotStart
from launcher.lock import demo_is_running
from launcher.paths import LOG, RUN, VAR, keep_to_ourselves, make_state_folders
from launcher.processes import wait_until_gone
from launcher.sockets import socket_folder

MARK = RUN / "services"  # there while the servers were started by `make services`
PATIENCE_SECONDS = 30


def place(*, outlives_us: bool = False) -> servers.Place:
    """The servers of this project folder."""
    return servers.Place(VAR, socket_folder(), LOG, outlives_us=outlives_us)


def start() -> int:
    """Start both servers and leave them running; running ones stay as they are."""
    make_state_folders()
    keep_to_ourselves()
    servers.leave_addresses()
    if demo_is_running():
        print("PostgreSQL and Valkey are running: `make demo` runs them.")
        return 0
    stop_left_over()
    here = place(outlives_us=True)
    MARK.touch()
    if postgres.server_process(here.postgres_data) is None:
        servers.start_postgres(here)
    if valkey.server_process(here.valkey_data) is None:
        servers.start_valkey(here)
    print("PostgreSQL and Valkey are running; `make stop` stops them.")
    return 0


def stop() -> int:
    """Stop the servers that `start` left running, and no others."""
    if not MARK.exists():
        owner = "`make demo` runs them" if demo_is_running() else "none were started"
        print(f"No services to stop: {owner}.")
        return 0
    _stop_servers()
    MARK.unlink(missing_ok=True)
    print("PostgreSQL and Valkey are stopped.")
    return 0


def stop_left_over() -> None:
    """End servers whose launcher was killed; those of `make services` stay.

    Raises CannotStart when they do not end.
    """
    if not MARK.exists():
        _stop_servers()


def _stop_servers() -> None:
    here = place()
    asked = [
        (valkey.server_process(here.valkey_data), signal.SIGTERM),
        (postgres.server_process(here.postgres_data), signal.SIGINT),
    ]
    for pid, how in asked:
        if pid is not None:
            _stop(pid, how)
    servers.remove_sockets(here.sockets)


def _stop(pid: int, how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
    if not wait_until_gone(pid, PATIENCE_SECONDS):
        raise CannotStart(f"The server with process number {pid} does not end: end it by hand.")
