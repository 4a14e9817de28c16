"""The secret key of an installation, made once and kept in its data folder."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from gpsupport.settings.environment import SettingsError

MINIMUM_SECRET_LENGTH = 32


def kept_secret(path: Path) -> str:
    """Read the kept secret, or make one. Two processes that start together end up with the same."""
    try:
        path.parent.mkdir(exist_ok=True, mode=0o700)
        if not path.exists():
            handle, made = tempfile.mkstemp(dir=path.parent, prefix="secret-")  # mode 0600
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
            # A link fails where another process was first, whose secret then holds for both.
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(made)
            Path(made).unlink()
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(
            f"The secret key cannot be kept in {path}.",
            str(error),
            "Make the folder writable for this account, or set GPSUPPORT_SECRET_KEY.",
        ) from None
    if len(secret) < MINIMUM_SECRET_LENGTH:
        raise SettingsError(
            f"The secret key in {path} is cut short.",
            "Sessions signed with it could be forged.",
            f"Remove the file (everybody signs in again): rm {path}",
        )
    return secret
