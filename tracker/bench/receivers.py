"""Sellers' machines of every temper, as real sockets: quick, dead, dripping, endless, broken."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# So long a slow one keeps a line, longer than any deadline.
PATIENCE = 60
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Temper = Callable[[socket.socket, threading.Event], None]


def quick(line: socket.socket, over: threading.Event) -> None:
    line.sendall(GOOD)


def dead(line: socket.socket, over: threading.Event) -> None:
    over.wait(PATIENCE)


def drips_head(line: socket.socket, over: threading.Event) -> None:
    _drip(line, over, GOOD)


def drips_body(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    _drip(line, over, b"!" * 1000)


def endless(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not over.is_set():
        line.sendall(b"400\r\n" + b"!" * 1024 + b"\r\n")


def no_http(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")


def hangs_up(line: socket.socket, over: threading.Event) -> None:
    line.shutdown(socket.SHUT_RDWR)


def gone(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n")


def elsewhere(line: socket.socket, over: threading.Event) -> None:
    line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n")


def _drip(line: socket.socket, over: threading.Event, text: bytes) -> None:
    for byte in text:
        if over.wait(0.1):
            return
        line.sendall(bytes([byte]))


@contextmanager
def receiver(temper: Temper, heard: list[float] | None = None) -> Iterator[str]:
    """The address of a machine with this temper; `heard` gets the moment of each call."""
    server, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.recv(65_536)
            if heard is not None:
                heard.append(time.monotonic())
            temper(line, over)

    def accept() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                threading.Thread(target=serve, args=[line], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hook"
    finally:
        over.set()
        server.close()
