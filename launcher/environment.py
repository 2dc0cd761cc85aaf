"""Creates the local environment from the hash-pinned requirements; done once, then instant."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.errors import CannotStart
from launcher.packages import install_debian_package
from launcher.paths import ENVIRONMENT, LOG, PYTHON, ROOT, RUN, VAR, make_state_folders
from launcher.processes import last_lines

RUNTIME = "requirements.txt"
DEMO = "requirements-demo.txt"
DEVELOPMENT = "requirements-dev.txt"
GROWING = [RUNTIME, DEMO, DEVELOPMENT]  # each holds all of the one before
UV = ROOT / "launcher" / "uv.txt"
INSTALL_LOG = LOG / "install.log"


def ensure(requirements: str) -> None:
    """Make sure that everything in this file is installed; offline and instant when it is.

    Raises CannotStart with the last lines of the log when it cannot be.
    """
    if _is_installed(requirements):
        return
    make_state_folders()
    with _alone():
        if not _is_installed(requirements):
            print("Environment   installing into .venv (once, a minute or two) ...", flush=True)
            _install(requirements)


def _is_installed(requirements: str) -> bool:
    """Whether a stamp of this file, or of a larger one that holds it, is there."""
    enough = GROWING[GROWING.index(requirements) :]
    return any(_stamp(name).exists() for name in enough) and _works([str(PYTHON), "-c", ""])


def _stamp(requirements: str) -> Path:
    digest = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()[:16]
    return ENVIRONMENT / f"installed-{requirements}-{digest}"


def _install(requirements: str) -> None:
    INSTALL_LOG.write_text("")
    uv = _find_uv()
    if not (uv and _install_with_uv(uv, requirements)):
        _install_with_pip(requirements)
    _stamp(requirements).touch()


def _install_with_uv(uv: Path, requirements: str) -> bool:
    source = ROOT / requirements
    options = ["--require-hashes", "--compile-bytecode", "--python", str(PYTHON)]
    created = _works([str(PYTHON), "-c", ""]) or _logged(
        [str(uv), "venv", "--clear", "--python", sys.executable, str(ENVIRONMENT)]
    )
    return created and _logged([str(uv), "pip", "install", *options, "-r", str(source)])


def _install_with_pip(requirements: str) -> None:
    if not _works([str(PYTHON), "-m", "pip", "--version"]):
        _create_with_venv()
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", str(ROOT / requirements)]
    if not _logged(pip):
        said = last_lines(INSTALL_LOG)
        raise CannotStart(f"Packages could not be installed; the end of {INSTALL_LOG}:\n{said}")


def _create_with_venv() -> None:
    create = [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]
    if _logged(create):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not (install_debian_package(package, INSTALL_LOG) and _logged(create)):
        raise CannotStart(
            f"Python's venv module is missing here: install it (apt install {package}) "
            "or install uv, then try again."
        )


def _find_uv() -> Path | None:
    """The uv on the path, or one fetched by pip into `var/`; None when there is no way to it."""
    if on_path := shutil.which("uv"):
        return Path(on_path)
    fetched = VAR / "uv" / "bin" / "uv"
    if not fetched.exists():
        pip = [sys.executable, "-m", "pip", "install", "--require-hashes", "-r", str(UV)]
        _logged([*pip, "--target", str(VAR / "uv")])
    return fetched if fetched.exists() else None


def _logged(command: list[str]) -> bool:
    """Run a command with its output in the log; True when it succeeded."""
    settings = {"UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with INSTALL_LOG.open("ab") as log:
        done = subprocess.run(command, stdout=log, stderr=log, env={**os.environ, **settings})
    return done.returncode == 0


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


@contextmanager
def _alone() -> Iterator[None]:
    """Let a second command wait until the first has installed."""
    with (RUN / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
