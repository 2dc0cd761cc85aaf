"""One demo a project folder: a lock that the kernel lifts when its holder ends, however it ends."""

import fcntl
import os
from typing import TextIO

from launcher.errors import CannotStart
from launcher.paths import RUN

PATH = RUN / "demo.lock"


def take() -> TextIO:
    """Take the lock; keep what is returned until the end.

    Raises CannotStart when another demo of this folder holds it.
    """
    file = PATH.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        pid = file.read().strip() or "unknown"
        file.close()
        raise CannotStart(f"`make demo` runs already in this folder (process {pid}).") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def demo_is_running() -> bool:
    """Whether a demo of this folder holds the lock now."""
    if not PATH.exists():
        return False
    with PATH.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
