"""Makes backups that are known to be good.

The promise: a backup that was reported as made was opened again and passed every check; anything
else is reported as failed and leaves nothing behind. The copy is made with ``VACUUM INTO``, since
the driver's own backup call copies a damaged page without a word. Supports 45 CFR 164.308(a)(7).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlcipher3 import dbapi2

from app import __version__
from app.domain.audit_chain import Anchor, AuditEvent, Plain, Seal
from app.domain.errors import Problem
from app.domain.staff import SYSTEM_ACTOR, Actor
from app.storage.backup_shelf import (
    MANIFEST_NAME,
    BackupInfo,
    encode_manifest,
    measured,
    no_space,
    refuse_changed,
    refuse_full_disk,
    sweep_partial,
    thin,
)
from app.storage.connecting import connect
from app.storage.faults import StoreDamaged, error_name, files_told_plainly
from app.storage.integrity import IntegrityReport, Step, check_file
from app.storage.root_keys import RootKeys
from app.storage.store import Store
from app.system.clock import Clock
from app.system.paths import DATABASE_NAME, KEYRING_NAME, stamp
from app.system.private_files import (
    FILE_MODE,
    PARTIAL_SUFFIX,
    free_name,
    is_full_disk,
    make_private_folder,
    sync_file,
    sync_folder,
    write_new,
)

_DAMAGE = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_NOMEM"})


def backup_failed(reason: str) -> Problem:
    """No backup came of it."""
    return Problem(
        "backup-failed",
        f"The backup failed and was not kept: {reason}.",
        unharmed="Your store and the earlier backups are still there.",
        next_step="Try again; if it fails again, check the store in Settings.",
    )


def _disk_failed() -> Problem:
    return backup_failed("the disk could not be written")


def make_backup(
    store: Store, actor: Actor = SYSTEM_ACTOR, *, step: Step = lambda _name: None
) -> BackupInfo:
    """Make, verify and shelve one backup in the data folder; older ones are thinned out.

    Args:
        store: the open store; others may go on writing.
        actor: whom the audit trail names.
        step: told the name of each stage; may raise to cancel, which leaves nothing behind.

    Raises:
        Problem: ``backup-no-space``, ``backup-failed``, ``store-damaged``.
    """
    if store.damaged:
        raise StoreDamaged
    with files_told_plainly():
        shelf = make_private_folder(store.folder.backups)
        sweep_partial(shelf)
        refuse_full_disk(shelf, 2 * _live_size(store))
    with store.reading() as unit:
        facts, before = unit.facts.get(), unit.audit.anchor()
        schema = unit.schema()
    store.vault.note_anchor(before)
    now = store.clock.now()
    final = free_name(shelf / f"{stamp(now)}_v{schema}")
    partial = shelf / (final.name + PARTIAL_SUFFIX)
    try:
        make_private_folder(partial)
        report = _copied_and_checked(store, partial, before, step)
        info = BackupInfo(
            folder=final,
            made_at=now,
            schema=schema,
            app_version=__version__,
            vault=facts.vault_id,
            sample=facts.sample,
            head=Anchor(*report.audit_head, before.at),
            counts=dict(report.counts),
            files=measured(partial),
        )
        _shelve(info, partial)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise (no_space() if is_full_disk(error) else _disk_failed()) from None
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _record_or_remove(store, actor, info)
    thin(shelf, now)
    return info


def _copied_and_checked(store: Store, partial: Path, before: Anchor, step: Step) -> IntegrityReport:
    step("copy")
    _copy_database(store, partial / DATABASE_NAME)
    write_new(partial / KEYRING_NAME, store.vault.content)
    report = check_file(
        partial / DATABASE_NAME,
        store.keys,
        store.clock,
        anchors=[before],
        step=step,
        word_by_word=False,
    )
    _refuse_bad_copy(store, report)
    return report


def verify_backup(
    info: BackupInfo,
    keys: RootKeys,
    clock: Clock,
    *,
    seals: Sequence[Seal] = (),
    step: Step = lambda _name: None,
) -> IntegrityReport:
    """Check an older backup again: its files against the manifest, then everything inside.

    Args:
        info: the backup.
        keys: opened from its own keyring.
        clock: the program's clock.
        seals: printed ones that its audit trail has to agree with.
        step: told the name of each stage; may raise to cancel.

    Raises:
        Problem: ``backup-damaged``.
    """
    refuse_changed(info)
    report = check_file(info.database, keys, clock, anchors=[info.head, *seals], step=step)
    if report.intact and dict(report.counts) != dict(info.counts):
        return replace(report, findings=("the tables: other row counts than noted",))
    return report


def _live_size(store: Store) -> int:
    database = store.folder.database
    log = database.with_name(database.name + "-wal")
    return database.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _copy_database(store: Store, target: Path) -> None:
    # SQLite fills an empty file that is there already, so the copy is private from its first byte.
    target.touch(mode=FILE_MODE, exist_ok=False)
    try:
        with closing(connect(store.folder.database, store.keys)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except (dbapi2.Error, MemoryError) as error:
        name = "SQLITE_NOMEM" if isinstance(error, MemoryError) else error_name(error)
        if name == "SQLITE_FULL":
            raise no_space() from None
        if name in _DAMAGE:
            store.note_damage()
            raise backup_failed("the store itself is damaged") from None
        raise _disk_failed() from None


def _refuse_bad_copy(store: Store, report: IntegrityReport) -> None:
    if not report.intact:
        raise backup_failed(report.findings[0])
    with store.reading() as unit:
        newest, _ = unit.audit.head()
    if report.audit_head[0] > newest:
        raise backup_failed("its audit trail does not belong to this store")


def _shelve(info: BackupInfo, partial: Path) -> None:
    write_new(partial / MANIFEST_NAME, encode_manifest(info))
    for name in info.files:
        sync_file(partial / name)
    sync_folder(partial)
    partial.replace(info.folder)
    sync_folder(info.folder.parent)


def _record_or_remove(store: Store, actor: Actor, info: BackupInfo) -> None:
    """A backup that the trail could not take down was not made."""
    try:
        _record(store, actor, info)
    except BaseException:
        shutil.rmtree(info.folder, ignore_errors=True)
        raise


def _record(store: Store, actor: Actor, info: BackupInfo) -> None:
    detail: dict[str, Plain] = {
        "head": info.head.seq,
        "schema": info.schema,
        "size": info.size,
        "sha256": info.files[DATABASE_NAME][1],
    }
    with store.writing(actor) as unit:
        unit.audit.record(AuditEvent("backup.made", "store", 1, detail=detail))
