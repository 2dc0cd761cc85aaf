"""The servers of a test session: real, and safe to throw away."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_postgresql_and_knows_cyrillic():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ЖЁЛТЫЙ'), current_setting('listen_addresses')")
        row = cursor.fetchone()

    assert connection.vendor == "postgresql"
    assert row == ("жёлтый", "")


def test_the_cache_is_a_real_server():
    cache.set("greeting", "привет", 5)

    assert cache.get("greeting") == "привет"
