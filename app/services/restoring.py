"""A backup in the store's place: whose it is, who may, and that sample and live are never mixed.

The promise: everything is refused before anything is moved; a store that can still be read is
backed up first; what stood there goes to quarantine (45 CFR 164.308(a)(7)(ii)(B)).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.errors import FieldProblems, NotPermitted, Problem
from app.domain.recovery_code import parse_recovery_code
from app.domain.staff import SYSTEM_ACTOR, Actor, Operation, StaffMember, is_permitted
from app.domain.text import clean_line
from app.services.backup_finding import require_backup
from app.services.backups import back_up
from app.services.desk import Desk
from app.services.progress import Progress
from app.storage.backup_shelf import BackupInfo
from app.storage.key_slots import WrongPassword, open_slot
from app.storage.keyring import Keyring, load_keyring
from app.storage.restore import Restorer
from app.storage.root_keys import RootKeys
from app.storage.staff import tidy_login
from app.storage.store import Store
from app.system.clock import Clock
from app.system.paths import DataFolder

CHOOSE_SECOND = (
    "This copy does not use the original's second place for backups. Choose a second place for "
    "this copy in Settings, Backups."
)
KEEP_CODE = "No new recovery code was made: the one that you typed stays valid, so keep its sheet."


@dataclass(frozen=True, slots=True)
class RestoreOrder:
    """Which backup, and the password of an administrator as it was then, or the code of then."""

    info: BackupInfo
    reason: str = field(repr=False)
    login: str = ""
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore, besides the store.

    Attributes:
        second_place_cleared: the copy is elsewhere than the original, whose second place for
            backups it does not use; it needs one of its own.
        by_code: the recovery code opened the backup; unlike at the unlock page, it is not used up.
    """

    second_place_cleared: bool = False
    by_code: bool = False

    @property
    def remark(self) -> str:
        """What is still to be done or kept, in words; empty when there is nothing to say."""
        return " ".join(
            said
            for said, due in ((KEEP_CODE, self.by_code), (CHOOSE_SECOND, self.second_place_cleared))
            if due
        )


def restore_backup(
    folder: DataFolder,
    clock: Clock,
    order: RestoreOrder,
    *,
    desk: Desk | None,
    progress: Progress | None,
) -> Restored:
    """Check, back up what is there, close it, and put the backup in its place.

    Raises:
        Problem: nothing was moved, and why.
    """
    reason = clean_line(order.reason)
    if not reason:
        raise FieldProblems({"reason": "Say why the backup is restored; the trail keeps it."})
    require_backup(order.info.folder)
    if desk is not None:
        desk.require(Operation.RESTORE, "VaultService.restore")
    refuse_other_store(folder, order.info, desk)
    keys = _keys_of(order)
    try:
        actor = _restorer(order, keys, clock)
        old_head = _old_head(folder, desk)
        if desk is not None:
            _put_away(desk, progress)
        steps = Restorer(folder, clock, lambda _name: _may_cancel(progress))
        cleared = steps.restore(order.info, keys, actor=actor, reason=reason, old_head=old_head)
    finally:
        keys.wipe()
    return Restored(second_place_cleared=cleared, by_code=bool(order.code))


def refuse_other_store(folder: DataFolder, info: BackupInfo, desk: Desk | None) -> None:
    """A backup goes only where its own store stood, or into an empty folder.

    Raises:
        Problem: ``sample-and-live`` or ``other-practice``.
    """
    if desk is not None and desk.sample is not info.sample:
        raise Problem(
            "sample-and-live",
            "The sample practice and a real one are never mixed.",
            next_step="Choose a backup of this practice.",
        )
    ring = _present_ring(folder)
    if ring is not None and ring.vault != info.vault:
        raise Problem(
            "other-practice",
            "This backup belongs to another practice's store.",
            next_step="Choose a backup of this practice, or restore it into an empty folder.",
        )


def _present_ring(folder: DataFolder) -> Keyring | None:
    try:
        ring, _ = load_keyring(folder.keyring)
    except Problem:
        return None
    return ring


def _keys_of(order: RestoreOrder) -> RootKeys:
    ring, _ = load_keyring(order.info.keyring)
    if order.code:
        body = parse_recovery_code(order.code)
        if body is None or ring.recovery is None:
            raise _wrong_code()
        try:
            return open_slot(ring.vault, ring.recovery, body)
        except WrongPassword:
            raise _wrong_code() from None
    slot = ring.for_login(tidy_login(order.login))
    if slot is None:
        raise _wrong_password()
    try:
        return open_slot(ring.vault, slot, order.password)
    except WrongPassword:
        raise _wrong_password() from None


def _wrong_password() -> WrongPassword:
    return WrongPassword(
        "This sign-in name and password do not open this backup.",
        "Type the password of the day on which the backup was made, or use the recovery code of "
        "that day. Check Caps Lock as well.",
    )


def _wrong_code() -> WrongPassword:
    return WrongPassword(
        "This recovery code does not open this backup.",
        "Compare it group by group with the sheet that was in force when the backup was made.",
    )


def _restorer(order: RestoreOrder, keys: RootKeys, clock: Clock) -> Actor:
    """Who restores: an administrator as the backup knows them, or the holder of the code."""
    if order.code:
        return SYSTEM_ACTOR
    member = member_in(order.info, keys, clock, order.login)
    if member is None or not member.active:
        raise _wrong_password()
    if not is_permitted(member.role, Operation.RESTORE):
        raise NotPermitted(Operation.RESTORE.value)
    return Actor(member.id, member.name)


def member_in(info: BackupInfo, keys: RootKeys, clock: Clock, login: str) -> StaffMember | None:
    """The person as a backup knows them."""
    copy = Store(DataFolder(info.folder), keys.copy(), clock)
    try:
        with copy.reading() as unit:
            return unit.staff.by_login(login)
    finally:
        copy.abandon()


def _old_head(folder: DataFolder, desk: Desk | None) -> int:
    if desk is not None and not desk.store.damaged:
        with desk.reading() as unit:
            return unit.audit.head()[0]
    ring = _present_ring(folder)
    return ring.anchor.seq if ring is not None and ring.anchor is not None else 0


def _put_away(desk: Desk, progress: Progress | None) -> None:
    """A last backup of a store that can still be read, then close it."""
    if not desk.store.damaged:
        back_up(desk, progress=progress)
    desk.store.close()


def _may_cancel(progress: Progress | None) -> None:
    if progress is not None:
        progress.step(0, 1)
