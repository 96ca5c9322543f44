"""Backups that are known to be good: on demand, when locking, and tried before they are needed.

Promise: what is reported as a backup was opened again and checked; a failure is told and leaves the
earlier ones. Supports the data backup plan and its testing (45 CFR 164.308(a)(7)(ii)(A), (D)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.domain.settings import SECOND_BACKUP_FOLDER
from app.domain.staff import SYSTEM_ACTOR, Actor, Operation
from app.services.backup_finding import require_backup
from app.services.changes import Area, Outcome, done
from app.services.desk import Desk, Service, permitted
from app.services.progress import Progress
from app.storage.backup import make_backup, verify_backup
from app.storage.backup_shelf import (
    BackupInfo,
    copy_backup,
    list_backups,
    newest_backup,
    refuse_data_folder,
)
from app.storage.faults import StoreBusy
from app.storage.integrity import IntegrityReport, Step, check_file
from app.storage.restore import Restorer
from app.storage.store import Store
from app.storage.unit import Unit
from app.system.places import backup_warning, on_one_disk
from app.system.state_file import StateFile, moment_from

LATE_AFTER = timedelta(days=3)
BACK_UP_EVERY = timedelta(hours=4)
CHECK_EVERY = timedelta(days=1)
SAME_DISK = (
    "This place is on the same disk as the data, so one broken or stolen disk takes both: a USB "
    "disk or another computer is safer."
)
_STAGES = ("copy", "pages", "log", "seals", "links", "search", "audit")
_QUIET = frozenset(
    {
        "backup.made",
        "backup.copied",
        "backup.verified",
        "signin.succeeded",
        "signin.failed",
        "permission.denied",
        "password.check_failed",
        "store.locked",
        "audit.verified",
        "consent.verified",
        "consents.verified",
        "store.checked",
    }
)
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class BackupAge:
    """What the status bar says.

    Attributes:
        made_at: when the newest verified backup was made, or None without one.
        late: none, or older than three days.
        checked_at: when every byte of the data was last checked, if ever.
    """

    made_at: datetime | None
    age: timedelta | None
    late: bool
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A verified backup, and what came of its copies.

    Attributes:
        info: the backup on the shelf of the data folder.
        copies: the places that hold a compared copy of it.
        not_copied_to: the first place that could not be written.
        copy_problem: why not.
    """

    info: BackupInfo
    copies: tuple[Path, ...] = ()
    not_copied_to: Path | None = None
    copy_problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """Where copies go.

    Attributes:
        folder: None where none is chosen.
        newest: the newest copy of this practice there.
        reachable: the disk is connected.
        restored: the data came from a backup, so that its second place may have been cleared.
    """

    folder: Path | None = None
    newest: BackupInfo | None = None
    reachable: bool = True
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What was due while the desk stood open, and what came of it."""

    backup: MadeBackup | None = None
    report: IntegrityReport | None = None


class BackupService(Service):
    """Anyone may make a backup, since it stays encrypted; restoring is the administrator's."""

    @permitted(Operation.BACK_UP)
    def back_up(
        self, *, target: Path | None = None, progress: Progress | None = None
    ) -> Outcome[MadeBackup]:
        """Make, check and shelve a backup; a copy goes to ``target`` and to the second place.

        Raises:
            Problem: no backup was made, and why; ``target`` is a practice's data folder. A failed
                copy is told in the value.
        """
        if target is not None:
            refuse_data_folder(target)
        made = back_up(self.desk, target=target, progress=progress)
        return done(made, Area.BACKUPS)

    @permitted(Operation.BACK_UP)
    def list(self) -> tuple[BackupInfo, ...]:
        """The backups in the data folder, newest first."""
        return tuple(list_backups(self.desk.store.folder.backups))

    @permitted(Operation.BACK_UP)
    def at(self, *, folder: Path) -> BackupInfo:
        """The backup in a folder that the person chose.

        Raises:
            Problem: there is none.
        """
        return require_backup(folder)

    @permitted(Operation.BACK_UP)
    def target_warning(self, *, folder: Path) -> str | None:
        """A remark on a place outside this computer or on the data's own disk; never a refusal."""
        outside = backup_warning(folder)
        if outside is not None:
            return f"{outside} Backups are encrypted, so this is allowed."
        return SAME_DISK if on_one_disk(folder, self.desk.store.folder.root) else None

    @permitted(Operation.BACK_UP)
    def shelf(self) -> Path:
        """The folder on this computer in which the backups are."""
        return self.desk.store.folder.backups

    @permitted(Operation.BACK_UP)
    def second_place(self) -> SecondPlace:
        """Where copies go and what lies there; a share or a stick may be slow to answer."""
        folder, ring = _second_folder(self.desk), self.desk.store.vault.ring
        if folder is None:
            return SecondPlace(restored=bool(ring.restored_at))
        try:
            there = list_backups(folder)
            reachable = folder.is_dir()
        except OSError:
            there, reachable = [], False
        newest = next((info for info in there if info.vault == ring.vault), None)
        return SecondPlace(folder, newest, reachable, bool(ring.restored_at))

    @permitted(Operation.BACK_UP)
    def copy_newest(self, *, progress: Progress | None = None) -> Outcome[BackupInfo]:
        """Put the newest verified backup in the second place; without any, one is made first.

        Raises:
            Problem: no second place is chosen, or it cannot be written.
            Cancelled: stopped; no half copy is left.
        """
        return done(_copy_newest(self.desk, progress), Area.BACKUPS)

    @permitted(Operation.BACK_UP)
    def last(self) -> BackupAge:
        """How old the newest verified backup is."""
        folder = self.desk.store.folder
        checked = moment_from(StateFile(folder.state).read().last_check_at)
        newest = newest_backup(folder.backups)
        if newest is None:
            return BackupAge(None, None, late=True, checked_at=checked)
        age = max(self.desk.clock.now() - newest.made_at, timedelta(0))
        return BackupAge(newest.made_at, age, late=age > LATE_AFTER, checked_at=checked)

    @permitted(Operation.BACK_UP)
    def is_due(self) -> bool:
        """Whether anything worth keeping happened since the newest backup."""
        return changed_since_backup(self.desk)

    @permitted(Operation.BACK_UP)
    def verify(self, *, info: BackupInfo, progress: Progress | None = None) -> IntegrityReport:
        """Check an older backup again, file by file and row by row.

        Raises:
            Problem: its files are not as they were made.
        """
        store = self.desk.store
        report = verify_backup(info, store.keys, self.desk.clock, step=_steps(progress))
        detail = {"head": info.head.seq, "intact": report.intact}
        with self.desk.writing() as unit:
            unit.audit.record(AuditEvent("backup.verified", "store", 1, detail=detail))
        return report

    @permitted(Operation.BACK_UP)
    def check_store(self, *, progress: Progress | None = None) -> IntegrityReport:
        """Check every byte of the open store."""
        desk = self.desk
        return check_store(desk.store, desk.session.actor, progress)

    @permitted(Operation.BACK_UP)
    def keep_up(self, *, progress: Progress | None = None) -> Outcome[Upkeep]:
        """What is due by now: a backup every four hours of use, a check of every byte each day.

        Runs beside other work. Supports 45 CFR 164.308(a)(7)(ii)(A) and 164.312(c)(1).

        Raises:
            Problem: the backup failed; or somebody at work stood in the check's way.
        """
        last, now = self.last(), self.desk.clock.now()
        made: MadeBackup | None = None
        report: IntegrityReport | None = None
        if (last.age is None or last.age >= BACK_UP_EVERY) and changed_since_backup(self.desk):
            made = back_up(self.desk, progress=progress)
        if last.checked_at is None or now - last.checked_at >= CHECK_EVERY:
            report = check_store(self.desk.store, self.desk.session.actor, progress)
        areas = (Area.BACKUPS,) if made or report else ()
        return done(Upkeep(made, report), *areas)

    @permitted(Operation.RESTORE)
    def rehearse(self, *, info: BackupInfo, progress: Progress | None = None) -> IntegrityReport:
        """Restore a backup up to the last step, then clean up (45 CFR 164.308(a)(7)(ii)(D)).

        Raises:
            Problem: it could not be restored, and why.
        """
        store = self.desk.store
        restorer = Restorer(store.folder, self.desk.clock, _steps(progress))
        report = restorer.rehearse(info, store.keys)
        detail = {"head": info.head.seq, "rehearsed": True, "intact": report.intact}
        with self.desk.writing() as unit:
            unit.audit.record(AuditEvent("backup.verified", "store", 1, detail=detail))
        return report


