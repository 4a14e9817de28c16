"""Unit tests can reach neither a socket nor a database, even if they try."""

import socket
import sqlite3

import pytest


def test_a_socket_is_refused() -> None:
    with pytest.raises(pytest.fail.Exception):
        socket.create_connection(("127.0.0.1", 9))


def test_a_database_is_refused() -> None:
    with pytest.raises(pytest.fail.Exception):
        sqlite3.connect(":memory:")
