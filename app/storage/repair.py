"""Makes a damaged store whole again where that is possible, and reads out what can be read.

A power cut can leave bad pages that hold nothing any more, or a broken index; the rows are all
readable then and ``VACUUM INTO`` writes them anew. Else the rows are read one by one and gaps are
filled from a backup. The promise: the damaged files are copied, then only the copy is read; the new
file must pass every check, its audit trail without a gap, before it takes their place; they go to
``quarantine`` and are never deleted.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from app.domain.audit_chain import AuditEvent, Plain
from app.domain.staff import Actor
from app.storage.backup_shelf import BackupInfo, refuse_full_disk
from app.storage.connecting import connect
from app.storage.faults import StoreDamaged, files_told_plainly
from app.storage.integrity import IntegrityReport, Step, check_file
from app.storage.keyring import encode_keyring, load_keyring
from app.storage.opening import open_database, record
from app.storage.restore import READY, STAGED, finish_interrupted_restore
from app.storage.root_keys import RootKeys
from app.storage.salvage import SavedTable, TableScan, salvage, tables_of
from app.system.clock import Clock
from app.system.instance_lock import InstanceLock
from app.system.paths import DATABASE_NAME, KEYRING_NAME, DataFolder
from app.system.private_files import (
    FILE_MODE,
    make_private_folder,
    sync_file,
    sync_folder,
    write_new,
)

_ASIDE, _OLDER = "damaged.db", "backup.db"


class DamagedStore:
    """A damaged store whose files nobody else uses meanwhile; close it at the end.

    Attributes:
        folder: the data folder.
        keys: the live root keys; wiped at the end.
    """

    def __init__(self, folder: DataFolder, keys: RootKeys, clock: Clock) -> None:
        """Take over ``keys``, take the lock and copy the damaged files aside.

        Raises:
            Problem: ``store-in-use``, no room, or not writable.
        """
        self.folder, self.keys, self._clock = folder, keys, clock
        self._lock = InstanceLock(folder.lock)
        self._staged = folder.root / STAGED
        try:
            with files_told_plainly():
                self._lock.acquire(clock.now())
                self._copy = self._set_aside()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove the copies, wipe the keys, give the lock back."""
        if self._lock.held:
            shutil.rmtree(self._staged, ignore_errors=True)
        self.keys.wipe()
        self._lock.release()

    def tables(self) -> dict[str, tuple[str, ...]]:
        """The tables and their columns.

        Raises:
            StoreDamaged: nothing can be read.
        """
        return tables_of(self._copy, self.keys)

    def scan(self, table: str, columns: Sequence[str]) -> TableScan:
        """A pass over one table: the rows that can be read, and what tells of the gaps."""
        return TableScan(self._copy, self.keys, table, columns)

    def repair(
        self, backup: BackupInfo | None, step: Step = lambda _name: None
    ) -> tuple[SavedTable, ...]:
        """Make a whole new store beside the damaged one; nothing is moved yet.

        Raises:
            StoreDamaged: what can be read does not make a whole store.
        """
        target = self._staged / DATABASE_NAME
        saved = self._copied(target, step) or self._collected(target, backup, step)
        if saved is None:
            raise _needs_backup()
        return saved

    def put_in_place(self, actor: Actor, saved: Sequence[SavedTable]) -> None:
        """Let the repaired store take the place of the damaged one, which is kept."""
        ring, _ = load_keyring(self.folder.keyring)
        with files_told_plainly():
            for name in (_ASIDE, _OLDER):
                for path in self._staged.glob(name + "*"):
                    path.unlink()
            write_new(self._staged / KEYRING_NAME, encode_keyring(ring))
            sync_file(self._staged / DATABASE_NAME)
            sync_folder(self._staged)
            self._staged.replace(self.folder.root / READY)
            sync_folder(self.folder.root)
            finish_interrupted_restore(self.folder, self._clock.now())
        store = open_database(self.folder, self.keys.copy(), self._clock)
        try:
            detail: dict[str, Plain] = {
                each.name: f"{each.saved} saved, {each.from_backup} from the backup, "
                f"{each.lost} lost"
                for each in saved
                if not each.whole or each.from_backup
            }
            record(store, AuditEvent("store.repaired", "store", 1, detail=detail), actor)
        finally:
            store.close()

    def _set_aside(self) -> Path:
        shutil.rmtree(self._staged, ignore_errors=True)
        make_private_folder(self._staged)
        copy = self._staged / _ASIDE
        refuse_full_disk(self._staged, 3 * self.folder.database.stat().st_size)
        for side in ("", "-wal"):
            source = self.folder.database.with_name(DATABASE_NAME + side)
            if source.exists():
                _copy_private(source, copy.with_name(_ASIDE + side))
        return copy

    def _copied(self, target: Path, step: Step) -> tuple[SavedTable, ...] | None:
        """A fresh copy in one go, if every row can be read."""
        step("copy")
        target.unlink(missing_ok=True)
        target.touch(mode=FILE_MODE)
        try:
            with closing(connect(self._copy, self.keys)) as connection:
                connection.execute("VACUUM INTO ?", (str(target),))
        except (dbapi2.Error, MemoryError):
            return None
        report = self._checked(target, step)
        if not report.intact:
            return None
        return tuple(SavedTable(name, count) for name, count in report.counts)

    def _collected(
        self, target: Path, backup: BackupInfo | None, step: Step
    ) -> tuple[SavedTable, ...] | None:
        """Row by row, with a backup for what is missing."""
        older: Path | None = None
        for path in self._staged.glob(DATABASE_NAME + "*"):
            path.unlink()
        if backup is not None:
            older = self._staged / _OLDER
            with files_told_plainly():
                _copy_private(backup.database, older)
        saved = salvage(
            self._copy, self.keys, target, backup=older, step=lambda _name: step("copy")
        )
        return saved if self._checked(target, step).intact else None

    def _checked(self, target: Path, step: Step) -> IntegrityReport:
        ring, _ = load_keyring(self.folder.keyring)
        anchors = [ring.anchor] if ring.anchor else []
        return check_file(target, self.keys, self._clock, anchors=anchors, step=step)


def _copy_private(source: Path, target: Path) -> None:
    target.touch(mode=FILE_MODE)
    shutil.copyfile(source, target)


def _needs_backup() -> StoreDamaged:
    return StoreDamaged(
        "Too much of the data file is lost to make a whole one of it; its audit trail would have "
        "a gap."
    )
