"""From a secret in someone's head or on paper to the key that unwraps the store's key.

Passwords go through Argon2id, made as slow as this computer allows within a second; the recovery
code has 120 random bits and needs no slowness. What a keyring asks for is checked before any work:
too little would help a thief, too much would stop the office.
"""

from __future__ import annotations

import math
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEK_BYTES = 32
SALT_BYTES = 16
TARGET_SECONDS = 0.5
_RECOVERY_CONTEXT = b"chartpost/recovery-kek/v1"

MIN_MEMORY_KIB, MAX_MEMORY_KIB = 46 * 1024, 1024 * 1024
MAX_PASSES = 20
MAX_LANES = 16


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """Memory in KiB, passes over it, parallel lanes."""

    m_kib: int
    t: int
    p: int

    @property
    def acceptable(self) -> bool:
        """Whether a keyring may ask for this."""
        return (
            MIN_MEMORY_KIB <= self.m_kib <= MAX_MEMORY_KIB
            and 1 <= self.t <= MAX_PASSES
            and 1 <= self.p <= MAX_LANES
        )


# RFC 9106, second recommended option.
STANDARD_COST = Argon2Cost(65536, 3, 4)


def password_kek(password: str, salt: bytes, cost: Argon2Cost) -> bytes:
    """The key a password gives; composed and decomposed spellings give the same one.

    Raises:
        ValueError: the cost is out of bounds.
    """
    if not cost.acceptable:
        raise ValueError("the cost is out of bounds")
    secret = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    derivation = Argon2id(
        salt=salt, length=KEK_BYTES, iterations=cost.t, lanes=cost.p, memory_cost=cost.m_kib
    )
    return derivation.derive(secret)


def recovery_kek(body: str, salt: bytes) -> bytes:
    """The key the body of a recovery code gives."""
    derivation = HKDF(hashes.SHA256(), KEK_BYTES, salt, _RECOVERY_CONTEXT)
    return derivation.derive(body.encode("ascii"))


def calibrated_cost(timer: Callable[[], float] = time.perf_counter) -> Argon2Cost:
    """The standard cost with as many passes as take about half a second here; never fewer."""
    start = timer()
    password_kek("calibration only", bytes(SALT_BYTES), STANDARD_COST)
    per_pass = max(timer() - start, 0.001) / STANDARD_COST.t
    passes = min(MAX_PASSES, max(STANDARD_COST.t, math.ceil(TARGET_SECONDS / per_pass)))
    return Argon2Cost(STANDARD_COST.m_kib, passes, STANDARD_COST.p)
