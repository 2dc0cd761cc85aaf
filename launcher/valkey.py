"""The embedded Valkey (or the system's Redis): starting it, knowing when it answers."""

import contextlib
import os
import socket
from pathlib import Path

from launcher import binaries, processes
from launcher.sockets import valkey_socket

LASTING = ["--appendonly", "yes", "--appendfsync", "everysec"]
THROWAWAY = ["--appendonly", "no", "--save", ""]
EVERYWHERE = ["--port", "0", "--unixsocketperm", "700", "--databases", "64", "--daemonize", "no"]


def program(data: Path, sockets: Path, log: Path, options: list[str]) -> processes.Program:
    """How to start the server over this data folder, on a unix socket only."""
    data.mkdir(parents=True, exist_ok=True)
    places = ["--unixsocket", str(valkey_socket(sockets)), "--dir", str(data)]
    pid_file = ["--pidfile", str(data / "valkey.pid")]
    command = [str(binaries.valkey_server()), *EVERYWHERE, *places, *pid_file, *options]
    return processes.Program("valkey", command, log)


def answers(sockets: Path) -> bool:
    """Whether the server says PONG (while it loads its data it says something else)."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        client.connect(str(valkey_socket(sockets)))
        client.sendall(b"PING\r\n")
        return client.recv(64).startswith(b"+PONG")
    return False


def server_process(data: Path) -> int | None:
    """The process that serves this data folder now, whoever started it."""
    try:
        pid = int((data / "valkey.pid").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    # Valkey rewrites its title, so only the socket's or the program's name is left in it.
    known = (b"valkey", b"redis", os.fsencode(data))
    return pid if any(word in command for word in known) else None
