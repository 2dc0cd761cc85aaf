"""Hands that act at the same moment: threads, each with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from shipments.errors import Refused

PATIENCE_SECONDS = 30


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each of these gave, all begun together; a refusal is given as itself.

    Whatever else one of them raises, such as a deadlock, is raised here.
    """
    barrier = Barrier(len(actions))

    def act(action: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(PATIENCE_SECONDS)
            return action()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


def refusals(given: list[Any]) -> list[str]:
    """The codes of what was refused."""
    return [answer.code for answer in given if isinstance(answer, Refused)]
