"""Encrypts a closed store anew under a key that nobody who left can have.

The promise: at every moment the database opens with exactly one generation of keys and the keyring
holds that one for the administrator and for the printed code; a kill at any moment loses nothing. A
way in whose secret is not known here cannot be kept: those people get a new password.

Order: keyring with both generations, copy under the new key, full check of the copy, passwords of
the others, swap, keyring with the new generation alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlcipher3 import dbapi2

from app.domain.audit_chain import Anchor, AuditEvent
from app.domain.errors import Problem
from app.domain.staff import Actor
from app.storage.backup_shelf import refuse_full_disk
from app.storage.connecting import connect
from app.storage.engines import single_connection
from app.storage.faults import StoreDamaged, files_told_plainly, told_plainly
from app.storage.integrity import Step, check_file
from app.storage.key_derivation import Argon2Cost
from app.storage.key_slots import Slot, password_slot, recovery_slot
from app.storage.keyring import Keyring, encode_keyring, load_keyring, save_keyring
from app.storage.restore import STAGED
from app.storage.root_keys import RootKeys
from app.storage.unit import Unit
from app.system.clock import Clock
from app.system.instance_lock import InstanceLock
from app.system.paths import DATABASE_NAME, DataFolder
from app.system.private_files import FILE_MODE, make_private_folder, sync_file, sync_folder


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who can open the store afterwards, and with what."""

    user: int
    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RotationPlan:
    """Whose ways in there are afterwards.

    Attributes:
        keeper: the acting administrator, who keeps the password.
        others: everyone else with an account, each with a password that works once.
        recovery_body: the new code, which was typed back from its sheet.
        actor: whom the trail names.
    """

    keeper: Holder
    others: Sequence[Holder]
    recovery_body: str = field(repr=False)
    actor: Actor = field(repr=False)
    cost: Argon2Cost


