"""The parts of the demo world that are our own: web, worker, beat, and how to know them ready."""

import os
import signal
import socket
import urllib.error
import urllib.request

from launcher.errors import CannotStart
from launcher.paths import LOG, PYTHON, ROOT, RUN
from launcher.processes import Program

HOST = os.environ.get("HOST", "127.0.0.1")
SERVERS = ("postgresql", "valkey")
# Each worker's queues: what is urgent never waits for letters or another's machine.
WORKERS = {
    "worker": "critical,default",
    "worker-others": "webhooks,mails,exports,imports,bulk",
}
QUEUES = ",".join(WORKERS.values())
# granian reads these itself, so that a larger machine needs no other command.
WEB = {"GRANIAN_WORKERS": "2", "GRANIAN_BLOCKING_THREADS": "1"}
OFF = ("0", "false", "no", "off")


def wanted_port() -> int:
    """The port of the web server: PORT, else 8000. Raises CannotStart when PORT is no port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT is {text!r}, and a port is a number from 1 to 65535.")
    return int(text)


def refuse_busy_port(port: int) -> None:
    """Raise CannotStart when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotStart(f"Port {port} is not for this user: {_cure(8000)}") from None
        except OSError:
            raise CannotStart(f"Port {port} is taken: {_cure(port + 1)}") from None


def refuse_production() -> None:
    """Raise CannotStart with DEBUG=0: the demo's logins and keys are known to everyone."""
    if os.environ.get("DEBUG", "1").strip().lower() in OFF:
        raise CannotStart("The demo does not start with DEBUG=0: its passwords are no secret.")


def migration() -> Program:
    """Bring the tables up to date."""
    return _managed("migrate", ["migrate", "--noinput"])


def seeding() -> Program:
    """Make the demo world."""
    return _managed("seed_demo", ["seed_demo"])


def programs(port: int) -> list[tuple[str, Program]]:
    """Web server, workers and beat, with their names for people."""
    workers = [("Worker", _worker(name, queues)) for name, queues in WORKERS.items()]
    return [("Web", _web(port)), *workers, ("Beat", _beat())]


def is_ready(port: int) -> bool:
    """Whether the web server answers, and has seen database, Redis and worker."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _web(port: int) -> Program:
    serve = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws"]
    # Lines of requests are the product's own: the server's would hold buyers' links.
    lasting = ["--respawn-failed-workers", "--respawn-interval", "0.5", "--no-access-log"]
    return _module("web", [*serve, *lasting, "tracker.wsgi:application"], **WEB, PART="web")


def _worker(name: str, queues: str) -> Program:
    what = ["celery", "-A", "tracker", "worker", "-Q", queues, "-c", "2", "-n", f"{name}@%h"]
    quiet = ["--without-gossip", "--without-mingle", "-l", "info"]
    worker = _module(name, [*what, *quiet], PART="worker")
    # Asked to stop, it gives running tasks a moment and puts the others back; orphaned, it has
    # lost Redis too and could only wait.
    worker.stop, worker.orphaned = signal.SIGQUIT, signal.SIGKILL
    return worker


def _beat() -> Program:
    state = ["-s", str(RUN / "beat"), "--pidfile", ""]
    return _module("beat", ["celery", "-A", "tracker", "beat", *state, "-l", "info"], PART="beat")


def _managed(name: str, arguments: list[str]) -> Program:
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    return Program(name, command, LOG / f"{name}.log", folder=ROOT)


def _module(name: str, arguments: list[str], **settings: str) -> Program:
    given = {word: os.environ.get(word, text) for word, text in settings.items()}
    environment = {"PYTHONUNBUFFERED": "1", **given}
    command = [str(PYTHON), "-m", *arguments]
    log = LOG / f"{name}.log"
    return Program(name, command, log, signal.SIGTERM, environment=environment, folder=ROOT)


def _cure(port: int) -> str:
    return f"choose another one, as in `PORT={port} make demo`."
