"""Seals and unseals single fields, each bound to the place where it is stored."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from gpsupport.domain.people import NhsNumber
from gpsupport.sealing.keys import KEY_ID_BYTES, SealingKeys

_VERSION = b"\x01"
_NONCE_BYTES = 12
_HEAD_BYTES = len(_VERSION) + KEY_ID_BYTES


class SealBroken(Exception):
    """A sealed value was changed, moved to another place, or sealed with a key we do not have."""


class Sealer:
    """Encrypts with AES-256-GCM-SIV. A blob is version (1 byte), key id (4), nonce (12), text, tag.

    The associated data is table|column|row|practice, so a blob copied to another patient's row
    does not open there. GCM-SIV because a repeated nonce then costs little.
    """

    def __init__(self, keys: SealingKeys) -> None:
        """Prepare every key once: setting a cipher up costs more than using it."""
        self._head = _VERSION + bytes.fromhex(keys.current)
        self._ciphers = {bytes.fromhex(name): AESGCMSIV(key) for name, key in keys.seal.items()}
        self._current = self._ciphers[bytes.fromhex(keys.current)]
        self._blind = hmac.new(keys.blind, digestmod=hashlib.sha256)
        self.key_id = keys.current

    def knows(self, key_id: str) -> bool:
        """Whether this installation holds the key of that id (eight hex digits)."""
        try:
            return bytes.fromhex(key_id) in self._ciphers
        except ValueError:
            return False

    def seal(self, plain: bytes, table: str, column: str, row_id: str, practice_id: str) -> bytes:
        """Encrypt one field for the place where it will be stored."""
        nonce = os.urandom(_NONCE_BYTES)
        place = _place(table, column, row_id, practice_id)
        return self._head + nonce + self._current.encrypt(nonce, plain, place)

    def unseal(self, blob: bytes, table: str, column: str, row_id: str, practice_id: str) -> bytes:
        """Decrypt one field. Raises SealBroken unless it is whole and in its own place."""
        cipher = self._ciphers.get(blob[1:_HEAD_BYTES]) if blob[:1] == _VERSION else None
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

    def blind(self, nhs_number: NhsNumber | str, practice_id: str) -> str:
        """The keyed hash under which a number is found; another practice's differs (64 hex)."""
        number = nhs_number if isinstance(nhs_number, NhsNumber) else NhsNumber(nhs_number)
        return self._keyed("nhs-number", number.value, practice_id)

    def fingerprint(self, digest: str, practice_id: str) -> str:
        """The keyed hash of a content's digest: a bare digest would confirm a guessed content."""
        return self._keyed("content", digest, practice_id)

    def _keyed(self, purpose: str, value: str, practice_id: str) -> str:
        keyed = self._blind.copy()
        keyed.update(f"{purpose}|{practice_id}|{value}".encode())
        return keyed.hexdigest()


def _place(table: str, column: str, row_id: str, practice_id: str) -> bytes:
    return f"{table}|{column}|{row_id}|{practice_id}".encode()
