"""The recovery code: a printed secret that opens the store when every password is lost.

The promise: 120 random bits, written in seven groups of four characters that a tired person can
type back. Case, spaces and hyphens do not matter, O is read as 0, I and L as 1, and four check
characters tell a slip of the hand before any key is derived.
"""

from __future__ import annotations

import hashlib
import secrets

# Crockford's base 32: no I, L, O or U, so nothing can be mistaken for a digit or read as a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 15
BODY_LENGTH = 24
CHECK_LENGTH = 4
GROUP_LENGTH = 4

_LOOKALIKES = str.maketrans("OIL", "011")
_CHECK_CONTEXT = b"chartpost/recovery-check/v1"


def new_recovery_body() -> str:
    """A fresh secret of 24 characters; hand it to ``format_recovery_code`` to print it."""
    return encode_base32(secrets.token_bytes(RANDOM_BYTES), BODY_LENGTH)


def format_recovery_code(body: str) -> str:
    """The body with its check characters, in groups of four."""
    return grouped(body + _check_characters(body))


def parse_recovery_code(typed: str) -> str | None:
    """The body of a typed code, or None when it cannot be a recovery code."""
    text = normalise_base32(typed)
    if len(text) != BODY_LENGTH + CHECK_LENGTH or any(letter not in ALPHABET for letter in text):
        return None
    body, check = text[:BODY_LENGTH], text[BODY_LENGTH:]
    return body if check == _check_characters(body) else None


def normalise_base32(typed: str) -> str:
    """Upper case, separators dropped, look-alike letters mapped to their digits."""
    kept = "".join(letter for letter in typed if not (letter.isspace() or letter in "-–—_."))
    return kept.upper().translate(_LOOKALIKES)


def encode_base32(data: bytes, length: int) -> str:
    """The leading ``length`` characters' worth of bits of ``data`` in the alphabet."""
    number = int.from_bytes(data, "big") >> (len(data) * 8 - length * 5)
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(length)))


def grouped(text: str) -> str:
    """The text in groups of four, joined by hyphens."""
    return "-".join(text[at : at + GROUP_LENGTH] for at in range(0, len(text), GROUP_LENGTH))


def _check_characters(body: str) -> str:
    digest = hashlib.sha256(_CHECK_CONTEXT + body.encode("ascii")).digest()
    return encode_base32(digest, CHECK_LENGTH)
