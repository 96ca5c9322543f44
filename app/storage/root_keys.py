"""The practice's root keys while the store is unlocked: in memory only, overwritten at lock.

Everything that holds a key holds this object, so there is one place to wipe.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

KEY_BYTES = 32
_HEX = b"0123456789abcdef"


class RootKeys:
    """Raw 256-bit keys by generation; the newest one encrypts the store."""

    def __init__(self, generations: Mapping[int, bytes | bytearray]) -> None:
        if not generations:
            raise ValueError("a store has at least one root key")
        for key in generations.values():
            # SQLCipher takes a raw key of another length for a passphrase without a word.
            if len(key) != KEY_BYTES:
                raise ValueError("a root key has 32 bytes")
        self._keys = {number: bytearray(key) for number, key in generations.items()}

    @classmethod
    def new(cls) -> RootKeys:
        """A fresh first generation."""
        return cls({1: secrets.token_bytes(KEY_BYTES)})

    def __repr__(self) -> str:
        return f"RootKeys(generations={sorted(self._keys)})"

    @property
    def newest_first(self) -> list[int]:
        """Generation numbers in the order in which a store is tried."""
        return sorted(self._keys, reverse=True)

    def with_next(self) -> RootKeys:
        """An independent copy with one more generation, the newest."""
        number = self.newest_first[0] + 1
        return RootKeys({**self._keys, number: secrets.token_bytes(KEY_BYTES)})

    def only(self, generation: int) -> RootKeys:
        """An independent copy of one generation."""
        return RootKeys({generation: self._keys[generation]})

    def copy(self) -> RootKeys:
        """An independent copy, to be wiped by its own holder."""
        return RootKeys(self._keys)

    def as_hex(self) -> dict[str, str]:
        """The plain form that goes into a wrapped slot and nowhere else."""
        return {str(number): key.hex() for number, key in self._keys.items()}

    @contextmanager
    def raw(self, generation: int) -> Iterator[bytearray]:
        """The key as SQLCipher takes it, in a buffer that is overwritten right after."""
        buffer = bytearray(b"x'")
        for byte in self._keys[generation]:
            buffer.append(_HEX[byte >> 4])
            buffer.append(_HEX[byte & 15])
        buffer += b"'"
        try:
            yield buffer
        finally:
            _overwrite(buffer)

    def wipe(self) -> None:
        """Overwrite every key; the object is useless afterwards."""
        for key in self._keys.values():
            _overwrite(key)
        self._keys.clear()


def _overwrite(buffer: bytearray) -> None:
    for at in range(len(buffer)):
        buffer[at] = 0
