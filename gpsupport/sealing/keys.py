"""The sealing keys: one small file outside the database, readable by its owner alone."""

import base64
import binascii
import json
import os
import secrets
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gpsupport.sealing.locks import holding

KEY_BYTES = 32
KEY_ID_BYTES = 4


class KeysUnusable(Exception):
    """The key file is missing, damaged or another database's: what, why, what to type next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        """Keep the three parts apart, for a door that shows them in its own way."""
        super().__init__(f"{what}\n{why}\n{next_step}")
        self.what = what
        self.why = why
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class SealingKeys:
    """Every key that may be needed. `current` seals; the others still unseal what is older.

    Key ids are eight hex digits. The blind key is apart: look-ups must outlive a rotation.
    """

    current: str
    seal: Mapping[str, bytes] = field(repr=False)
    blind: bytes = field(repr=False)


def keys_path(data_dir: Path) -> Path:
    """Where the keys of an installation lie."""
    return data_dir / "keys" / "sealing.json"


def find_keys(data_dir: Path) -> SealingKeys | None:
    """The kept keys, or None when there is no key file. Raises KeysUnusable when it is damaged."""
    path = keys_path(data_dir)
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, str(error)) from None
    try:
        return _parse(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        # The message of the original error could repeat a part of a key.
        raise _damaged(path, "It does not hold what a key file holds.") from None


def make_keys(data_dir: Path) -> SealingKeys:
    """Make the key file if there is none, and return what it holds.

    Two processes that start together end up with the same keys.
    """
    path = keys_path(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        write_once(path, _fresh())
    found = find_keys(data_dir)
    if found is None:
        raise _damaged(path, "It vanished while it was being read.")
    return found


def add_key(data_dir: Path) -> SealingKeys:
    """Make another sealing key, with which everything is sealed from now on; the others stay.

    Raises KeysUnusable where there are no keys to add one to.
    """
    with _changing(data_dir) as kept:
        key_id = _fresh_id(kept)
        seal = {**kept.seal, key_id: secrets.token_bytes(KEY_BYTES)}
        return _keep(data_dir, SealingKeys(key_id, seal, kept.blind))


def drop_keys(data_dir: Path, key_ids: Collection[str]) -> SealingKeys:
    """Forget keys for good: whatever is still sealed with one of them can never be read again.

    The current key is never dropped. Raises ValueError for it, KeysUnusable without keys.
    """
    with _changing(data_dir) as kept:
        if kept.current in key_ids:
            raise ValueError("the current key seals everything new")
        seal = {name: key for name, key in kept.seal.items() if name not in key_ids}
        return _keep(data_dir, SealingKeys(kept.current, seal, kept.blind))


def stamp_of(path: str) -> tuple[int, int] | None:
    """What differs after every change of the key file; None when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked for every field that is sealed
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


@contextmanager
def _changing(data_dir: Path) -> Iterator[SealingKeys]:
    """The kept keys, while no other process changes them."""
    path = keys_path(data_dir)
    if not path.exists():
        raise _damaged(path, "It is not there.")
    with holding(path.with_suffix(".lock")):
        kept = find_keys(data_dir)
        if kept is None:
            raise _damaged(path, "It vanished while it was being read.")
        yield kept


def _keep(data_dir: Path, keys: SealingKeys) -> SealingKeys:
    replace_file(keys_path(data_dir), _told(keys))
    return keys


def _fresh() -> str:
    key_id = secrets.token_hex(KEY_ID_BYTES)
    key, blind = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    return _told(SealingKeys(key_id, {key_id: key}, blind))


def _fresh_id(kept: SealingKeys) -> str:
    while (key_id := secrets.token_hex(KEY_ID_BYTES)) in kept.seal:
        pass
    return key_id


def _told(keys: SealingKeys) -> str:
    return json.dumps(
        {
            "version": 1,
            "current": keys.current,
            "seal": {name: _encode(key) for name, key in keys.seal.items()},
            "blind": _encode(keys.blind),
        },
        indent=1,
    )


def write_once(path: Path, text: str) -> None:
    """Write a new file, for its owner alone; where there is one already it stays as it is."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix="sealing-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link fails where another process was first, whose keys then hold for both.
        path.hardlink_to(made)
        sync_folder(path.parent)
    except FileExistsError:
        pass
    finally:
        Path(made).unlink()


def replace_file(path: Path, text: str) -> None:
    """Write a file anew, for its owner alone; after a crash it holds the old text or the new."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f"{path.stem}-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(made).replace(path)
        sync_folder(path.parent)
    finally:
        Path(made).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut: data sealed with a lost key is lost too."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parse(stored: Any) -> SealingKeys:
    seal = {str(key_id): _decode(key) for key_id, key in stored["seal"].items()}
    current = str(stored["current"])
    if stored["version"] != 1 or current not in seal:
        raise ValueError("unknown version or key")
    if any(len(bytes.fromhex(key_id)) != KEY_ID_BYTES for key_id in seal):
        raise ValueError("key id")
    return SealingKeys(current=current, seal=seal, blind=_decode(stored["blind"]))


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("length")
    return key


def _damaged(path: Path, why: str) -> KeysUnusable:
    return KeysUnusable(
        f"The sealing keys in {path} cannot be used.",
        why,
        f"Put back the copy of {path} that was kept with the backup.",
    )
