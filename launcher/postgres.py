"""The embedded PostgreSQL: making its data folder, starting it, knowing when it answers."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from launcher import binaries, privileges, processes
from launcher.errors import CannotStart
from launcher.sockets import DATABASE, OWNER, postgres_socket

LASTING = {
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "synchronous_commit": "off",
    "random_page_cost": "1.1",
}
THROWAWAY = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
EVERYWHERE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "dynamic_shared_memory_type": "mmap",  # /dev/shm is 64 MB in a container
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


def make_data(data: Path, log: Path) -> bool:
    """Make the data folder unless it is there; True when it was made now.

    Raises CannotStart when `initdb` fails or the data are of another major version.
    """
    folder = binaries.postgres_folder()
    if (data / "PG_VERSION").exists():
        _refuse_other_version(data, folder)
        _give_to_server(data)
        return False
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, mode=0o700)
    _give_to_server(data)
    _run(_initdb(folder, data), log)
    return True


def program(data: Path, sockets: Path, log: Path, options: dict[str, str]) -> processes.Program:
    """How to start the server over this data folder, on a unix socket only."""
    _give_to_server(sockets)
    _forget_dead_lock(data)
    command = [str(binaries.postgres_folder() / "postgres"), "-D", str(data)]
    for name, value in {**EVERYWHERE, **options, "unix_socket_directories": str(sockets)}.items():
        command += ["-c", f"{name}={value}"]
    return processes.Program("postgresql", command, log, stop=signal.SIGINT, never_root=True)


def answers(sockets: Path) -> bool:
    """Whether the server accepts connections."""
    is_ready = binaries.postgres_folder() / "pg_isready"
    if not is_ready.exists():
        return _connects(postgres_socket(sockets))
    command = [str(is_ready), "-q", "-h", str(sockets), "-U", OWNER, "-d", "postgres"]
    return subprocess.run(command, capture_output=True).returncode == 0


def make_database(sockets: Path, log: Path) -> None:
    """Create the project's database unless it is there.

    Raises CannotStart when the server refuses.
    """
    folder = binaries.postgres_folder()
    listing = [str(folder / "psql"), "-h", str(sockets), "-U", OWNER, "-d", "postgres", "-Atc"]
    question = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"
    found = subprocess.run([*listing, question], capture_output=True, text=True)
    if found.stdout.strip() != "1":
        create = [str(folder / "createdb"), "-h", str(sockets), "-U", OWNER, DATABASE]
        _run(create, log, never_root=False)


def server_process(data: Path) -> int | None:
    """The process that serves this data folder now, whoever started it."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"postgres" in command and os.fsencode(data) in command else None


def _forget_dead_lock(data: Path) -> None:
    # After a crash another program may have got the old number, and PostgreSQL would refuse.
    if server_process(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _initdb(folder: Path, data: Path) -> list[str]:
    if binaries.major_version(folder / "postgres") >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        locale = ["--locale=C.UTF-8"]
    who = [f"--username={OWNER}", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    return [str(folder / "initdb"), "-D", str(data), *who, *locale]


def _run(command: list[str], log: Path, *, never_root: bool = True) -> None:
    prepare = privileges.preparation(stop=signal.SIGTERM, never_root=never_root)
    with log.open("ab") as output:
        done = subprocess.run(command, stdout=output, stderr=output, preexec_fn=prepare)
    if done.returncode:
        said = processes.last_lines(log, 8)
        raise CannotStart(f"{Path(command[0]).name} failed (whole log: {log}):\n{said}")


def _refuse_other_version(data: Path, folder: Path) -> None:
    kept = (data / "PG_VERSION").read_text().strip()
    here = binaries.major_version(folder / "postgres")
    if kept != str(here):
        raise CannotStart(
            f"{data} holds data of PostgreSQL {kept}, but version {here} is here: "
            "dump and restore them, or begin anew with `make clean`."
        )


def _give_to_server(folder: Path) -> None:
    """Let root's server own its files: it may run as another user than the last time."""
    owner = privileges.server_owner()
    if os.geteuid() != 0 or folder.stat().st_uid == owner:
        return
    for path in [folder, *folder.rglob("*")]:
        with contextlib.suppress(FileNotFoundError):
            os.chown(path, owner, -1, follow_symlinks=False)


def _connects(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0
