"""The database rig hands out empty databases, and unit tests get none."""

import socket
from contextlib import closing
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import create_engine, inspect, text

from tests.conftest import is_unit_test


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_an_empty_database(database_url: str, turn: int) -> None:
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            assert inspect(connection).get_table_names() == []
            connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    finally:
        engine.dispose()


# The plugin warns as well as raises, and our warnings are errors.
@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_no_test_reaches_another_machine() -> None:
    with closing(socket.socket()) as opened, pytest.raises(SocketConnectBlockedError):
        opened.connect(("192.0.2.1", 80))


def test_unit_tests_are_told_apart_by_their_folder() -> None:
    tests = Path(__file__).parents[1]
    assert is_unit_test(tests / "unit" / "domain" / "test_days.py")
    assert not is_unit_test(tests / "integration" / "test_stores.py")
