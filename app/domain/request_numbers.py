"""Request numbers: random and opaque, such as ``7F3K-9QXA``, safe on an envelope or a label.

The promise: nothing can be read from a number, neither order nor patient (hipaa.md 11.6).
"""

from __future__ import annotations

from collections.abc import Callable

from app.domain.recovery_code import ALPHABET

LENGTH = 8

Draw = Callable[[int], int]
"""Gives a random whole number below the one it is handed; ``secrets.randbelow`` does."""


def new_request_number(draw: Draw) -> str:
    """A fresh number; the caller makes sure that it is not taken."""
    letters = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"
