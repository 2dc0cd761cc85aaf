"""What a child does before it becomes its program: it dies with us, and PostgreSQL is no root."""

import ctypes
import os
import pwd
import signal
from collections.abc import Callable
from pathlib import Path

SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h
SET_KEEP_CAPABILITIES = 8
AMBIENT_CAPABILITIES, AMBIENT_RAISE = 47, 2
NEW_USER_NAMESPACE = 0x10000000  # linux/sched.h
CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h
OVERRIDE_FILE_ACCESS = 1
ORDINARY_USER = 1000

LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent(stop: signal.Signals) -> None:
    """Ask the kernel to send this process `stop` when its parent ends, however it ends."""
    LIBC.prctl(SET_PARENT_DEATH_SIGNAL, int(stop), 0, 0, 0)


def preparation(*, stop: signal.Signals | None, never_root: bool) -> Callable[[], None]:
    """The steps between fork and exec of a child.

    `stop` is the signal at the parent's death (None: outlive it); `never_root` is for PostgreSQL,
    which refuses to run as root.
    """
    drop = never_root and os.geteuid() == 0
    as_nobody = drop and not user_namespaces_work()

    def prepare() -> None:
        if as_nobody:
            become_nobody()
        elif drop:
            enter_user_namespace()
        if stop is not None:
            die_with_parent(stop)

    return prepare


def server_owner() -> int:
    """The user who must own PostgreSQL's data, seen from outside its namespace."""
    if os.geteuid() == 0 and not user_namespaces_work():
        return pwd.getpwnam("nobody").pw_uid
    return os.geteuid()


def user_namespaces_work() -> bool:
    """Whether root may enter a new user namespace here (many containers forbid it)."""
    child = os.fork()
    if child == 0:
        try:
            enter_user_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def enter_user_namespace() -> None:
    """Become an ordinary user in a namespace of our own; outside, files still belong to us."""
    user, group = os.geteuid(), os.getegid()
    if LIBC.unshare(NEW_USER_NAMESPACE) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{ORDINARY_USER} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{ORDINARY_USER} {group} 1")


def become_nobody() -> None:
    """Become `nobody`, still able to reach the project folder when it lies in root's home."""
    nobody = pwd.getpwnam("nobody")
    LIBC.prctl(SET_KEEP_CAPABILITIES, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(nobody.pw_gid, nobody.pw_gid, nobody.pw_gid)
    os.setresuid(nobody.pw_uid, nobody.pw_uid, nobody.pw_uid)
    _keep_only_file_access()


def _keep_only_file_access() -> None:
    bit = 1 << OVERRIDE_FILE_ACCESS
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if LIBC.capset(header, effective_permitted_inheritable) == 0:
        LIBC.prctl(AMBIENT_CAPABILITIES, AMBIENT_RAISE, OVERRIDE_FILE_ACCESS, 0, 0)
