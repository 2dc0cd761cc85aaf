"""Addresses of the embedded servers: short, and different for each folder."""

from pathlib import Path

import environ

from launcher import sockets

DEEP = Path("/home/someone") / "a folder with spaces and a very long name" / ("deeper " * 20)


def test_the_sockets_of_a_deep_folder_fit_into_108_bytes():
    folder = sockets.socket_folder(DEEP)

    assert len(bytes(sockets.postgres_socket(folder))) < 108
    assert len(bytes(sockets.valkey_socket(folder))) < 108


def test_two_folders_do_not_share_their_servers():
    assert sockets.socket_folder(Path("/one")) != sockets.socket_folder(Path("/two"))


def test_asking_for_an_address_makes_nothing():
    folder = sockets.socket_folder(DEEP)

    sockets.database_url(folder)

    assert not folder.exists()


def test_django_understands_the_address_of_the_database():
    url = sockets.database_url(Path("/tmp/tracker-0-abc"))

    parsed = environ.Env.db_url_config(url)

    assert (parsed["HOST"], parsed["NAME"], parsed["USER"]) == (
        "/tmp/tracker-0-abc",
        "tracker",
        "tracker",
    )