def back_up(
    desk: Desk, *, target: Path | None = None, progress: Progress | None = None
) -> MadeBackup:
    """Make a backup; the desk's own form, used when locking as well."""
    store = desk.store
    info = make_backup(store, desk.session.actor, step=_steps(progress))
    StateFile(store.folder.state).remember_backup(info.made_at)
    made = MadeBackup(info)
    wanted = (place for place in (target, _second_folder(desk)) if place is not None)
    for place in {place.resolve(): place for place in wanted}.values():
        made = _copied(desk, made, place)
    return made


def _copied(desk: Desk, made: MadeBackup, place: Path) -> MadeBackup:
    try:
        copy_backup(made.info, place)
    except Problem as problem:
        first = made.not_copied_to is None
        return replace(made, not_copied_to=place, copy_problem=problem) if first else made
    _note_copy(desk, made.info)
    return replace(made, copies=(*made.copies, place))


def _note_copy(desk: Desk, info: BackupInfo) -> None:
    with desk.writing() as unit:
        unit.audit.record(AuditEvent("backup.copied", "store", 1, detail={"head": info.head.seq}))


def _copy_newest(desk: Desk, progress: Progress | None) -> BackupInfo:
    second = _second_folder(desk)
    if second is None:
        raise Problem("no-second-place", "No second place for backups is chosen.")
    newest = newest_backup(desk.store.folder.backups)
    if newest is None or newest.vault != desk.store.vault.ring.vault:
        made = back_up(desk, progress=progress)
        if made.copy_problem is not None:
            raise made.copy_problem
        return made.info
    try:
        copy_backup(newest, second, step=(progress or Progress()).step)
    except Problem as problem:
        if problem.code != "backup-exists":
            raise
        return newest
    _note_copy(desk, newest)
    return newest


