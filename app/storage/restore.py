"""Puts a backup in the place of the store, or rehearses it.

The promise: the backup is copied and fully checked beside the store before anything is moved; the
present files go to ``quarantine`` and are never deleted; a crash half-way is completed at the next
start; the restored store's trail names who restored it, why, and the head that was left behind; a
copy in another place does not write among the backups of the original.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.audit_chain import AuditEvent, Plain
from app.domain.errors import Problem
from app.domain.settings import SECOND_BACKUP_FOLDER
from app.domain.staff import SYSTEM_ACTOR, Actor
from app.storage.backup_shelf import BackupInfo, refuse_changed, refuse_full_disk
from app.storage.faults import files_told_plainly
from app.storage.integrity import IntegrityReport, Step, check_file
from app.storage.keyring import load_keyring
from app.storage.opening import open_database
from app.storage.root_keys import RootKeys
from app.storage.store import Store
from app.storage.unit import Unit
from app.storage.vault import Vault
from app.system.clock import Clock
from app.system.instance_lock import InstanceLock
from app.system.paths import DATABASE_NAME, KEYRING_NAME, DataFolder, stamp
from app.system.private_files import (
    backup_of,
    free_name,
    make_private_folder,
    read_limited,
    sync_file,
    sync_folder,
    write_new,
)

STAGED, READY, _MARK = "restore.partial", "restore.ready", "restored.json"
_LARGEST_MARK = 10_000


@dataclass(frozen=True, slots=True)
class Restorer:
    """Restores one backup into a data folder whose store is closed.

    Attributes:
        folder: the data folder.
        clock: the program's clock.
        step: told the name of each stage; may raise to cancel before anything is moved.
    """

    folder: DataFolder
    clock: Clock
    step: Step = lambda _name: None

    def rehearse(self, info: BackupInfo, keys: RootKeys) -> IntegrityReport:
        """Do everything except the swap, and clean up; the store may be open meanwhile.

        Raises:
            Problem: the backup could not be restored, and why.
        """
        staged = self._stage(info)
        try:
            return self._checked(info, staged, keys)
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def restore(
        self, info: BackupInfo, keys: RootKeys, *, actor: Actor, reason: str, old_head: int
    ) -> bool:
        """Swap the backup in; whether its second place for backups was cleared.

        Args:
            info: the chosen backup.
            keys: opened from the backup's own keyring; stays the caller's to wipe.
            actor: who restores.
            reason: why; kept in the restored store's audit trail only.
            old_head: number of the last event of the store that is replaced, 0 if unknown.

        Raises:
            Problem: nothing was moved, and why.
        """
        if not reason.strip():
            raise Problem("reason-missing", "Say in a few words why the backup is restored.")
        lock = InstanceLock(self.folder.lock)
        with files_told_plainly():
            # on a new computer there is no data folder yet
            make_private_folder(self.folder.root)
            lock.acquire(self.clock.now())
        try:
            with files_told_plainly():
                finish_interrupted_restore(self.folder, self.clock.now())
            self._swap_in(info, keys, old_head)
            return self._record(keys, actor, reason)
        finally:
            lock.release()

    def _swap_in(self, info: BackupInfo, keys: RootKeys, old_head: int) -> None:
        at_home = self._is_at_home(info)
        staged = self._stage(info)
        try:
            self._checked(info, staged, keys)
            with files_told_plainly():
                # Numbers only: the reason is people's text and goes into the encrypted store.
                body = {
                    "restored_head": info.head.seq,
                    "old_head": old_head,
                    "at_home": int(at_home),
                }
                write_new(staged / _MARK, json.dumps(body).encode("ascii"))
                sync_folder(staged)
                staged.replace(self.folder.root / READY)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        with files_told_plainly():
            sync_folder(self.folder.root)
            finish_interrupted_restore(self.folder, self.clock.now())

    def _is_at_home(self, info: BackupInfo) -> bool:
        """Whether the backup was made from this very folder, which still has its store.

        Only then are its settings about this place. A backup that came from anywhere else may be of
        an office that goes on working, and a copy must not write among that one's backups.
        """
        folder = self.folder
        on_shelf = info.folder.resolve().parent == folder.backups.resolve()
        return on_shelf and (folder.has_database or folder.has_keyring)

    def _stage(self, info: BackupInfo) -> Path:
        refuse_full_disk(make_private_folder(self.folder.root), 2 * info.size)
        staged = self.folder.root / STAGED
        shutil.rmtree(staged, ignore_errors=True)
        make_private_folder(staged)
        try:
            self.step("copy")
            for name in (DATABASE_NAME, KEYRING_NAME):
                shutil.copyfile(info.folder / name, staged / name)
                staged.joinpath(name).chmod(0o600)
                sync_file(staged / name)
            refuse_changed(info, staged)
        except OSError:
            shutil.rmtree(staged, ignore_errors=True)
            raise _unreadable() from None
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        return staged

    def _checked(self, info: BackupInfo, staged: Path, keys: RootKeys) -> IntegrityReport:
        load_keyring(staged / KEYRING_NAME)
        report = check_file(
            staged / DATABASE_NAME, keys, self.clock, anchors=[info.head], step=self.step
        )
        if not report.intact:
            raise _unreadable()
        return report

    def _record(self, keys: RootKeys, actor: Actor, reason: str) -> bool:
        ring, _ = load_keyring(self.folder.keyring)
        working = keys.copy()
        vault = Vault(self.folder.keyring, ring, working)
        store = open_database(self.folder, working, self.clock)
        try:
            store.attach_vault(vault)
            return record_restore(store, self.clock.now(), actor=actor, reason=reason)
        finally:
            store.close()


def is_half_restored(folder: DataFolder) -> bool:
    """Whether checked files wait to be moved into place, which the next unlock does."""
    return (folder.root / READY).is_dir()


def finish_interrupted_restore(folder: DataFolder, now: datetime) -> None:
    """Move checked files into place; safe to repeat after a crash at any point."""
    shutil.rmtree(folder.root / STAGED, ignore_errors=True)
    if not is_half_restored(folder):
        return
    ready = folder.root / READY
    if (ready / _MARK).exists():
        # First of all, so that no swap goes without its event.
        (ready / _MARK).replace(folder.root / _MARK)
    for name in (DATABASE_NAME, KEYRING_NAME):
        if (ready / name).exists():
            quarantine(folder, now, only=name)
            (ready / name).replace(folder.root / name)
            sync_folder(folder.root)
    # Nothing but SQLite's own side files of the check can be left here.
    shutil.rmtree(ready, ignore_errors=True)


def record_restore(
    store: Store,
    now: datetime,
    *,
    actor: Actor = SYSTEM_ACTOR,
    reason: str = "not recorded: the program ended during the restore",
) -> bool:
    """Write the restore into the trail if one is not yet recorded; anchors start anew.

    The second place for backups is cleared in the same transaction, unless the backup was made
    here. Returns whether there was one to clear.
    """
    path = store.folder.root / _MARK
    if not path.exists():
        return False
    mark = _read_mark(path)
    at_home = mark.pop("at_home", 0)
    detail: dict[str, Plain] = {"reason": reason, **mark}
    with store.writing(actor) as unit:
        cleared = not at_home and _clear_second_place(unit)
        if cleared:
            detail["second_place"] = "cleared"
        unit.audit.record(AuditEvent("store.restored", "store", 1, detail=detail))
    with store.reading() as unit:
        anchor = unit.audit.anchor()
    store.vault.note_anchor(anchor, restored_at=now.isoformat())
    path.unlink()
    return cleared


def _clear_second_place(unit: Unit) -> bool:
    setting = SECOND_BACKUP_FOLDER
    if not setting.value_of(unit.settings.get(setting.key)):
        return False
    unit.settings.put(setting.key, setting.default)
    return True


def quarantine(folder: DataFolder, now: datetime, *, only: str = "", copy: bool = False) -> Path:
    """Put the present files aside for someone to look at; they are never deleted by the program.

    Args:
        folder: the data folder.
        now: names the place.
        only: ``practice.db`` or ``practice.keys`` with what belongs to it; both when empty.
        copy: leave the originals where they are, for a damaged store that is still being read.
    """
    aside = folder.quarantine / stamp(now)
    log = folder.database.with_name(DATABASE_NAME + "-wal")
    shared = folder.database.with_name(DATABASE_NAME + "-shm")
    groups = {
        DATABASE_NAME: (folder.database, log, shared),
        KEYRING_NAME: (folder.keyring, backup_of(folder.keyring)),
    }
    wanted = [path for name, paths in groups.items() if only in ("", name) for path in paths]
    present = [path for path in wanted if path.exists()]
    if not present:
        # an empty folder would say that something was put aside
        return aside
    make_private_folder(folder.quarantine)
    make_private_folder(aside)
    for path in present:
        _put_aside(path, free_name(aside / path.name), copy=copy)
    sync_folder(aside)
    return aside


def _put_aside(path: Path, target: Path, *, copy: bool) -> None:
    if copy:
        shutil.copyfile(path, target)
        target.chmod(0o600)
    else:
        path.replace(target)


def _read_mark(path: Path) -> dict[str, int]:
    try:
        raw = json.loads(read_limited(path, _LARGEST_MARK) or b"{}")
        heads = {key: int(raw[key]) for key in ("restored_head", "old_head")}
        return {**heads, "at_home": int(raw.get("at_home", 0))}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _unreadable() -> Problem:
    return Problem(
        "backup-damaged",
        "This backup cannot be restored: its copy did not pass the checks.",
        unharmed="Your store was not touched.",
        next_step="Choose another backup.",
    )