class KeyRotation:
    """One change of keys; the caller has made a verified backup and closed the store."""

    def __init__(
        self, folder: DataFolder, keys: RootKeys, clock: Clock, step: Step = lambda _name: None
    ) -> None:
        """``keys`` stay the caller's to wipe; ``step`` may raise to cancel until the swap."""
        self._folder, self._keys, self._clock, self._step = folder, keys, clock, step
        self._both = keys.with_next()
        self._newest = self._both.only(self._both.newest_first[0])
        self._staged = folder.root / STAGED

    def run(self, plan: RotationPlan) -> None:
        """Do it.

        Raises:
            Problem: ``store-in-use``, ``backup-no-space``, ``store-damaged``, disk full; the store
                and all ways in are as they were.
        """
        lock = InstanceLock(self._folder.lock)
        with files_told_plainly():
            lock.acquire(self._clock.now())
        try:
            self._replace(plan)
        finally:
            shutil.rmtree(self._staged, ignore_errors=True)
            self._both.wipe()
            self._newest.wipe()
            lock.release()

    def _replace(self, plan: RotationPlan) -> None:
        ring, _ = load_keyring(self._folder.keyring)
        swapped = False
        try:
            waiting = _with_keeper(ring, plan, self._both)
            save_keyring(self._folder.keyring, waiting)
            head = self._make_copy(plan)
            waiting = _with_others(waiting, plan, self._newest)
            save_keyring(self._folder.keyring, waiting)
            self._swap()
            swapped = True
        finally:
            if not swapped:
                # Where even that has no room, the ways in just written open the store as well.
                with suppress(Problem):
                    save_keyring(self._folder.keyring, ring)
        # From here on nothing can fail any more: what cannot be tidied opens the store as it is.
        with suppress(Problem):
            self._tidy(replace(_with_keeper(waiting, plan, self._newest), anchor=head))

    def _tidy(self, final: Keyring) -> None:
        """Forget the old generation, in the file and in the copy kept inside the store."""
        for _ in range(2):
            # Twice: the previous version beside it names ways in that are gone, too.
            save_keyring(self._folder.keyring, final)
        with single_connection(self._folder.database, self._newest) as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            Unit(connection, self._clock).facts.keep_keyring(encode_keyring(final))
            connection.exec_driver_sql("COMMIT")

    def _make_copy(self, plan: RotationPlan) -> Anchor:
        """The store under the new key, noted in its own trail and fully checked."""
        self._step("copy")
        copy = self._copied()
        self._step("keys")
        with (
            told_plainly(),
            closing(connect(copy, self._keys)) as connection,
            self._newest.raw(self._newest.newest_first[0]) as raw,
        ):
            connection.reset_key(raw)
        head = self._noted(copy, plan)
        sync_file(copy)
        report = check_file(copy, self._newest, self._clock, anchors=[head], step=self._step)
        if not report.intact:
            raise StoreDamaged("The copy under the new key did not pass its checks.")
        return head

    def _copied(self) -> Path:
        copy = self._staged / DATABASE_NAME
        with files_told_plainly():
            refuse_full_disk(self._folder.root, 2 * self._folder.database.stat().st_size)
            shutil.rmtree(self._staged, ignore_errors=True)
            make_private_folder(self._staged)
            copy.touch(mode=FILE_MODE)
        try:
            with closing(connect(self._folder.database, self._keys)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                connection.execute("VACUUM INTO ?", (str(copy),))
        except (dbapi2.Error, MemoryError):
            raise StoreDamaged("The store could not be copied whole.") from None
        return copy

    def _noted(self, copy: Path, plan: RotationPlan) -> Anchor:
        with single_connection(copy, self._newest) as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            unit = Unit(connection, self._clock, plan.actor)
            for holder in plan.others:
                member = unit.staff.get(holder.user)
                unit.staff.save(replace(member, must_change_password=True))
                unit.audit.record(AuditEvent("staff.password_reset", "staff", member.id))
            detail = {"generation": self._newest.newest_first[0], "resets": len(plan.others)}
            unit.audit.record(AuditEvent("keys.rotated", "store", 1, detail=detail))
            anchor = unit.audit.anchor()
            connection.exec_driver_sql("COMMIT")
        return anchor

    def _swap(self) -> None:
        database = self._folder.database
        with files_told_plainly():
            for side in ("-wal", "-shm"):
                # Emptied before the copy was made; applied to the new file it would destroy it.
                database.with_name(database.name + side).unlink(missing_ok=True)
            (self._staged / DATABASE_NAME).replace(database)
            sync_folder(self._folder.root)


def generation_of(path: Path, keys: RootKeys) -> int:
    """The generation under which a database is encrypted now.

    Raises:
        Problem: none of them opens it.
    """
    for generation in keys.newest_first:
        one = keys.only(generation)
        try:
            connect(path, one).close()
        except StoreDamaged:
            continue
        finally:
            one.wipe()
        return generation
    raise StoreDamaged


def _with_keeper(ring: Keyring, plan: RotationPlan, keys: RootKeys) -> Keyring:
    code = recovery_slot(ring.vault, body=plan.recovery_body, keys=keys)
    return ring.with_slot(_slot(ring, plan.keeper, keys, plan.cost)).with_slot(code)


def _with_others(ring: Keyring, plan: RotationPlan, keys: RootKeys) -> Keyring:
    """The others' new ways in; whatever else there was cannot open the new file and goes."""
    kept = [slot for slot in ring.slots if slot in (ring.recovery, ring.for_user(plan.keeper.user))]
    fresh = [_slot(ring, holder, keys, plan.cost) for holder in plan.others]
    return replace(ring, slots=(*kept, *fresh))


def _slot(ring: Keyring, holder: Holder, keys: RootKeys, cost: Argon2Cost) -> Slot:
    return password_slot(
        ring.vault,
        user=holder.user,
        login=holder.login,
        password=holder.password,
        keys=keys,
        cost=cost,
    )
