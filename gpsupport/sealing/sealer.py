"""Seals and unseals single fields, each bound to the place where it is stored."""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from gpsupport.domain.people import NhsNumber
from gpsupport.sealing.keys import (
    KEY_ID_BYTES,
    KeysUnusable,
    SealingKeys,
    find_keys,
    keys_path,
    stamp_of,
)

_VERSION = b"\x01"
_NONCE_BYTES = 12
_HEAD_BYTES = len(_VERSION) + KEY_ID_BYTES


class SealBroken(Exception):
    """A sealed value was changed, moved to another place, or sealed with a key we do not have."""


class _Ring:
    """Every key made ready: setting a cipher up costs more than using it."""

    def __init__(self, keys: SealingKeys) -> None:
        self.keys = keys
        self.ciphers = {bytes.fromhex(name): AESGCMSIV(key) for name, key in keys.seal.items()}
        self.current = self.ciphers[bytes.fromhex(keys.current)]
        self.head = _VERSION + bytes.fromhex(keys.current)


class Sealer:
    """Encrypts with AES-256-GCM-SIV. A blob is version (1 byte), key id (4), nonce (12), text, tag.

    The associated data is table|column|row|practice, so a blob copied to another patient's row
    does not open there. GCM-SIV because a repeated nonce then costs little. Threads may share it.
    """

    def __init__(self, keys: SealingKeys, kept_in: Path | None = None) -> None:
        """Seal with these keys, and with what becomes of them in the data folder's key file.

        Its changes are noticed before anything is sealed and where a key is missing, so that a
        server goes on through a rotation.
        """
        self._kept_in = kept_in
        self._file = str(keys_path(kept_in)) if kept_in is not None else ""
        # The ring with the stamp of the file that it was read from, always replaced together. No
        # stamp yet: the file may have changed since these keys were read.
        self._held: tuple[tuple[int, int] | None, _Ring] = (None, _Ring(keys))
        self._blind = hmac.new(keys.blind, digestmod=hashlib.sha256)

    @property
    def key_id(self) -> str:
        """The key that seals now, as eight hex digits."""
        return self._newest().keys.current

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Every key that is here."""
        return tuple(self._newest().keys.seal)

    def knows(self, key_id: str) -> bool:
        """Whether this installation holds the key of that id (eight hex digits)."""
        return key_id in self._newest().keys.seal

    def seal(self, plain: bytes, table: str, column: str, row_id: str, practice_id: str) -> bytes:
        """Encrypt one field for the place where it will be stored. Raises KeysUnusable."""
        ring = self._newest()
        nonce = os.urandom(_NONCE_BYTES)
        place = _place(table, column, row_id, practice_id)
        return ring.head + nonce + ring.current.encrypt(nonce, plain, place)

    def unseal(self, blob: bytes, table: str, column: str, row_id: str, practice_id: str) -> bytes:
        """Decrypt one field. Raises SealBroken unless it is whole and in its own place."""
        cipher = self._cipher(blob)
        if cipher is None:
            raise SealBroken(f"{table}.{column}: sealed with a key that is not here")
        nonce, text = (
            blob[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES],
            blob[_HEAD_BYTES + _NONCE_BYTES :],
        )
        try:
            return cipher.decrypt(nonce, text, _place(table, column, row_id, practice_id))
        except (InvalidTag, ValueError):
            raise SealBroken(f"{table}.{column}: changed or moved since it was sealed") from None

    def _cipher(self, blob: bytes) -> AESGCMSIV | None:
        if blob[:1] != _VERSION:
            return None
        name = blob[1:_HEAD_BYTES]
        return self._held[1].ciphers.get(name) or self._newest().ciphers.get(name)

    def _newest(self) -> _Ring:
        """The keys as they stand in the file now; a file that went away changes nothing."""
        seen, ring = self._held
        if self._kept_in is None:
            return ring
        stamp = stamp_of(self._file)
        if stamp is None or stamp == seen:
            return ring
        keys = find_keys(self._kept_in)
        if keys is None:
            return ring
        if keys.blind != ring.keys.blind:
            raise KeysUnusable(
                "The sealing keys were changed for those of another database.",
                f"{self._file} is not the one that was opened.",
                "Put back the key file that was kept with the backup.",
            )
        ring = _Ring(keys)
        self._held = (stamp, ring)
        return ring

    def blind(self, nhs_number: NhsNumber | str, practice_id: str) -> str:
        """The keyed hash under which a number is found; another practice's differs (64 hex)."""
        number = nhs_number if isinstance(nhs_number, NhsNumber) else NhsNumber(nhs_number)
        return self.keyed("nhs-number", number.value, practice_id)

    def fingerprint(self, digest: str, practice_id: str) -> str:
        """The keyed hash of a content's digest: a bare digest would confirm a guessed content."""
        return self.keyed("content", digest, practice_id)

    def keyed(self, purpose: str, value: str, practice_id: str) -> str:
        """The keyed hash of a value that is only compared; that of another purpose differs."""
        keyed = self._blind.copy()
        keyed.update(f"{purpose}|{practice_id}|{value}".encode())
        return keyed.hexdigest()


def _place(table: str, column: str, row_id: str, practice_id: str) -> bytes:
    return f"{table}|{column}|{row_id}|{practice_id}".encode()
