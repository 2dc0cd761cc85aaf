"""Queries asked so often that PostgreSQL should plan them once a connection."""

from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection


def prepared(sql: str, values: dict[str, Any]) -> list[tuple]:
    """The rows of a query that is prepared on the server: planned once, then only bound.

    Rows come in PostgreSQL's binary form, which is read several times as fast as its texts. Where
    somebody counts or watches queries it goes by Django's own cursor.
    """
    if connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as raw:
        text = _numbered(sql, tuple(values))
        return raw.execute(text, list(values.values()), prepare=True, binary=True).fetchall()


@lru_cache(maxsize=32)
def _numbered(sql: str, names: tuple[str, ...]) -> str:
    """The same query with the server's own marks, $1 and so on, in the order of the names."""
    return sql % {name: f"${place}" for place, name in enumerate(names, start=1)}
