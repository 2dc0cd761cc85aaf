"""The commands of the launcher: each prepares the environment and goes on inside it."""

import os
import signal
import sys
from collections.abc import Callable

from launcher import environment, privileges
from launcher.errors import CannotStart
from launcher.paths import ENVIRONMENT, PYTHON, ROOT

# The share of lines that the whole suite must reach (pyproject.toml). It costs a third of the
# time, so the full run does it.
GATE = ["--cov", "--cov-report="]


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code for the shell."""
    name, *rest = arguments or ["help"]
    if name not in COMMANDS:
        print(f"Commands: {' '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](rest)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def install(rest: list[str]) -> int:
    """Create the environment, with the tools for tests when asked by `--dev`."""
    environment.ensure(environment.DEVELOPMENT if "--dev" in rest else environment.RUNTIME)
    return _inside(["messages"])


def messages(rest: list[str]) -> int:
    """Compile the translations."""
    from launcher import catalogues  # noqa: PLC0415 - the environment may not exist yet

    catalogues.compile_all()
    return 0


def demo(rest: list[str]) -> int:
    """Run the demo world until Ctrl-C."""
    if "MAKELEVEL" in os.environ:
        privileges.die_with_parent(signal.SIGTERM)  # a killed make must not leave us behind
    if not _is_inside():
        environment.ensure(environment.DEMO)
        return _inside(["demo", *rest])
    from launcher import demo as world  # noqa: PLC0415 - needs the environment

    return world.run()


def services(rest: list[str]) -> int:
    """Start PostgreSQL and Valkey in the background."""
    if not _is_inside():
        environment.ensure(environment.DEMO)
        return _inside(["services", *rest])
    from launcher import background  # noqa: PLC0415 - needs the environment

    return background.start()


def stop(rest: list[str]) -> int:
    """Stop what `services` started."""
    from launcher import background  # noqa: PLC0415 - not needed by the other commands

    return background.stop()


def test(rest: list[str]) -> int:
    """Run the whole test suite, with TEST_FULL under its coverage gate, or what `rest` names."""
    environment.ensure(environment.DEVELOPMENT)
    from launcher import browser  # noqa: PLC0415 - not needed by the other commands

    browser.prepare()
    gate = GATE if os.environ.get("TEST_FULL") else []
    return _replaced_by(["-m", "pytest", "-n", "2", *(rest or gate)])


def _is_inside() -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT)


def _inside(arguments: list[str]) -> int:
    return _replaced_by(["-m", "launcher", *arguments])


def _replaced_by(arguments: list[str]) -> int:
    """Go on as the environment's Python, in the same process: signals reach it directly."""
    os.chdir(ROOT)
    sys.stdout.flush()
    command = [str(PYTHON), *arguments]
    os.execv(command[0], command)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "install": install,
    "messages": messages,
    "demo": demo,
    "services": services,
    "stop": stop,
    "test": test,
}
