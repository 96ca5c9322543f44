"""Makes a damaged store whole again where its content is whole: a fresh copy in a new file.

A power cut can leave bad pages that hold nothing any more, or a broken index; the rows are all
readable then and ``VACUUM INTO`` writes them anew. The copy must pass every check before it takes
the place of the damaged file, which goes to ``quarantine``.
"""

from __future__ import annotations

import shutil
from contextlib import closing

from sqlcipher3 import dbapi2

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.domain.staff import Actor
from app.storage.connecting import connect
from app.storage.faults import StoreDamaged, files_told_plainly
from app.storage.integrity import IntegrityReport, Step, check_file
from app.storage.keyring import encode_keyring, load_keyring
from app.storage.opening import open_database, record
from app.storage.restore import READY, STAGED, finish_interrupted_restore
from app.storage.root_keys import RootKeys
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


def repair_copy(
    folder: DataFolder,
    keys: RootKeys,
    clock: Clock,
    actor: Actor,
    *,
    step: Step = lambda _name: None,
) -> IntegrityReport:
    """Replace a closed, damaged store by a checked copy of itself.

    Args:
        folder: the data folder; no program may have its store open.
        keys: the live root keys; stay the caller's to wipe.
        clock: the program's clock.
        actor: whom the audit trail names.
        step: told the name of each check; may raise to cancel before anything is moved.

    Raises:
        Problem: ``store-damaged`` when rows are lost and only a backup helps.
    """
    lock = InstanceLock(folder.lock)
    with files_told_plainly():
        lock.acquire(clock.now())
    staged = folder.root / STAGED
    try:
        report = _copied(folder, keys, clock, step)
        if not report.intact:
            raise _needs_backup()
        with files_told_plainly():
            staged.replace(folder.root / READY)
            sync_folder(folder.root)
            finish_interrupted_restore(folder, clock.now())
        _note(folder, keys, clock, actor)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        lock.release()
    return report


def _copied(folder: DataFolder, keys: RootKeys, clock: Clock, step: Step) -> IntegrityReport:
    staged = folder.root / STAGED
    ring, _ = load_keyring(folder.keyring)
    with files_told_plainly():
        shutil.rmtree(staged, ignore_errors=True)
        make_private_folder(staged)
        (staged / DATABASE_NAME).touch(mode=FILE_MODE)
        write_new(staged / KEYRING_NAME, encode_keyring(ring))
    step("copy")
    try:
        with closing(connect(folder.database, keys)) as connection:
            connection.execute("VACUUM INTO ?", (str(staged / DATABASE_NAME),))
    except (dbapi2.Error, MemoryError):
        raise _needs_backup() from None
    sync_file(staged / DATABASE_NAME)
    anchors = [ring.anchor] if ring.anchor else []
    return check_file(staged / DATABASE_NAME, keys, clock, anchors=anchors, step=step)


def _note(folder: DataFolder, keys: RootKeys, clock: Clock, actor: Actor) -> None:
    store = open_database(folder, keys.copy(), clock)
    try:
        record(store, AuditEvent("store.repaired", "store", 1), actor)
    finally:
        store.close()


def _needs_backup() -> Problem:
    return StoreDamaged("The store is damaged and a fresh copy does not make it whole.")