def backed_up(desk: Desk, progress: Progress) -> bool:
    """Keep the state before something large or final, unless the newest backup holds it.

    Returns whether a backup had to be made.

    Raises:
        Problem: it could not be made.
        Cancelled: stopped.
    """
    due = changed_since_backup(desk)
    if due:
        back_up(desk, progress=progress)
    return due


SaveFirst = Callable[[Desk, Progress], bool]
"""Keeps the state before, where it is not kept yet; whether it had to."""


def changed_since_backup(desk: Desk) -> bool:
    """Whether an event that is more than signing in and out came after the newest backup."""
    newest = newest_backup(desk.store.folder.backups)
    ring = desk.store.vault.ring
    if newest is None or newest.vault != ring.vault:
        return True
    if newest.made_at.isoformat() <= ring.restored_at:
        # It holds what was there before an older backup was put back.
        return True
    with desk.reading() as unit:
        return _changed(unit, newest.head.seq)


def check_store(
    store: Store, actor: Actor = SYSTEM_ACTOR, progress: Progress | None = None
) -> IntegrityReport:
    """The whole check set on the open store; a damaged one is not written to any more."""
    anchor = store.vault.ring.anchor
    anchors = [anchor] if anchor is not None else []
    path = store.folder.database
    report = check_file(path, store.keys, store.clock, anchors=anchors, step=_steps(progress))
    if not report.intact:
        # Others at work can look like damage; what is found again while they wait is damage.
        with store.standing_still():
            report = check_file(path, store.keys, store.clock, anchors=anchors)
    if report.only_in_use:
        raise StoreBusy
    StateFile(store.folder.state).remember_check(store.clock.now(), intact=report.intact)
    if report.intact:
        with store.writing(actor) as unit:
            unit.audit.record(AuditEvent("store.checked", "store", 1, detail={"intact": True}))
    else:
        store.note_damage()
    return report


def _changed(unit: Unit, seq: int) -> bool:
    head, _ = unit.audit.head()
    if head - seq > _LOOKED_AT:
        return True
    newest = unit.audit.page(limit=_LOOKED_AT)
    return any(entry.seq > seq and entry.action not in _QUIET for entry in newest)


def _second_folder(desk: Desk) -> Path | None:
    with desk.reading() as unit:
        text = SECOND_BACKUP_FOLDER.value_of(unit.settings.get(SECOND_BACKUP_FOLDER.key))
    return Path(text) if text else None


def _steps(progress: Progress | None) -> Step:
    """Names of stages as progress that can be cancelled."""

    def step(name: str) -> None:
        if progress is not None:
            progress.step(_STAGES.index(name) if name in _STAGES else 0, len(_STAGES))

    return step
