"""The signed head of each practice's audit chain, kept outside the database.

A chain that was cut short still fits together; only a head that lies elsewhere tells that it was
longer. The head is renewed after every commit. Threads that commit together share one write. A head
that the new one does not certainly follow is kept aside, so that a damage or an older database does
not vanish with the next entry: whoever checks the audit sees it until somebody takes it away.
"""

import base64
import json
import logging
import os
import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Condition
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gpsupport.domain.audit import ChainHead, Growth
from gpsupport.sealing.keys import KeysUnusable, sync_folder, write_once
from gpsupport.sealing.locks import holding

_VERSION = 1
_MOST_BYTES = 10_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it was signed; `at` is the instant of the newest entry, in UTC."""

    head: ChainHead
    at: datetime


class HeadBroken(Exception):
    """A head file is there, but nobody with our key signed what it says."""


def heads_folder(data_dir: Path) -> Path:
    """Where the heads of an installation lie."""
    return data_dir / "audit"


def audit_key_path(data_dir: Path) -> Path:
    """Where the key lies that signs them."""
    return data_dir / "keys" / "audit.json"


class Heads:
    """Signs heads with Ed25519 and reads them back. Threads may share it, and processes the folder.

    A head never moves backwards. A process that stops between a commit and its head leaves entries
    that are not anchored until the next commit.
    """

    def __init__(self, data_dir: Path) -> None:
        """Make the signing key if there is none. Raises KeysUnusable when it is damaged."""
        self._folder = heads_folder(data_dir)
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            sync_folder(self._folder.parent)
        self._key = _open_key(audit_key_path(data_dir))
        self._public = self._key.public_key()
        self._turn = Condition()
        self._waiting: dict[str, _Wanted] = {}
        self._written: dict[str, int] = {}
        self._busy = False

    def renew(self, growth: Growth, at: datetime) -> None:
        """Write a head that was committed; returns once it, or a newer one, is on the disk.

        Whoever comes while another thread writes waits, and one of those who wait writes the newest
        for all of them. Where it cannot be written the log says so and care goes on: what was
        committed stays, and is reported as not anchored until a later head can be written.
        """
        wanted = _Wanted(growth, at)
        with self._turn:
            self._want(wanted)
            while self._busy and not self._reached(growth.head):
                self._turn.wait()
            if self._reached(growth.head):
                return
            # Whoever wrote for us may have failed: what we want is wanted still.
            self._want(wanted)
            self._busy = True
            taken, self._waiting = self._waiting, {}
        written: dict[str, int] = {}
        try:
            for practice_id, one in taken.items():
                if self._try(one):
                    written[practice_id] = one.growth.head.seq
        finally:
            with self._turn:
                for practice_id, seq in written.items():
                    self._written[practice_id] = max(seq, self._written.get(practice_id, -1))
                self._busy = False
                self._turn.notify_all()

    def find(self, practice_id: str) -> SignedHead | None:
        """The signed head of a practice, None when there is none.

        Raises HeadBroken when the file does not hold what we signed.
        """
        path = self._path(practice_id)
        # Windows replaces no file that somebody reads. Elsewhere whoever checks need not write.
        with holding(path.with_suffix(".lock")) if os.name == "nt" else nullcontext():
            return self.read(path, practice_id)

    def read(self, path: Path, practice_id: str) -> SignedHead | None:
        """The same from any file, such as a copy that was kept elsewhere."""
        try:
            with path.open("rb") as file:
                text = file.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HeadBroken(f"{path} cannot be read") from error
        try:
            if len(text) > _MOST_BYTES:
                raise ValueError("longer than any head")
            return _parse(json.loads(text), practice_id, self._public)
        except _NOT_OURS:
            raise HeadBroken(f"{path} does not hold what this installation signed") from None

    def practices(self) -> tuple[str, ...]:
        """The practices that have a head, or had one that was kept aside."""
        names = {path.name.partition(".json")[0] for path in self._folder.glob("*.json*")}
        return tuple(sorted(names))

    def kept_aside(self, practice_id: str) -> tuple[Path, ...]:
        """The heads that a later one does not certainly follow, the oldest first.

        An empty file stands for a head that was missing although there had to be one.
        """
        beginning = self._path(practice_id).name
        numbered = [
            (int(path.suffix[1:]), path)
            for path in self._folder.glob(f"{beginning}.*")
            if path.suffix[1:].isdecimal()
        ]
        return tuple(path for _, path in sorted(numbered))

    def _path(self, practice_id: str) -> Path:
        if not practice_id or not all(mark.isalnum() or mark == "-" for mark in practice_id):
            raise ValueError("a practice's id has letters, digits and hyphens alone")
        return self._folder / f"{practice_id}.json"

    def _want(self, wanted: "_Wanted") -> None:
        head = wanted.growth.head
        waiting = self._waiting.get(head.practice_id)
        if waiting is None or waiting.growth.head.seq < head.seq:
            self._waiting[head.practice_id] = wanted

    def _reached(self, head: ChainHead) -> bool:
        return self._written.get(head.practice_id, -1) >= head.seq

    def _try(self, wanted: "_Wanted") -> bool:
        head = wanted.growth.head
        try:
            self._write(wanted)
        except OSError as error:
            logger.error(  # noqa: TRY400 - the system's reason says it all, and its trace nothing
                "audit head of practice %s at entry %d was not written: %s",
                head.practice_id,
                head.seq,
                error.strerror,
            )
            return False
        return True

    def _write(self, wanted: "_Wanted") -> None:
        growth = wanted.growth
        path = self._path(growth.head.practice_id)
        with holding(path.with_suffix(".lock")):
            if not self._give_way(path, growth):
                return
            text = json.dumps(_told(SignedHead(growth.head, wanted.at), self._key), indent=1)
            _replace(path, text)

    def _give_way(self, path: Path, growth: Growth) -> bool:
        """Whether a new head is to take the place of what is there, which may be kept aside."""
        try:
            present = self.read(path, growth.head.practice_id)
        except HeadBroken:
            self._put_aside(path, "damaged")
            return True
        if present is None:
            if growth.goes_back:
                self._put_aside(path, "missing")
            return True
        if present.head == growth.head or present.head.seq > growth.head.seq:
            # Another process may have committed later and written sooner.
            return False
        if not growth.follows(present.head):
            self._put_aside(path, "not known to be followed")
        return True

    def _put_aside(self, path: Path, why: str) -> None:
        kept = self.kept_aside(path.stem)
        number = int(kept[-1].suffix[1:]) + 1 if kept else 1
        aside = path.with_name(f"{path.name}.{number}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            aside.touch(mode=0o600)
        logger.error("audit head of practice %s was %s: see %s", path.stem, why, aside.name)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A head that is to be signed; `at` is the instant of the newest entry, in UTC."""

    growth: Growth
    at: datetime


