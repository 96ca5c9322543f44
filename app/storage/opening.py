"""Making a store's database and opening it with keys that are already at hand.

The promise: opening never creates, creating never overwrites, a newer schema is refused, an older
one is brought forward only after a backup was made and checked.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain.audit_chain import Anchor, AuditEvent
from app.domain.errors import Problem
from app.domain.staff import SYSTEM_ACTOR, Actor
from app.storage.audit_trail import AuditTrail
from app.storage.connecting import BUSY_SECONDS, create_file
from app.storage.engines import single_connection
from app.storage.faults import files_told_plainly
from app.storage.migrate import migrate, newest_schema, refuse_newer
from app.storage.root_keys import RootKeys
from app.storage.store import Store
from app.storage.store_facts import StoreFactsRepository
from app.system.clock import Clock
from app.system.paths import DataFolder
from app.system.private_files import make_private_folder, sync_folder

BeforeMigration = Callable[[Store], object]


def create_database(
    folder: DataFolder, keys: RootKeys, clock: Clock, *, vault_id: str, sample: bool = False
) -> Path:
    """Make the database of a new store under its working name; ``finish_creation`` names it.

    Raises:
        Problem: ``store-exists`` when there is one already.
    """
    refuse_existing(folder)
    with files_told_plainly():
        make_private_folder(folder.root)
        folder.creating.unlink(missing_ok=True)
        create_file(folder.creating, keys).close()
    with single_connection(folder.creating, keys) as connection:
        migrate(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        StoreFactsRepository(connection).create(vault_id=vault_id, sample=sample, at=clock.now())
        AuditTrail(connection, clock).record(AuditEvent("store.created", "store", 1))
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder.creating


def finish_creation(folder: DataFolder) -> None:
    """Give the finished database its real name; done last, after its keyring was saved."""
    with files_told_plainly():
        folder.creating.replace(folder.database)
        sync_folder(folder.root)


def finish_interrupted_creation(folder: DataFolder) -> None:
    """After a crash during set-up: complete it if the keyring was saved, else clear it away."""
    if not folder.creating.exists():
        return
    if folder.has_keyring and not folder.has_database:
        finish_creation(folder)
    else:
        # With the log file of a set-up that ended in the middle of its work.
        for left in folder.root.glob(folder.creating.name + "*"):
            left.unlink()


def refuse_existing(folder: DataFolder) -> None:
    """Raise ``store-exists`` when the folder holds a store or part of one."""
    if folder.has_database or folder.has_keyring:
        raise Problem(
            "store-exists",
            "This folder already holds a practice's store.",
            unharmed="It was not touched.",
            next_step="Unlock it instead, or choose another folder for the new one.",
        )


def open_database(
    folder: DataFolder,
    keys: RootKeys,
    clock: Clock,
    *,
    on_close: Callable[[Anchor | None], None] | None = None,
    before_migration: BeforeMigration | None = None,
    busy_seconds: float = BUSY_SECONDS,
) -> Store:
    """Open an existing database and bring its tables up to date.

    Takes over ``keys``: they are wiped when the store is closed or could not be opened.

    Raises:
        Problem: ``store-missing``, ``store-damaged``, ``not-our-store``, ``store-newer``.
    """
    store = Store(folder, keys, clock, on_close=on_close, busy_seconds=busy_seconds)
    try:
        # on the connection that the first reading will take, since reading all tables' forms costs
        # each new one 10 ms
        with store.reading() as unit:
            have = unit.schema()
        refuse_newer(have)
        if have < newest_schema():
            if before_migration is not None:
                before_migration(store)
            _bring_forward(store, have, busy_seconds)
    except BaseException:
        store.abandon()
        raise
    return store


def _bring_forward(store: Store, have: int, busy_seconds: float) -> None:
    with single_connection(store.folder.database, store.keys, busy_seconds) as connection:
        migrate(connection)
    detail = {"from": have, "to": newest_schema()}
    record(store, AuditEvent("store.migrated", "store", 1, detail=detail))


def record(store: Store, event: AuditEvent, actor: Actor = SYSTEM_ACTOR) -> None:
    """Write one event in a transaction of its own."""
    with store.writing(actor) as unit:
        unit.audit.record(event)
