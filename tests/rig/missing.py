"""A test that cannot run says so aloud, and fails where its absence would go unnoticed."""

import os
from typing import NoReturn

import pytest


def skip_or_fail(what: str, mend: str, required_by: str) -> NoReturn:
    """Skip with the line that would make the test run; fail if the environment demands it."""
    words = f"{what} To run this test: {mend}"
    if os.environ.get(required_by, "") not in ("", "0"):
        pytest.fail(f"{words} ({required_by} is set, so this is a failure.)", pytrace=False)
    pytest.skip(words)
