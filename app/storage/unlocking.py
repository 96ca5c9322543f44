"""Setting up a practice's store, and getting into it with a password or the recovery code.

The promise: every way of not getting in has its own plain message (wrong password, in use
elsewhere, damaged, not ours, newer, missing, put back from an older copy), none of them changes the
store, and an unlocked store belongs to this process alone until it is closed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.audit_chain import Anchor, AuditEvent, ChainReport
from app.domain.errors import NotFound, Problem
from app.domain.staff import Role, StaffMember
from app.storage.backup import make_backup
from app.storage.faults import files_told_plainly
from app.storage.key_derivation import STANDARD_COST, Argon2Cost, calibrated_cost, password_kek
from app.storage.key_slots import WrongPassword, cost_of, open_slot, password_slot, recovery_slot
from app.storage.keyring import Keyring, load_keyring, save_keyring
from app.storage.opening import (
    BeforeMigration,
    create_database,
    finish_creation,
    finish_interrupted_creation,
    open_database,
    record,
    refuse_existing,
)
from app.storage.restore import finish_interrupted_restore, record_restore
from app.storage.root_keys import RootKeys
from app.storage.staff import tidy_login
from app.storage.store import Store
from app.storage.vault import Vault, new_keyring
from app.system.clock import Clock
from app.system.instance_lock import InstanceLock
from app.system.paths import DataFolder
from app.system.places import refusal
from app.system.private_files import make_private_folder, repair_modes, sweep_leftovers

CheckPlace = Callable[[Path], str | None]


class StoreRolledBack(Problem):
    """The audit trail does not contain what was noted outside the store."""

    def __init__(self, report: ChainReport) -> None:
        super().__init__(
            "store-rolled-back",
            "The store is older than it was, or its audit trail was changed. " + report.fault,
            unharmed="Nothing was changed by opening it.",
            next_step="Restore the newest verified backup, or let an administrator look into it.",
        )
        self.report = report


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """The administrator who sets the practice up."""

    login: str
    name: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An open store and how it was opened.

    Attributes:
        store: yours to close.
        member: who signed in; None after the recovery code.
        left_behind: the program before this one did not end properly; run the full check.
        keyring_rebuilt: the key file was damaged and its previous version was used.
    """

    store: Store
    member: StaffMember | None
    left_behind: bool
    keyring_rebuilt: bool


