"""Encrypts fields so that a stolen database file, write-ahead log or backup tells nothing."""

from gpsupport.sealing.keys import KeysUnusable, SealingKeys, find_keys, make_keys
from gpsupport.sealing.sealer import SealBroken, Sealer

__all__ = ["KeysUnusable", "SealBroken", "Sealer", "SealingKeys", "find_keys", "make_keys"]
