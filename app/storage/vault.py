"""The ways into an open store: who has a password, and the recovery code.

The promise: every change is one atomic replacement of the keyring file, followed by a copy kept
inside the database; there is always a recovery slot and at least one password; what two threads
change at one moment is both kept. Methods derive keys for about half a second and must be called
outside a transaction.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.domain.audit_chain import Anchor
from app.domain.errors import Problem
from app.storage.key_derivation import Argon2Cost, calibrated_cost
from app.storage.key_slots import (
    Slot,
    WrongPassword,
    open_slot,
    password_slot,
    recovery_slot,
)
from app.storage.keyring import Keyring, encode_keyring, save_keyring
from app.storage.root_keys import RootKeys
from app.storage.staff import tidy_login

AfterSave = Callable[[bytes], None]


def new_keyring() -> Keyring:
    """The ring of a new practice, still without slots."""
    return Keyring(secrets.token_hex(16))


class Vault:
    """The keyring of an open store together with its live root keys."""

    def __init__(
        self, path: Path, ring: Keyring, keys: RootKeys, cost: Argon2Cost | None = None
    ) -> None:
        self._path = path
        self._ring = ring
        self._keys = keys
        self._cost = cost
        self._turn = threading.Lock()
        self.after_save: AfterSave | None = None

    @property
    def ring(self) -> Keyring:
        """The keyring as it was last saved."""
        return self._ring

    @property
    def content(self) -> bytes:
        """The keyring as a file's content, for the copy in the database and in backups."""
        return encode_keyring(self._ring)

    def set_password(self, *, user: int, login: str, password: str) -> None:
        """Give a staff member a password, replacing any before; for setup and administrators."""
        slot = password_slot(
            self._ring.vault,
            user=user,
            login=tidy_login(login),
            password=password,
            keys=self._keys,
            cost=self._chosen_cost(),
        )
        self._change(lambda ring: ring.with_slot(slot))

    def change_password(self, *, user: int, old: str, new: str) -> None:
        """Let a person change their own password.

        Raises:
            WrongPassword: the old one is not right.
        """
        slot = self._checked_slot(user, old)
        self.set_password(user=user, login=slot.login, password=new)

    def check_password(self, *, user: int, password: str) -> None:
        """Ask for the password again before a sensitive action.

        Raises:
            WrongPassword: it is not right.
        """
        self._checked_slot(user, password)

    def remove(self, user: int) -> None:
        """Take a person's way in away.

        Raises:
            Problem: ``last-password`` when nobody else could sign in any more.
        """
        self._change(lambda ring: _without(ring, user))

    def set_recovery(self, body: str) -> None:
        """Put a new recovery code in place of the old one, which stops working."""
        slot = recovery_slot(self._ring.vault, body=body, keys=self._keys)
        self._change(lambda ring: ring.with_slot(slot))

    def note_anchor(self, anchor: Anchor, *, restored_at: str | None = None) -> None:
        """Write down the audit trail's head outside the database."""

        def noted(ring: Keyring) -> Keyring:
            mark = ring.restored_at if restored_at is None else restored_at
            return replace(ring, anchor=anchor, restored_at=mark)

        self._change(noted, keep_copy=False)

    def save_again(self) -> None:
        """Write the file anew, after its previous version or the database's copy had to serve."""
        self._change(lambda ring: ring, keep_copy=False)

    def _checked_slot(self, user: int, password: str) -> Slot:
        slot = self._ring.for_user(user)
        if slot is None:
            raise WrongPassword
        open_slot(self._ring.vault, slot, password).wipe()
        return slot

    def _chosen_cost(self) -> Argon2Cost:
        if self._cost is None:
            self._cost = calibrated_cost()
        return self._cost

    def _change(self, change: Callable[[Keyring], Keyring], *, keep_copy: bool = True) -> None:
        with self._turn:
            ring = change(self._ring)
            save_keyring(self._path, ring)
            self._ring = ring
        # Outside the turn: it waits for the writer, who may be waiting for this one.
        if keep_copy and self.after_save is not None:
            self.after_save(self.content)


def _without(ring: Keyring, user: int) -> Keyring:
    left = ring.without_user(user)
    if not any(slot.user is not None for slot in left.slots):
        raise Problem(
            "last-password",
            "This is the only account that can sign in.",
            next_step="Add another administrator first.",
        )
    return left
