"""The key with which this installation proves to an identity provider who it is.

It lies in keys/openid.json of the data folder as a JWK set, for its owner alone. The provider is
given the public part, once by hand or from our own address for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from gpsupport.sealing.keys import KeysUnusable, write_once

# What a key may sign with: RS512 is what we make, as other NHS services use with CIS2.
ALGORITHMS = ("RS512", "PS512", "RS256", "PS256", "ES256", "ES384")
ALGORITHM = "RS512"
BITS = 4096


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A signing key with its id and algorithm."""

    id: str
    algorithm: str
    key: RSAKey | ECKey = field(repr=False)

    def public(self) -> dict[str, Any]:
        """The public JWK set to register with the provider."""
        shown = self.key.as_dict(private=False)
        return {"keys": [{**shown, "kid": self.id, "alg": self.algorithm, "use": "sig"}]}


def key_path(data_dir: Path) -> Path:
    """Where the key of an installation lies."""
    return data_dir / "keys" / "openid.json"


def find_client_key(data_dir: Path) -> ClientKey | None:
    """The kept key, or None when there is none. Raises KeysUnusable when the file is damaged."""
    path = key_path(data_dir)
    try:
        return _parse(json.loads(path.read_text(encoding="ascii")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, IndexError, JoseError):
        # The message of the original error could repeat a part of the key.
        raise KeysUnusable(
            f"The key for the identity provider in {path} cannot be used.",
            "It does not hold one private JWK with kid and alg.",
            f"Put back a copy of {path}, or move it away, type: gpsupport openid key, and register "
            "the new public key with the provider.",
        ) from None


def require_client_key(data_dir: Path) -> ClientKey:
    """The kept key. Raises KeysUnusable also when there is none."""
    found = find_client_key(data_dir)
    if found is None:
        raise KeysUnusable(
            "There is no key for the identity provider yet.",
            f"{key_path(data_dir)} does not exist.",
            "Type: gpsupport openid key, and register what it prints with the provider.",
        )
    return found


def make_client_key(data_dir: Path, bits: int = BITS) -> ClientKey:
    """Make the key file if there is none, and return what it holds. Raises KeysUnusable."""
    path = key_path(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        key = RSAKey.generate_key(bits)
        kept = {**key.as_dict(private=True), "kid": key.thumbprint(), "alg": ALGORITHM}
        write_once(path, json.dumps({"keys": [{**kept, "use": "sig"}]}, indent=1))
    return require_client_key(data_dir)


def _parse(stored: Any) -> ClientKey:
    (kept,) = stored["keys"]
    key = JWKRegistry.import_key(kept)
    algorithm = str(kept["alg"])
    if not isinstance(key, RSAKey | ECKey) or not key.is_private or algorithm not in ALGORITHMS:
        raise ValueError("kind of key")
    return ClientKey(str(kept["kid"]), algorithm, key)
