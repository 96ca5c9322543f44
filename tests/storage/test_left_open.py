"""Whoever fails to open, set up or lock leaves nothing open: keys wiped, lock given back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.storage.connecting import connect
from app.storage.faults import StoreClosed, disk_full
from app.storage.migrate import Step, known_steps, newest_schema
from app.storage.opening import create_database, finish_interrupted_creation, open_database
from app.storage.store import Store
from app.storage.unlocking import FirstAccount, Unlocker
from app.storage.vault import Vault
from app.system.clock import FixedClock
from app.system.instance_lock import who_holds
from app.system.paths import DataFolder
from app.system.private_files import backup_of
from tests.storage_kit import (
    LOGIN,
    NOW,
    PASSWORD,
    RECOVERY_BODY,
    kit_keys,
    make_store,
    make_vault,
    unlocker,
)


def full(*_: object, **__: object) -> None:
    raise disk_full()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "data"
    make_vault(folder).close()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    target = tmp_path / "data"
    shutil.copytree(template, target)
    return target


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """Every store that is opened during the test."""
    stores: list[Store] = []
    usual = Store.attach_vault

    def attach(store: Store, vault: Vault) -> None:
        stores.append(store)
        usual(store, vault)

    monkeypatch.setattr(Store, "attach_vault", attach)
    return stores


def test_a_key_file_that_cannot_be_saved_again(
    folder: Path, opened: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backup_of(folder / "practice.keys").exists()
    (folder / "practice.keys").unlink()
    monkeypatch.setattr(Vault, "save_again", full)
    with pytest.raises(Problem, match="disk-full"):
        unlocker(folder).unlock(LOGIN, PASSWORD)
    assert who_holds(folder / "practice.lock") is None
    assert [store.keys.newest_first for store in opened] == [[]]


def test_a_restore_that_cannot_be_recorded(
    folder: Path, opened: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.unlocking.record_restore", full)
    with pytest.raises(Problem, match="disk-full"):
        unlocker(folder).unlock(LOGIN, PASSWORD)
    assert who_holds(folder / "practice.lock") is None
    assert [store.keys.newest_first for store in opened] == [[]]


def test_a_first_account_that_cannot_be_added(
    tmp_path: Path, opened: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Unlocker, "_add_first", full)
    with pytest.raises(Problem, match="disk-full"):
        unlocker(tmp_path / "new").create(FirstAccount("a", "A", PASSWORD), RECOVERY_BODY)
    assert who_holds(tmp_path / "new" / "practice.lock") is None
    assert [store.keys.newest_first for store in opened] == [[]]


def test_a_backup_before_a_migration_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path).close()
    steps = [*known_steps(), Step(newest_schema() + 1, lambda: None)]
    monkeypatch.setattr("app.storage.migrate.known_steps", lambda: steps)
    monkeypatch.setattr("app.storage.opening.newest_schema", lambda: steps[-1].number)
    keys = kit_keys()
    left: list[object] = []
    with pytest.raises(Problem, match="disk-full"):
        open_database(
            DataFolder(tmp_path),
            keys,
            FixedClock(NOW),
            on_close=left.append,
            before_migration=full,
        )
    assert keys.newest_first == []
    assert left == [None]


def test_keys_of_a_store_that_does_not_open_are_wiped(tmp_path: Path) -> None:
    keys = kit_keys()
    with pytest.raises(Problem, match="store-missing"):
        open_database(DataFolder(tmp_path), keys, FixedClock(NOW))
    assert keys.newest_first == []


def test_a_fault_while_locking_still_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(_: Store) -> None:
        raise ZeroDivisionError

    store = make_store(tmp_path)
    monkeypatch.setattr(Store, "_last_anchor", defect)
    with pytest.raises(ZeroDivisionError):
        store.close()
    assert store.keys.newest_first == []


def test_a_reader_that_comes_too_late_is_told_of_the_lock_and_not_of_damage(
    tmp_path: Path,
) -> None:
    make_store(tmp_path).close()
    keys = kit_keys()
    keys.wipe()
    with pytest.raises(StoreClosed):
        connect(tmp_path / "practice.db", keys)


def test_a_database_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path).close()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Problem, match="store-not-writable"):
        connect(tmp_path / "practice.db", kit_keys())


def test_a_set_up_that_ended_in_the_middle_leaves_no_log_file(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    create_database(folder, kit_keys(), FixedClock(NOW), vault_id="v")
    log = folder.creating.with_name(folder.creating.name + "-wal")
    log.write_bytes(b"x" * 40)
    finish_interrupted_creation(folder)
    assert list(tmp_path.iterdir()) == []