def _open_key(path: Path) -> Ed25519PrivateKey:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        seed = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
        write_once(path, json.dumps({"version": _VERSION, "ed25519": seed}, indent=1))
    try:
        stored = json.loads(path.read_text(encoding="ascii"))
        return Ed25519PrivateKey.from_private_bytes(
            base64.b64decode(stored["ed25519"], validate=True)
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise KeysUnusable(
            f"The key that signs the audit, {path}, cannot be used.",
            "It does not hold what a key file holds.",
            f"Put back the copy of {path} that was kept with the backup.",
        ) from None


def _signed_text(signed: SignedHead) -> bytes:
    head = signed.head
    parts = ("gpsupport-audit-head", head.practice_id, str(head.seq), head.hash)
    return "|".join((*parts, signed.at.isoformat())).encode()


def _told(signed: SignedHead, key: Ed25519PrivateKey) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "practice": signed.head.practice_id,
        "seq": signed.head.seq,
        "hash": signed.head.hash,
        "at": signed.at.isoformat(),
        "signature": base64.b64encode(key.sign(_signed_text(signed))).decode("ascii"),
    }


_NOT_OURS = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    InvalidSignature,
)


def _parse(told: Any, practice_id: str, public: Ed25519PublicKey) -> SignedHead:
    head = ChainHead(str(told["practice"]), int(told["seq"]), str(told["hash"]))
    signed = SignedHead(head, datetime.fromisoformat(told["at"]))
    public.verify(base64.b64decode(told["signature"], validate=True), _signed_text(signed))
    if head.practice_id != practice_id or told["version"] != _VERSION:
        raise ValueError("another practice's head")
    return signed


def _replace(path: Path, text: str) -> None:
    """Put a file in the place of another, whole or not at all; whoever calls holds the lock."""
    made = path.with_suffix(".new")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
    sync_folder(path.parent)
