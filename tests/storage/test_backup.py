"""Backups are verified or failed; restores are checked, recorded and survive a crash (F08, F10)."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Cancelled, Problem
from app.domain.staff import Actor
from app.services.vault_state import FolderState, look_at
from app.storage.backup import make_backup, verify_backup
from app.storage.backup_shelf import (
    MANIFEST_NAME,
    BackupInfo,
    copy_backup,
    list_backups,
    newest_backup,
    read_manifest,
)
from app.storage.integrity import check_file
from app.storage.key_slots import open_slot
from app.storage.keyring import Keyring, load_keyring, save_keyring
from app.storage.repair import DamagedStore
from app.storage.restore import Restorer, finish_interrupted_restore, quarantine
from app.storage.root_keys import RootKeys
from app.storage.store import Store
from app.system.clock import FixedClock
from tests.storage_kit import LOGIN, NOW, PASSWORD, RECOVERY_BODY, make_vault, unlocker

ANN = Actor(1, "Ann Example")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = make_vault(tmp_path / "data", FixedClock(NOW))
    yield opened
    opened.close()


def change(store: Store, value: int = 1) -> None:
    with store.writing(ANN) as unit:
        unit.settings.put("value", value)
        unit.audit.record(AuditEvent("settings.changed", detail={"value": value}))


def value_of(store: Store) -> object:
    with store.reading() as unit:
        return unit.settings.get("value")


def keys_of(info: BackupInfo) -> RootKeys:
    ring, _ = load_keyring(info.keyring)
    assert ring.recovery is not None
    return open_slot(ring.vault, ring.recovery, RECOVERY_BODY)


def test_a_backup_is_complete_private_and_recorded(store: Store) -> None:
    change(store)
    stages: list[str] = []
    info = make_backup(store, ANN, step=stages.append)
    assert stages[0] == "copy"
    assert "audit" in stages
    assert {path.name for path in info.folder.iterdir()} == {
        "practice.db",
        "practice.keys",
        "manifest.json",
    }
    assert all(path.stat().st_mode & 0o077 == 0 for path in info.folder.iterdir())
    assert info.counts["setting"] == 1
    assert read_manifest(info.folder) == info
    assert info.folder.name == "20261123T150000.000000Z_v" + str(info.schema)
    assert store.vault.ring.anchor is not None
    assert store.vault.ring.anchor.seq == info.head.seq
    with store.reading() as unit:
        newest = unit.audit.page(limit=1)[0]
    assert (newest.action, newest.actor) == ("backup.made", 1)
    assert info.files["practice.db"][1] in newest.detail


def test_a_good_backup_verifies_again_and_again(store: Store) -> None:
    info = make_backup(store)
    for _ in range(2):
        assert verify_backup(info, store.keys, store.clock).intact
    assert {path.name for path in info.folder.iterdir()} >= {"practice.db", MANIFEST_NAME}


def test_a_changed_backup_does_not_verify(store: Store) -> None:
    info = make_backup(store)
    data = bytearray(info.database.read_bytes())
    data[5000] ^= 4
    info.database.write_bytes(data)
    with pytest.raises(Problem) as caught:
        verify_backup(info, store.keys, store.clock)
    assert caught.value.code == "backup-damaged"
    lying = replace(info, counts={**info.counts, "setting": 99}, files=info.files)
    info.database.write_bytes(bytes(data[:5000]) + bytes([data[5000] ^ 4]) + bytes(data[5001:]))
    assert not verify_backup(lying, store.keys, store.clock).intact


def test_two_backups_at_one_moment_do_not_collide(store: Store) -> None:
    first, second = make_backup(store), make_backup(store)
    assert first.folder != second.folder
    assert len(list_backups(store.folder.backups)) == 2


def test_cancelling_leaves_nothing_behind(store: Store) -> None:
    def stop(name: str) -> None:
        if name == "seals":
            raise Cancelled

    with pytest.raises(Cancelled):
        make_backup(store, step=stop)
    assert list(store.folder.backups.iterdir()) == []
    assert newest_backup(store.folder.backups) is None


def test_too_little_room_fails_early(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(store.folder.root)._replace(free=1000)
    monkeypatch.setattr("app.storage.backup_shelf.shutil.disk_usage", lambda _: usage)
    with pytest.raises(Problem) as caught:
        make_backup(store)
    assert caught.value.code == "backup-no-space"
    assert list(store.folder.backups.iterdir()) == []


def test_interrupted_backups_are_swept_and_never_listed(store: Store) -> None:
    leftover = store.folder.backups / "20200101T000000.000000Z_v1.partial"
    leftover.mkdir(parents=True)
    (leftover / MANIFEST_NAME).write_text("{}")
    assert list_backups(store.folder.backups) == []
    make_backup(store)
    assert not leftover.exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format":1}', "[" * 5000, '{"format":7}'])
def test_an_unreadable_manifest_is_no_backup(store: Store, content: str) -> None:
    info = make_backup(store)
    (info.folder / MANIFEST_NAME).write_text(content)
    assert list_backups(store.folder.backups) == []


def test_a_damaged_store_never_yields_a_good_looking_backup(store: Store) -> None:
    """F08: the backup fails, and nothing is left that looks like one."""
    for number in range(200):
        change(store, number)
    store.checkpoint()
    database = store.folder.database
    data = bytearray(database.read_bytes())
    codes: list[str] = []
    for at in range(4096 + 100, len(data), 4096 * 7):
        data[at] ^= 1
        database.write_bytes(data)
        codes.append(_backup_of_damaged(store))
        assert list_backups(store.folder.backups) == []
        assert list(store.folder.backups.iterdir()) == []
        data[at] ^= 1
        database.write_bytes(data)
        # The damage is gone again; only this test may know that.
        store._damaged = False
    # Bits in index and free pages do no harm: the copy is built from the rows.
    assert codes.count("backup-failed") >= 3
    assert set(codes) <= {"backup-failed", "store-damaged", "good"}
    make_backup(store)


def _backup_of_damaged(store: Store) -> str:
    """The code of the failure, or ``good`` when the flipped bit was in a page without content."""
    try:
        info = make_backup(store)
    except Problem as problem:
        return problem.code
    assert verify_backup(info, store.keys, store.clock).intact
    shutil.rmtree(info.folder)
    return "good"


def test_a_store_known_to_be_damaged_is_not_backed_up(store: Store) -> None:
    store.note_damage()
    with pytest.raises(Problem) as caught:
        make_backup(store)
    assert caught.value.code == "store-damaged"


def test_a_backup_the_trail_cannot_take_down_is_removed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise RuntimeError("no")

    monkeypatch.setattr("app.storage.audit_trail.AuditTrail.record", refuse)
    with pytest.raises(RuntimeError):
        make_backup(store)
    assert list(store.folder.backups.iterdir()) == []


def test_a_copy_elsewhere_is_compared(store: Store, tmp_path: Path) -> None:
    info = make_backup(store)
    copied = copy_backup(info, tmp_path / "usb")
    assert replace(copied, folder=info.folder) == info
    with pytest.raises(Problem):
        copy_backup(info, tmp_path / "usb")
    info.database.write_bytes(b"changed meanwhile")
    with pytest.raises(Problem) as caught:
        copy_backup(info, tmp_path / "nas")
    assert caught.value.code == "backup-damaged"
    assert list((tmp_path / "nas").iterdir()) == []


def test_a_copy_can_be_stopped_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    info, told = make_backup(store), []

    def step(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        copy_backup(info, tmp_path / "usb", step=step)
    assert told[0] == (0, info.size)
    assert told[1][0] > 0
    assert list((tmp_path / "usb").iterdir()) == []


def test_a_second_place_may_know_no_rights(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As memory sticks do: no modes, no flushing of folders."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(22, "Invalid argument")

    info = make_backup(store)
    monkeypatch.setattr(Path, "chmod", refuse)
    monkeypatch.setattr("app.system.private_files._restrict", refuse)
    monkeypatch.setattr("app.storage.backup_shelf.sync_folder", refuse)
    assert copy_backup(info, tmp_path / "usb").folder.parent == tmp_path / "usb"
    assert read_manifest(tmp_path / "usb" / info.folder.name) is not None


@pytest.mark.parametrize(("number", "code"), [(28, "backup-no-space"), (13, "backup-second-place")])
def test_a_second_place_that_fails_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "no")

    info = make_backup(store)
    monkeypatch.setattr("app.storage.backup_shelf.sync_file", fail)
    with pytest.raises(Problem) as caught:
        copy_backup(info, tmp_path / "usb")
    assert caught.value.code == code
    assert list((tmp_path / "usb").iterdir()) == []


@pytest.mark.parametrize(
    ("part", "number", "code"),
    [
        ("write_new", 28, "backup-no-space"),
        ("write_new", 5, "backup-failed"),
        ("make_private_folder", 13, "store-not-writable"),
    ],
)
def test_a_disk_that_fails_while_backing_up_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch, part: str, number: int, code: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(f"app.storage.backup.{part}", fail)
    with pytest.raises(Problem) as caught:
        make_backup(store)
    assert caught.value.code == code
    assert list(store.folder.root.glob("backups/*")) == []


def test_a_password_set_during_a_backup_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup notes its anchor on one thread while a password is saved on another."""
    usual = save_keyring
    inside, go_on = threading.Event(), threading.Event()

    def slow(path: Path, ring: Keyring) -> None:
        if ring.for_user(2) is not None and not inside.is_set():
            inside.set()
            go_on.wait(5)
        usual(path, ring)

    monkeypatch.setattr("app.storage.vault.save_keyring", slow)
    password = threading.Thread(
        target=store.vault.set_password, kwargs={"user": 2, "login": "bob", "password": PASSWORD}
    )
    password.start()
    assert inside.wait(5)
    with store.reading() as unit:
        anchor = unit.audit.anchor()
    note = threading.Thread(target=store.vault.note_anchor, args=(anchor,))
    note.start()
    note.join(0.2)
    go_on.set()
    password.join()
    note.join()
    assert store.vault.ring.for_user(2) is not None
    assert store.vault.ring.anchor == anchor
    assert load_keyring(store.folder.keyring)[0] == store.vault.ring


