"""The demo world: starts everything, says where it is, and stops everything together."""

import hashlib
import os
import signal
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from launcher import background, catalogues, lock, parts, postgres, servers, valkey
from launcher.errors import CannotStart
from launcher.paths import LOG, ROOT, RUN, keep_to_ourselves, make_state_folders
from launcher.processes import Program, Running, last_lines, start
from launcher.sockets import default_database_url

LOOK_EVERY_SECONDS = 0.5
READY_WITHIN_SECONDS = 120
LOGINS = "anna boris mei wei olga pavel irina admin"


def run() -> int:
    """Run the demo world until Ctrl-C, SIGTERM or the end of one of its parts.

    Returns 0 when it was asked to stop and 1 when a part ended by itself; raises CannotStart.
    """
    port = parts.wanted_port()
    parts.refuse_production()
    make_state_folders()
    held = lock.take()
    os.environ.setdefault("PUBLIC_URL", f"http://{parts.HOST}:{port}")
    running: list[Running] = []
    _turn_signals_into_exceptions()
    try:
        parts.refuse_busy_port(port)
        _start_all(running, port)
        return _watch(running)
    except KeyboardInterrupt:
        say("Stopping", "...")
        return 0
    finally:
        _stop_all(running)
        held.close()


def say(name: str, text: str) -> None:
    """One line for the person at the terminal."""
    print(f"{name:<13} {text}", flush=True)


def _start_all(running: list[Running], port: int) -> None:
    catalogues.compile_all()
    keep_to_ourselves()
    _start_servers(running)
    _finish(parts.migration(), "Tables", running)
    _seed(running)
    _start_parts(running, port)
    say("Open", f"http://{parts.HOST}:{port}")
    say("Sign in as", f"{LOGINS}   (password: demo)")
    say("Stop with", "Ctrl-C")


def _start_servers(running: list[Running]) -> None:
    background.stop_left_over()
    servers.leave_addresses()
    here = background.place()
    if "DATABASE_URL" in os.environ:
        say("PostgreSQL", "the one in DATABASE_URL")
    elif postgres.server_process(here.postgres_data):
        say("PostgreSQL", "the one of `make services`")
    else:
        running.append(servers.start_postgres(here))
        _say_started("PostgreSQL", running[-1].program)
    _start_redis(here, running)


def _start_redis(here: servers.Place, running: list[Running]) -> None:
    if "REDIS_URL" in os.environ:
        say("Valkey", "the Redis in REDIS_URL")
    elif valkey.server_process(here.valkey_data):
        say("Valkey", "the one of `make services`")
    else:
        running.append(servers.start_valkey(here))
        _say_started("Valkey", running[-1].program)


def _seed(running: list[Running]) -> None:
    """Make the demo world once for each database."""
    mark = _seed_mark()
    if _is_seeded(mark):
        say("Demo world", "kept from the last run")
        return
    say("Demo world", "making it (once) ...")
    _finish(parts.seeding(), "Demo world", running)
    mark.touch()


def _seed_mark() -> Path:
    url = os.environ.get("DATABASE_URL", default_database_url())
    return RUN / f"seeded-{hashlib.sha256(url.encode()).hexdigest()[:10]}"


def _is_seeded(mark: Path) -> bool:
    if not mark.exists():
        return False
    made = background.place().postgres_data / "PG_VERSION"
    embedded = "DATABASE_URL" not in os.environ
    return not embedded or mark.stat().st_mtime >= made.stat().st_mtime


def _start_parts(running: list[Running], port: int) -> None:
    for label, program in parts.programs(port):
        running.append(start(program))
        _say_started(label, program)
    until = time.monotonic() + READY_WITHIN_SECONDS
    while not parts.is_ready(port):
        _refuse_ended(running)
        if time.monotonic() > until:
            raise CannotStart(f"Not ready after {READY_WITHIN_SECONDS} s: see the logs in {LOG}.")
        time.sleep(0.1)


def _finish(program: Program, label: str, running: list[Running]) -> None:
    """Run a program to its end, as one of those to stop when we are asked to."""
    item = start(program)
    running.append(item)
    while not item.has_ended():
        _refuse_ended([other for other in running if other is not item])
        time.sleep(0.05)
    running.remove(item)
    if item.process.returncode:
        raise CannotStart(_obituary(item))
    say(label, f"ready      log: {program.log.relative_to(ROOT)}")


def _say_started(label: str, program: Program) -> None:
    say(label, f"started    log: {program.log.relative_to(ROOT)}")


def _watch(running: list[Running]) -> int:
    while True:
        _refuse_ended(running)
        time.sleep(LOOK_EVERY_SECONDS)


def _refuse_ended(running: list[Running]) -> None:
    for each_running in running:
        if each_running.has_ended():
            raise CannotStart(_obituary(each_running))


def _obituary(running: Running) -> str:
    log = running.program.log
    return (
        f"{running.name} ended with code {running.process.returncode}; "
        f"the last lines of {log.relative_to(ROOT)}:\n{last_lines(log)}"
    )


def _stop_all(running: list[Running]) -> None:
    """Ask those who use the servers first, all at once; then the servers."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    users = [each_running for each_running in running if each_running.name not in parts.SERVERS]
    for user in users:
        user.ask_to_stop()
    for user in users:
        user.wait_until_ended()
    for user in reversed([each_running for each_running in running if each_running not in users]):
        user.ask_to_stop()
        user.wait_until_ended()
    servers.remove_sockets(background.place().sockets)


def _turn_signals_into_exceptions() -> None:
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _interrupt)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
