"""What failed of many while the others were done: heard by the job, logged, never with values."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from shipments.errors import Refused

KEPT = 300

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """One item that raised in a step; its text names both and the fault, without its values."""

    step: str
    item: str
    error: Exception

    def __str__(self) -> str:
        return f"{self.step}: {self.item}: {fault_of(self.error)}"


# The failures of the job that runs here; None where no job does.
_heard: ContextVar[list[Failure] | None] = ContextVar("heard", default=None)


@contextmanager
def hearing(heard: list[Failure]) -> Iterator[None]:
    """Collect in `heard` the failures of everything done inside."""
    token = _heard.set(heard)
    try:
        yield
    finally:
        _heard.reset(token)


def in_a_job() -> bool:
    """Whether a job runs here, which hears of failures and comes again."""
    return _heard.get() is not None


@dataclass(slots=True)
class OneByOne:
    """The items of a step, each done inside its own block: `with apart(name): ...`."""

    step: str
    failures: list[Failure] = field(default_factory=list)

    @contextmanager
    def __call__(self, item: str) -> Iterator[None]:
        try:
            yield
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            self.note(item, error)

    def note(self, item: str, error: Exception) -> None:
        """Keep a failure that was caught elsewhere."""
        self.failures.append(Failure(self.step, item, error))


@contextmanager
def one_by_one(step: str) -> Iterator[OneByOne]:
    """For items that keep their own transactions; what failed of them is told in the end."""
    apart = OneByOne(step)
    try:
        yield apart
    finally:
        tell(apart.failures)


def tell(failures: list[Failure]) -> None:
    """Log failures and let the job hear them; where no job does, raise the one, or their group."""
    for failure in failures:
        fault, way = fault_of(failure.error), " > ".join(_way(failure.error))
        log.error("failed", step=failure.step, item=failure.item, fault=fault, way=way)
    heard = _heard.get()
    if heard is not None:
        heard.extend(failures)
    elif len(failures) == 1:
        raise failures[0].error
    elif failures:
        raise ExceptionGroup(f"{failures[0].step} failed", [failure.error for failure in failures])


def fault_of(error: BaseException) -> str:
    """The kind of a fault and its place in the code; values stay out: they may be a person's."""
    where = "".join(f" ({place})" for place in _way(error)[-1:])
    says = f": {error.message}" if isinstance(error, Refused) else ""
    return f"{type(error).__name__}{where}{says}"[:KEPT]


def _way(error: BaseException) -> list[str]:
    """Through which lines of our own code a fault came, as file:line."""
    frames = traceback.extract_tb(error.__traceback__)
    paths = [(Path(frame.filename), frame.lineno) for frame in frames]
    ours = [(path, line) for path, line in paths if _is_ours(path)]
    return [f"{path.relative_to(settings.BASE_DIR)}:{line}" for path, line in ours]


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
