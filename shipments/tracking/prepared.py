"""Queries asked so often that PostgreSQL should plan them once a connection."""

from typing import Any

import psycopg
from django.db import connection


def prepared(sql: str, values: dict[str, Any]) -> list[tuple]:
    """The rows of a query that is prepared on the server: planned once, then only bound.

    Where somebody counts or watches queries it goes by Django's own cursor.
    """
    if connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as raw:
        return raw.execute(sql, values, prepare=True).fetchall()
