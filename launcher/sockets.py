"""Addresses of the embedded servers of one project folder; importing this changes nothing."""

import hashlib
import os
import tempfile
from pathlib import Path

from launcher.paths import ROOT

DATABASE = "tracker"
OWNER = "tracker"


def short_temporary_folder() -> Path:
    """The system's temporary folder, short enough for a unix socket (108 bytes in all)."""
    system = Path("/tmp")
    return system if os.access(system, os.W_OK) else Path(tempfile.gettempdir())


def socket_folder(root: Path = ROOT) -> Path:
    """A short folder that belongs to this user and this project folder."""
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:10]
    return short_temporary_folder() / f"tracker-{os.getuid()}-{digest}"


def database_url(folder: Path) -> str:
    """The address of the database whose server has its socket in this folder."""
    return f"postgres://{OWNER}@/{folder}/{DATABASE}"


def redis_url(folder: Path, number: int = 0) -> str:
    """The address of one numbered database of the Valkey whose socket is in this folder."""
    return f"unix://{valkey_socket(folder)}?db={number}"


def postgres_socket(folder: Path) -> Path:
    """The socket PostgreSQL makes in its folder; the number is only a part of the name."""
    return folder / ".s.PGSQL.5432"


def valkey_socket(folder: Path) -> Path:
    """The socket Valkey makes in its folder."""
    return folder / "valkey.sock"


def default_database_url() -> str:
    """The embedded PostgreSQL of this project folder."""
    return database_url(socket_folder())


def default_redis_url() -> str:
    """The embedded Valkey of this project folder."""
    return redis_url(socket_folder())