# --- restore -----------------------------------------------------------------------------------


def test_restore_drill(store: Store) -> None:
    """F10: counts and head return, the old files are set aside, the reason is in the trail."""
    change(store, 1)
    info = make_backup(store)
    change(store, 2)
    with store.reading() as unit:
        old_head = unit.audit.head()[0]
    folder = store.folder
    store.close()
    keys = keys_of(info)
    restorer = Restorer(folder, FixedClock(NOW))
    restorer.restore(info, keys, actor=ANN, reason="disk replaced", old_head=old_head)
    again = unlocker(folder.root).unlock(LOGIN, PASSWORD).store
    assert value_of(again) == 1
    with again.reading() as unit:
        event = unit.audit.page(limit=1)[0]
        assert event.action == "store.restored"
        assert json.loads(event.detail) == {
            "old_head": old_head,
            "reason": "disk replaced",
            "restored_head": info.head.seq,
        }
        assert unit.audit.verify([info.head]).intact
    assert again.vault.ring.restored_at
    aside = list(folder.quarantine.iterdir())
    assert len(aside) == 1
    assert (aside[0] / "practice.db").exists()
    assert not (folder.root / "restored.json").exists()
    again.close()


def test_a_rehearsal_changes_nothing(store: Store) -> None:
    info = make_backup(store)
    change(store, 2)
    before = sorted(path.name for path in store.folder.root.iterdir())
    assert Restorer(store.folder, store.clock).rehearse(info, keys_of(info)).intact
    assert sorted(path.name for path in store.folder.root.iterdir()) == before
    assert value_of(store) == 2


