"""A slot holds the store's root keys, wrapped for one secret.

The promise: only that secret opens it, and only unchanged: vault, slot, person, sign-in name, salt
and cost are authenticated with the wrapped keys, so a slot that was copied, renamed or weakened
does not open. All of that looks the same from outside: a wrong secret.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.audit_chain import canonical
from app.domain.errors import Problem
from app.storage.key_derivation import SALT_BYTES, Argon2Cost, password_kek, recovery_kek
from app.storage.root_keys import RootKeys

PASSWORD, RECOVERY = "password", "recovery"
NONCE_BYTES = 12
_RECOVERY_KDF = {"name": "hkdf-sha256"}
_FIELDS = frozenset({"id", "kind", "user", "login", "salt", "kdf", "wrapped"})


class WrongPassword(Problem):
    """The one answer to every failed sign-in, whatever the cause."""

    def __init__(
        self,
        happened: str = "The sign-in name or password is not right.",
        next_step: str = (
            "Check Caps Lock and try again. The recovery code opens the store as well."
        ),
    ) -> None:
        super().__init__(
            "wrong-password", happened, unharmed="Nothing was changed.", next_step=next_step
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in. Kinds this version does not know are kept as they are and never opened."""

    id: str
    kind: str
    user: int | None
    login: str = field(repr=False)
    salt: bytes = field(repr=False)
    kdf: Mapping[str, Any] = field(repr=False)
    wrapped: bytes = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """The form in the keyring file."""
        return {**self._header(), "wrapped": _text(self.wrapped)}

    def authenticated(self, vault: str) -> bytes:
        """What the wrapping vouches for besides the keys."""
        return canonical({"vault": vault, **self._header()})

    def _header(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "user": self.user,
            "login": self.login,
            "salt": _text(self.salt),
            "kdf": dict(self.kdf),
        }


def slot_from_json(raw: object) -> Slot:
    """Read one slot; bounds of its cost are checked when it is opened.

    Raises:
        ValueError: it has not the form of a slot.
    """
    if not isinstance(raw, dict) or set(raw) != _FIELDS or not isinstance(raw["kdf"], dict):
        raise ValueError("not a slot")
    texts = (raw["id"], raw["kind"], raw["login"], raw["salt"], raw["wrapped"])
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("not a slot")
    if raw["user"] is not None and type(raw["user"]) is not int:
        raise ValueError("not a slot")
    if not all(type(part) in (int, str) for part in raw["kdf"].values()):
        raise ValueError("not a slot")
    return Slot(
        id=raw["id"],
        kind=raw["kind"],
        user=raw["user"],
        login=raw["login"],
        salt=_data(raw["salt"]),
        kdf=raw["kdf"],
        wrapped=_data(raw["wrapped"]),
    )


def password_slot(
    vault: str, *, user: int, login: str, password: str, keys: RootKeys, cost: Argon2Cost
) -> Slot:
    """A slot for one staff member; every new password gets a new salt."""
    salt = secrets.token_bytes(SALT_BYTES)
    kdf = {"name": "argon2id", "m_kib": cost.m_kib, "t": cost.t, "p": cost.p}
    empty = Slot(secrets.token_hex(8), PASSWORD, user, login, salt, kdf, b"")
    return _wrapped(vault, empty, password_kek(password, salt, cost), keys)


def recovery_slot(vault: str, *, body: str, keys: RootKeys) -> Slot:
    """The slot for the printed code."""
    salt = secrets.token_bytes(SALT_BYTES)
    empty = Slot(secrets.token_hex(8), RECOVERY, None, RECOVERY, salt, _RECOVERY_KDF, b"")
    return _wrapped(vault, empty, recovery_kek(body, salt), keys)


def open_slot(vault: str, slot: Slot, secret: str) -> RootKeys:
    """The root keys, if the secret fits and nothing was tampered with.

    Raises:
        WrongPassword: in every other case.
    """
    try:
        kek = _kek(slot, secret)
        nonce, sealed = slot.wrapped[:NONCE_BYTES], slot.wrapped[NONCE_BYTES:]
        plain = AESGCM(kek).decrypt(nonce, sealed, slot.authenticated(vault))
    except (InvalidTag, ValueError):
        raise WrongPassword from None
    return RootKeys({int(number): bytes.fromhex(key) for number, key in json.loads(plain).items()})


def cost_of(kdf: Mapping[str, Any]) -> Argon2Cost:
    """The cost a password slot names.

    Raises:
        ValueError: it names none, or one out of bounds.
    """
    if set(kdf) != {"name", "m_kib", "t", "p"} or kdf["name"] != "argon2id":
        raise ValueError("not an Argon2id cost")
    numbers = (kdf["m_kib"], kdf["t"], kdf["p"])
    if not all(type(number) is int for number in numbers):
        raise ValueError("not an Argon2id cost")
    cost = Argon2Cost(*numbers)
    if not cost.acceptable:
        raise ValueError("the cost is out of bounds")
    return cost


def _kek(slot: Slot, secret: str) -> bytes:
    if slot.kind == PASSWORD:
        return password_kek(secret, slot.salt, cost_of(slot.kdf))
    if slot.kind == RECOVERY and slot.kdf == _RECOVERY_KDF:
        return recovery_kek(secret, slot.salt)
    raise ValueError("this kind of slot needs a newer program")


def _wrapped(vault: str, slot: Slot, kek: bytes, keys: RootKeys) -> Slot:
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = canonical(keys.as_hex())
    sealed = AESGCM(kek).encrypt(nonce, plain, slot.authenticated(vault))
    return replace(slot, wrapped=nonce + sealed)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _data(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
