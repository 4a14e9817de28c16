"""One process at a time: a lock on a file, which ends with its holder whatever happens to it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Wait until nobody else, in this process or another, holds this file, and hold it.

    Raises OSError where the file cannot be made or its file system knows no locks.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
        try:
            yield
        finally:
            # Closing would not do: a child that was forked meanwhile has the handle open too.
            _unlock(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":
    import errno
    import msvcrt

    def _lock(handle: int) -> None:
        while True:
            try:
                # It gives up after ten tries, one a second; we have to wait as long as it takes.
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
            except OSError as error:
                if error.errno not in {errno.EDEADLOCK, errno.EACCES}:
                    raise
            else:
                return

    def _unlock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
