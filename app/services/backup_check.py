"""A backup checked by itself: the store may be open in the window, gone, or on another computer.

The promise: only who could restore or verify at the desk learns anything; wrong passwords count as
at the door; nothing of the backup is changed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.audit_chain import Seal, parse_seal
from app.domain.errors import FieldProblems, NotPermitted, Problem
from app.domain.staff import Operation, is_permitted
from app.services.backup_finding import require_backup
from app.services.entry import Entry
from app.services.progress import Progress
from app.storage.backup import verify_backup
from app.storage.backup_shelf import BackupInfo, refuse_changed
from app.storage.integrity import IntegrityReport
from app.storage.key_slots import WrongPassword, open_slot
from app.storage.keyring import load_keyring
from app.storage.root_keys import RootKeys
from app.storage.staff import tidy_login
from app.storage.store import Store
from app.storage.unlocking import Unlocker
from app.system.clock import Clock
from app.system.paths import DataFolder


@dataclass(frozen=True, slots=True)
class BackupCheck:
    """Which backup, and the password of a member of the staff as it was then."""

    folder: Path
    login: str
    password: str = field(repr=False)
    seal: str = ""


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """What was found."""

    info: BackupInfo
    report: IntegrityReport


def check_backup(
    folder: DataFolder, clock: Clock, order: BackupCheck, progress: Progress
) -> CheckedBackup:
    """Compare a backup with its manifest, then check everything inside and a printed seal.

    Args:
        folder: where failed tries are counted; nothing else of it is looked at.
        clock: the program's clock.
        order: what to check.
        progress: can stop it between two checks.

    Raises:
        WrongPassword: they do not open the backup.
        NotPermitted: neither a privacy officer's nor an administrator's.
        FieldProblems: what was typed is no seal.
        Problem: no backup, not as it was made, or it cannot be read where it is.
    """
    info = require_backup(order.folder)
    seal = _typed(order.seal)
    _refuse_read_only(info)
    refuse_changed(info)
    entry = Entry(folder, clock, lambda place: Unlocker(place, clock))
    keys = entry.count(
        lambda: _opened(info, order, clock),
        login=order.login,
        result="wrong-password-for-backup",
    )
    try:
        report = verify_backup(
            info, keys, clock, seals=[seal] if seal else [], step=lambda _name: progress.step(0, 1)
        )
    finally:
        keys.wipe()
    return CheckedBackup(info, report)


def _typed(text: str) -> Seal | None:
    if not text.strip():
        return None
    seal = parse_seal(text)
    if seal is None:
        raise FieldProblems({"seal": "Type the seal as printed, for example 004521-7F3K-9QXA."})
    return seal


def _refuse_read_only(info: BackupInfo) -> None:
    # the database library cannot open its file where it may not write beside it
    if not (os.access(info.folder, os.W_OK) and os.access(info.database, os.W_OK)):
        raise Problem(
            "backup-read-only",
            "This backup is where ChartPost may not write, so its inside cannot be checked there.",
            next_step="Copy its folder to a disk of this computer and check the copy.",
        )


def _opened(info: BackupInfo, order: BackupCheck, clock: Clock) -> RootKeys:
    ring, _ = load_keyring(info.keyring)
    slot = ring.for_login(tidy_login(order.login))
    if slot is None:
        raise WrongPassword
    keys = open_slot(ring.vault, slot, order.password)
    try:
        _require_right(info, keys, order.login, clock)
    except BaseException:
        keys.wipe()
        raise
    return keys


def _require_right(info: BackupInfo, keys: RootKeys, login: str, clock: Clock) -> None:
    copy = Store(DataFolder(info.folder), keys.copy(), clock)
    try:
        with copy.reading() as unit:
            member = unit.staff.by_login(login)
    finally:
        copy.abandon()
    if member is None or not member.active:
        raise WrongPassword
    if not is_permitted(member.role, Operation.VERIFY_AUDIT):
        raise NotPermitted(Operation.VERIFY_AUDIT.value)
