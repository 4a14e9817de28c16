"""Encrypts fields so that a stolen database file, write-ahead log or backup tells nothing."""

from gpsupport.sealing.heads import HeadBroken, Heads, SignedHead
from gpsupport.sealing.keys import (
    KeysUnusable,
    SealingKeys,
    add_key,
    drop_keys,
    find_keys,
    make_keys,
)
from gpsupport.sealing.sealer import SealBroken, Sealer

__all__ = [
    "HeadBroken",
    "Heads",
    "KeysUnusable",
    "SealBroken",
    "Sealer",
    "SealingKeys",
    "SignedHead",
    "add_key",
    "drop_keys",
    "find_keys",
    "make_keys",
]