def test_a_damaged_backup_is_not_swapped_in(store: Store) -> None:
    info = make_backup(store)
    store.close()
    data = bytearray(info.database.read_bytes())
    data[9000] ^= 1
    info.database.write_bytes(data)
    before = store.folder.database.read_bytes()
    restorer = Restorer(store.folder, store.clock)
    with pytest.raises(Problem) as caught:
        restorer.restore(info, keys_of(info), actor=ANN, reason="x", old_head=0)
    assert caught.value.code == "backup-damaged"
    # Even with a manifest that fits the damage, the checks inside refuse it.
    resealed = {name: info.files[name] for name in info.files}
    resealed["practice.db"] = (len(data), _sha(bytes(data)))
    with pytest.raises(Problem) as caught:
        restorer.rehearse(replace(info, files=resealed), keys_of(info))
    assert caught.value.code == "backup-damaged"
    info.database.unlink()
    with pytest.raises(Problem):
        restorer.rehearse(info, RootKeys({1: b"x" * 32}))
    assert store.folder.database.read_bytes() == before
    assert not store.folder.quarantine.exists()
    assert not (store.folder.root / "restore.partial").exists()


def _sha(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_a_restore_needs_a_reason_and_a_closed_store(store: Store) -> None:
    info = make_backup(store)
    restorer = Restorer(store.folder, store.clock)
    with pytest.raises(Problem) as caught:
        restorer.restore(info, keys_of(info), actor=ANN, reason=" ", old_head=0)
    assert caught.value.code == "reason-missing"
    with pytest.raises(Problem) as caught:
        restorer.restore(info, keys_of(info), actor=ANN, reason="x", old_head=0)
    assert caught.value.code == "store-in-use"


@pytest.mark.parametrize("moved", ["", "practice.db", "practice.db practice.keys"])
def test_a_crash_during_the_swap_is_completed_at_the_next_start(store: Store, moved: str) -> None:
    change(store, 1)
    info = make_backup(store)
    change(store, 2)
    store.close()
    root = store.folder.root
    ready = root / "restore.ready"
    ready.mkdir()
    for name in ("practice.db", "practice.keys"):
        shutil.copyfile(info.folder / name, ready / name)
    mark = root if moved else ready
    (mark / "restored.json").write_text('{"restored_head": 3, "old_head": 5}')
    for name in moved.split():
        quarantine(store.folder, NOW, only=name)
        (ready / name).replace(root / name)
    again = unlocker(root).unlock(LOGIN, PASSWORD).store
    assert value_of(again) == 1
    with again.reading() as unit:
        event = unit.audit.page(limit=1)[0]
    assert event.action == "store.restored"
    assert "not recorded" in event.detail
    assert not ready.exists()
    again.close()
    unlocker(root).unlock(LOGIN, PASSWORD).store.close()


def test_a_crash_before_the_swap_leaves_no_trace_of_a_restore(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = make_backup(store)
    change(store, 2)
    store.close()
    usual = Path.replace

    def killed(path: Path, target: Path) -> Path:
        if path.name == "restore.partial":
            raise KeyboardInterrupt
        return usual(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        patch.setattr("app.storage.restore.shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            Restorer(store.folder, store.clock).restore(
                info, keys_of(info), actor=ANN, reason="x", old_head=0
            )
    again = unlocker(store.folder.root).unlock(LOGIN, PASSWORD).store
    assert value_of(again) == 2
    with again.reading() as unit:
        assert "store.restored" not in [entry.action for entry in unit.audit.page()]
    again.close()


def test_a_restore_over_one_that_was_cut_off(store: Store) -> None:
    change(store, 1)
    info = make_backup(store)
    store.close()
    ready = store.folder.root / "restore.ready"
    ready.mkdir()
    for name in ("practice.db", "practice.keys"):
        shutil.copyfile(info.folder / name, ready / name)
    store.folder.database.unlink()
    assert look_at(store.folder, NOW).kind is FolderState.PRESENT
    Restorer(store.folder, store.clock).restore(
        info, keys_of(info), actor=ANN, reason="x", old_head=0
    )
    again = unlocker(store.folder.root).unlock(LOGIN, PASSWORD).store
    assert value_of(again) == 1
    again.close()


def test_nothing_to_finish_does_nothing(store: Store) -> None:
    finish_interrupted_restore(store.folder, NOW)
    assert not store.folder.quarantine.exists()


def test_quarantine_copies_keep_the_originals_and_never_overwrite(store: Store) -> None:
    store.close()
    first = quarantine(store.folder, NOW, copy=True)
    quarantine(store.folder, NOW, copy=True)
    assert store.folder.database.exists()
    assert len([path for path in first.iterdir() if path.name.startswith("practice.db")]) == 2


# --- repair ------------------------------------------------------------------------------------


def test_a_store_with_bad_unused_pages_is_made_whole(store: Store) -> None:
    change(store, 7)
    with store.raw_connection() as connection:
        connection.execute("CREATE TABLE filler (id INTEGER PRIMARY KEY, pad TEXT)")
        for _ in range(40):
            connection.execute("INSERT INTO filler(pad) VALUES (hex(randomblob(4000)))")
        connection.execute("DROP TABLE filler")
    keys = store.keys.copy()
    store.close()
    database = store.folder.database
    data = bytearray(database.read_bytes())
    data[-4096 + 200] ^= 1
    database.write_bytes(data)
    assert check_file(database, keys, store.clock).only_unused_pages
    damaged = DamagedStore(store.folder, keys.copy(), store.clock)
    saved = damaged.repair(None)
    assert all(table.whole for table in saved)
    assert database.read_bytes() == bytes(data), "nothing is moved before it is asked for"
    damaged.put_in_place(ANN, saved)
    damaged.close()
    assert check_file(database, keys, store.clock).intact
    (aside,) = store.folder.quarantine.iterdir()
    assert aside.joinpath("practice.db").read_bytes() == bytes(data)
    again = unlocker(store.folder.root).unlock(LOGIN, PASSWORD).store
    assert value_of(again) == 7
    with again.reading() as unit:
        newest = unit.audit.page(limit=1)[0]
    assert (newest.action, newest.actor) == ("store.repaired", 1)
    again.close()


def test_a_store_that_lost_rows_is_left_for_a_backup(store: Store) -> None:
    for number in range(60):
        change(store, number)
    keys = store.keys.copy()
    store.close()
    database = store.folder.database
    data = bytearray(database.read_bytes())
    for at in range(4096 + 100, len(data), 4096):
        data[at] ^= 1
    database.write_bytes(data)
    damaged = DamagedStore(store.folder, keys.copy(), store.clock)
    with pytest.raises(Problem) as caught:
        damaged.repair(None)
    damaged.close()
    assert caught.value.code == "store-damaged"
    assert database.read_bytes() == bytes(data)
    assert not (store.folder.root / "restore.partial").exists()