@dataclass(frozen=True, slots=True)
class Unlocker:
    """What opening needs besides the secret.

    Attributes:
        folder: the data folder.
        clock: the program's clock.
        check_place: says why a folder cannot hold a live store.
        before_migration: makes a verified backup of a store that is about to be changed.
        cost: for new passwords; measured on this computer when None.
        busy_seconds: how long one attempt waits for another writer.
    """

    folder: DataFolder
    clock: Clock
    check_place: CheckPlace = refusal
    before_migration: BeforeMigration = make_backup
    cost: Argon2Cost | None = None
    busy_seconds: float = 5.0

    def create(
        self, account: FirstAccount, recovery_body: str, *, sample: bool = False
    ) -> Unlocked:
        """Set up a practice; the caller has had the recovery code typed back already.

        Raises:
            Problem: ``forbidden-place``, ``store-exists``, ``store-in-use``, disk full.
        """
        self._refuse_place()
        refuse_existing(self.folder)
        with files_told_plainly():
            make_private_folder(self.folder.root)
        lock, _ = self._locked()
        keys = RootKeys.new()
        try:
            ring = new_keyring()
            create_database(self.folder, keys, self.clock, vault_id=ring.vault, sample=sample)
            full = self._first_ring(ring, keys, account, recovery_body)
            save_keyring(self.folder.keyring, full)
            finish_creation(self.folder)
            store = self._opened(full, keys, lock)
        except BaseException:
            keys.wipe()
            lock.release()
            raise
        with _abandoned_on_failure(store):
            member = self._add_first(store, account)
        return Unlocked(store, member, False, False)

    def unlock(self, login: str, password: str, *, accept_rollback: bool = False) -> Unlocked:
        """Open the store for one staff member.

        Raises:
            WrongPassword: unknown, wrong or disabled, without saying which.
            Problem: one of the messages of this module.
        """
        return self._enter(
            lambda ring: _keys_by_password(ring, tidy_login(login), password),
            lambda store, ring: _active_member(store, ring, tidy_login(login)),
            accept_rollback,
        )

    def recover(self, body: str, *, accept_rollback: bool = False) -> Unlocked:
        """Open the store with the recovery code; the caller records the reason and who it is.

        Raises:
            WrongPassword: it is not the present code.
            Problem: one of the messages of this module.
        """
        return self._enter(
            lambda ring: _keys_by_code(ring, body), lambda _store, _ring: None, accept_rollback
        )

    def _enter(
        self,
        find_keys: Callable[[Keyring], RootKeys],
        find_member: Callable[[Store, Keyring], StaffMember | None],
        accept_rollback: bool,  # noqa: FBT001 - private
    ) -> Unlocked:
        self._refuse_place()
        _refuse_empty_folder(self.folder)
        lock, left_behind = self._locked()
        keys: RootKeys | None = None
        try:
            self._tidy()
            ring, from_backup = load_keyring(self.folder.keyring)
            keys = find_keys(ring)
            store = self._opened(ring, keys, lock)
        except BaseException:
            if keys is not None:
                keys.wipe()
            lock.release()
            raise
        with _abandoned_on_failure(store):
            member = find_member(store, ring)
            self._check_trail(store, ring, accept_rollback=accept_rollback)
            if from_backup:
                store.vault.save_again()
            record_restore(store, self.clock.now())
        return Unlocked(store, member, left_behind, from_backup)

    def _first_ring(
        self, ring: Keyring, keys: RootKeys, account: FirstAccount, recovery_body: str
    ) -> Keyring:
        password = password_slot(
            ring.vault,
            user=1,
            login=tidy_login(account.login),
            password=account.password,
            keys=keys,
            cost=self.cost or calibrated_cost(),
        )
        code = recovery_slot(ring.vault, body=recovery_body, keys=keys)
        return ring.with_slot(password).with_slot(code)

    def _opened(self, ring: Keyring, keys: RootKeys, lock: InstanceLock) -> Store:
        vault = Vault(self.folder.keyring, ring, keys, self.cost)

        def before_migration(store: Store) -> None:
            store.attach_vault(vault)
            self.before_migration(store)

        def on_close(anchor: Anchor | None) -> None:
            try:
                # Without room for a new anchor the older one stays, which only proves less.
                with contextlib.suppress(Problem):
                    if anchor is not None and anchor != vault.ring.anchor:
                        vault.note_anchor(anchor)
            finally:
                lock.release()

        store = open_database(
            self.folder,
            keys,
            self.clock,
            on_close=on_close,
            before_migration=before_migration,
            busy_seconds=self.busy_seconds,
        )
        store.attach_vault(vault)
        return store

    def _add_first(self, store: Store, account: FirstAccount) -> StaffMember:
        with store.writing() as unit:
            member = unit.staff.add(
                login=account.login,
                name=account.name,
                role=Role.ADMINISTRATOR,
                must_change_password=False,
                at=self.clock.now(),
            )
            detail = {"role": member.role.value}
            unit.audit.record(AuditEvent("staff.added", "staff", member.id, detail=detail))
            unit.facts.keep_keyring(store.vault.content)
        return member

    def _check_trail(self, store: Store, ring: Keyring, *, accept_rollback: bool) -> None:
        with store.reading() as unit:
            report = unit.audit.verify_tail(ring.anchor)
        if report.intact:
            return
        if not accept_rollback:
            raise StoreRolledBack(report)
        detail = {"first_fault": report.first_fault}
        record(store, AuditEvent("integrity.rollback_accepted", "store", 1, detail=detail))

    def _locked(self) -> tuple[InstanceLock, bool]:
        lock = InstanceLock(self.folder.lock)
        with files_told_plainly():
            return lock, lock.acquire(self.clock.now())

    def _tidy(self) -> None:
        with files_told_plainly():
            repair_modes(self.folder.root)
            sweep_leftovers(self.folder.root)
            finish_interrupted_creation(self.folder)
            finish_interrupted_restore(self.folder, self.clock.now())

    def _refuse_place(self) -> None:
        reason = self.check_place(self.folder.root)
        if reason is not None:
            raise Problem(
                "forbidden-place",
                reason,
                unharmed="No store was opened or made there.",
                next_step="Choose a folder on a disk inside this computer.",
            )


@contextlib.contextmanager
def _abandoned_on_failure(store: Store) -> Iterator[None]:
    """Whoever does not get the store does not leave it open: keys wiped, lock given back."""
    try:
        yield
    except BaseException:
        store.abandon()
        raise


def _refuse_empty_folder(folder: DataFolder) -> None:
    if not (folder.has_database or folder.has_keyring or folder.creating.exists()):
        raise Problem(
            "store-missing",
            "There is no practice's store in this folder.",
            unharmed="No new store was made.",
            next_step="Choose the folder that holds it, or set up a new practice.",
        )


def _keys_by_password(ring: Keyring, login: str, password: str) -> RootKeys:
    slot = ring.for_login(login)
    if slot is None:
        # The same work as for a known name, so that time does not tell which names exist.
        password_kek(password, bytes(16), _usual_cost(ring))
        raise WrongPassword
    return open_slot(ring.vault, slot, password)


def _keys_by_code(ring: Keyring, body: str) -> RootKeys:
    if ring.recovery is None:
        raise WrongPassword
    return open_slot(ring.vault, ring.recovery, body)


def _usual_cost(ring: Keyring) -> Argon2Cost:
    for slot in ring.slots:
        try:
            return cost_of(slot.kdf)
        except ValueError:
            continue
    return STANDARD_COST


def _active_member(store: Store, ring: Keyring, login: str) -> StaffMember:
    slot = ring.for_login(login)
    try:
        with store.reading() as unit:
            member = unit.staff.get(slot.user if slot and slot.user else 0)
    except NotFound:
        raise WrongPassword from None
    if not member.active:
        raise WrongPassword
    return member
