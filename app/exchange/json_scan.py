"""Measures JSON before it is parsed: how deep it nests, and how many values it holds.

The promise: deep nesting and millions of tiny values are found from the bytes, a piece at a time,
so that the parser never runs out of stack or memory on a hostile file.
"""

from __future__ import annotations

from itertools import accumulate

_KEPT = b'"[]{},'
_DROPPED = bytes(set(range(256)) - set(_KEPT))
_COMMA = ord(",")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1, _COMMA: 0}


class JsonScan:
    """Fed with the bytes of one JSON text in order; keeps the deepest level and the value count."""

    def __init__(self) -> None:
        self.deepest = 0
        self.values = 0
        self._depth = 0
        self._in_string = False
        self._carry = b""

    def feed(self, piece: bytes) -> None:
        """Look at the next piece, which may begin and end anywhere."""
        data = self._carry + piece
        trailing = len(data) - len(data.rstrip(b"\\"))
        self._carry = b"\\" if trailing % 2 else b""
        if self._carry:
            data = data[:-1]
        marks = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _DROPPED)
        parts = marks.split(b'"')
        outside = b"".join(parts[1::2] if self._in_string else parts[0::2])
        self._in_string ^= len(parts) % 2 == 0
        self._count(outside)

    def _count(self, marks: bytes) -> None:
        self.values += marks.count(b",") + marks.count(b"[") + marks.count(b"{")
        levels = list(accumulate(map(_STEPS.__getitem__, marks), initial=self._depth))
        self._depth = levels[-1]
        levels.append(self.deepest)
        self.deepest = max(levels)
