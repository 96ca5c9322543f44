"""Getting into a practice's store: every refusal is its own message and changes nothing (F30)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.domain.recovery_code import format_recovery_code, parse_recovery_code
from app.storage.faults import StoreDamaged, disk_full
from app.storage.key_slots import WrongPassword
from app.storage.keyring import decode_keyring, load_keyring, save_keyring
from app.storage.migrate import newest_schema
from app.storage.store import Store
from app.storage.unlocking import FirstAccount, StoreRolledBack
from app.system.instance_lock import InstanceLock
from app.system.private_files import backup_of
from tests.storage_kit import (
    LOGIN,
    NOW,
    PASSWORD,
    RECOVERY_BODY,
    make_store,
    make_vault,
    unlocker,
)

NEW_PASSWORD = "seven quiet lanterns 88"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "data"
    make_vault(folder).close()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A closed practice of its own."""
    target = tmp_path / "data"
    shutil.copytree(template, target)
    return target


def code_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        attempt()
    problem = caught.value
    assert problem.happened.endswith(".")
    assert problem.next_step.endswith(".")
    return problem.code


def enter(folder: Path) -> Store:
    return unlocker(folder).unlock(LOGIN, PASSWORD).store


def test_set_up_then_in_by_password_and_by_code(folder: Path) -> None:
    assert parse_recovery_code(format_recovery_code(RECOVERY_BODY)) == RECOVERY_BODY
    unlocked = unlocker(folder).unlock(" Ann ", PASSWORD)
    assert unlocked.member is not None
    assert unlocked.member.name == "Ann Example"
    assert not unlocked.left_behind
    unlocked.store.close()
    recovered = unlocker(folder).recover(RECOVERY_BODY)
    assert recovered.member is None
    recovered.store.close()


def test_every_failed_sign_in_says_the_same(folder: Path) -> None:
    def said(login: str, password: str) -> str:
        with pytest.raises(WrongPassword) as caught:
            unlocker(folder).unlock(login, password)
        return caught.value.sentences

    store = enter(folder)
    with store.writing() as unit:
        member = unit.staff.get(1)
        unit.staff.save(replace(member, active=False))
    store.close()
    disabled = said(LOGIN, PASSWORD)
    assert {said(LOGIN, "wrong"), said("nobody", PASSWORD), said(LOGIN, "")} == {disabled}
    with pytest.raises(WrongPassword):
        unlocker(folder).recover("0" * 24)


def test_the_five_refusals_differ(folder: Path, tmp_path: Path) -> None:
    """Wrong password, in use, damaged, not ours, newer: five codes and five sentences."""
    database = folder / "practice.db"
    good = database.read_bytes()
    seen: dict[str, str] = {}

    def note(wanted: str) -> None:
        with pytest.raises(Problem) as caught:
            unlocker(folder).unlock(LOGIN, PASSWORD if wanted != "wrong-password" else "no")
        assert caught.value.code == wanted
        seen[wanted] = caught.value.happened

    note("wrong-password")
    holder = enter(folder)
    note("store-in-use")
    holder.close()
    database.write_bytes(good[:2000] + bytes(96) + good[2096:])
    note("store-damaged")
    with dbapi2.connect(str(tmp_path / "plain.db")) as plain:
        plain.execute("CREATE TABLE t (a)")
    plain.close()
    database.write_bytes((tmp_path / "plain.db").read_bytes())
    note("not-our-store")
    database.write_bytes(good)
    store = enter(folder)
    with store.raw_connection() as connection:
        connection.execute(f"PRAGMA user_version={newest_schema() + 1}")
    store.abandon()
    note("store-newer")
    assert len(set(seen.values())) == 5
    assert "since" in seen["store-in-use"]


def test_an_encrypted_database_of_another_program_is_not_ours(folder: Path) -> None:
    store = enter(folder)
    with store.raw_connection() as connection:
        connection.execute("PRAGMA application_id=42")
    store.abandon()
    assert code_of(lambda: enter(folder)) == "not-our-store"


@pytest.mark.parametrize("length", [0, 100, 4095])
def test_a_file_cut_to_nearly_nothing_is_refused_before_opening(folder: Path, length: int) -> None:
    """F06, the short ones."""
    database = folder / "practice.db"
    database.write_bytes(database.read_bytes()[:length])
    assert code_of(lambda: enter(folder)) == "store-damaged"
    assert database.stat().st_size == length


def test_missing_files_have_their_own_words(folder: Path, tmp_path: Path) -> None:
    assert code_of(lambda: enter(tmp_path / "empty")) == "store-missing"
    (folder / "practice.db").rename(tmp_path / "moved.db")
    assert code_of(lambda: enter(folder)) == "store-missing"
    assert not (folder / "practice.db").exists()
    (tmp_path / "moved.db").rename(folder / "practice.db")
    (folder / "practice.keys").unlink()
    backup_of(folder / "practice.keys").unlink()
    assert code_of(lambda: enter(folder)) == "keyring-missing"


def test_damaged_swapped_and_newer_keyrings(folder: Path, tmp_path: Path) -> None:
    """F11, the files themselves."""
    path = folder / "practice.keys"
    good = path.read_bytes()
    for content in (b"", b"\xff" * 40, good[: len(good) // 2], b"x" * 1_000_001):
        path.write_bytes(content)
        unlocked = unlocker(folder).unlock(LOGIN, PASSWORD)
        assert unlocked.keyring_rebuilt
        unlocked.store.close()
        assert decode_keyring(path.read_bytes()).for_login(LOGIN) is not None
    path.write_bytes(b"")
    backup_of(path).write_bytes(b"")
    assert code_of(lambda: enter(folder)) == "keyring-damaged"
    path.write_bytes(json.dumps({**json.loads(good), "format": 9}).encode())
    assert code_of(lambda: enter(folder)) == "store-newer"
    other = FirstAccount(LOGIN, "Bob Example", PASSWORD)
    unlocker(tmp_path / "other").create(other, RECOVERY_BODY).store.close()
    path.write_bytes((tmp_path / "other" / "practice.keys").read_bytes())
    # The other practice's keyring opens with its own password, and then nothing fits.
    assert code_of(lambda: enter(folder)) == "store-damaged"


def test_a_tampered_slot_in_a_resealed_file_is_a_wrong_password(folder: Path) -> None:
    path = folder / "practice.keys"
    ring, _ = load_keyring(path)
    slot = ring.for_login(LOGIN)
    assert slot is not None
    save_keyring(path, ring.with_slot(replace(slot, kdf={**slot.kdf, "t": 10**6})))
    assert code_of(lambda: enter(folder)) == "wrong-password"
    save_keyring(path, replace(ring, vault="another"))
    assert code_of(lambda: enter(folder)) == "wrong-password"


def test_failed_attempts_let_go_of_the_lock(folder: Path) -> None:
    with pytest.raises(WrongPassword):
        unlocker(folder).unlock(LOGIN, "no")
    enter(folder).close()


def test_an_unclean_end_is_noticed_once(folder: Path) -> None:
    (folder / "practice.lock").write_text("{broken")
    unlocked = unlocker(folder).unlock(LOGIN, PASSWORD)
    assert unlocked.left_behind
    unlocked.store.close()
    again = unlocker(folder).unlock(LOGIN, PASSWORD)
    assert not again.left_behind
    again.store.close()


def test_leftovers_are_swept_and_modes_repaired(folder: Path) -> None:
    leftover = folder / "practice.keys.0123abcd.tmp"
    leftover.write_bytes(b"x")
    (folder / "practice.db").chmod(0o644)
    folder.chmod(0o755)
    enter(folder).close()
    assert not leftover.exists()
    assert (folder / "practice.db").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_forbidden_places_are_refused_for_set_up_and_opening(folder: Path, tmp_path: Path) -> None:
    closed = replace(unlocker(folder), check_place=lambda _: "This is a share.")
    assert code_of(lambda: closed.unlock(LOGIN, PASSWORD)) == "forbidden-place"
    new = replace(unlocker(tmp_path / "new"), check_place=lambda _: "This is a share.")
    account = FirstAccount("a", "A", PASSWORD)
    assert code_of(lambda: new.create(account, RECOVERY_BODY)) == "forbidden-place"
    assert not (tmp_path / "new").exists()


def test_set_up_never_overwrites(folder: Path) -> None:
    before = (folder / "practice.db").read_bytes()
    account = FirstAccount("a", "A", PASSWORD)
    assert code_of(lambda: unlocker(folder).create(account, RECOVERY_BODY)) == "store-exists"
    assert (folder / "practice.db").read_bytes() == before


def test_a_failed_set_up_leaves_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.storage.unlocking.save_keyring", full)
    account = FirstAccount("a", "A", PASSWORD)
    with pytest.raises(OSError, match="space"):
        unlocker(tmp_path / "d").create(account, RECOVERY_BODY)
    monkeypatch.undo()
    opened = unlocker(tmp_path / "d").create(account, RECOVERY_BODY)
    assert opened.member is not None
    opened.store.close()


# --- the vault of an open store ----------------------------------------------------------------


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = enter(folder)
    yield opened
    opened.close()


def test_own_password_is_changed_only_with_the_old_one(store: Store, folder: Path) -> None:
    with pytest.raises(WrongPassword):
        store.vault.change_password(user=1, old="guess", new=NEW_PASSWORD)
    with pytest.raises(WrongPassword):
        store.vault.change_password(user=9, old=PASSWORD, new=NEW_PASSWORD)
    store.vault.change_password(user=1, old=PASSWORD, new=NEW_PASSWORD)
    store.vault.check_password(user=1, password=NEW_PASSWORD)
    with pytest.raises(WrongPassword):
        store.vault.check_password(user=1, password=PASSWORD)
    store.close()
    assert code_of(lambda: enter(folder)) == "wrong-password"
    unlocker(folder).unlock(LOGIN, NEW_PASSWORD).store.close()


def test_people_are_added_and_removed_but_never_the_last(store: Store) -> None:
    store.vault.set_password(user=2, login="Bob", password=NEW_PASSWORD)
    store.vault.check_password(user=2, password=NEW_PASSWORD)
    store.vault.remove(1)
    assert code_of(lambda: store.vault.remove(2)) == "last-password"
    assert store.vault.ring.recovery is not None
    store.vault.set_password(user=1, login=LOGIN, password=PASSWORD)


def test_a_new_recovery_code_replaces_the_old(store: Store, folder: Path) -> None:
    store.vault.set_recovery("Z" * 24)
    store.close()
    with pytest.raises(WrongPassword):
        unlocker(folder).recover(RECOVERY_BODY)
    unlocker(folder).recover("Z" * 24).store.close()


def test_a_copy_of_the_keyring_is_kept_in_the_database(store: Store) -> None:
    store.vault.set_recovery("Y" * 24)
    with store.reading() as unit:
        copy = unit.facts.get().keyring_copy
    assert copy is not None
    assert decode_keyring(copy).slots == store.vault.ring.slots


def test_a_store_without_keyring_has_no_vault(tmp_path: Path) -> None:
    bare = make_store(tmp_path / "bare")
    with pytest.raises(RuntimeError, match="keyring"):
        _ = bare.vault
    bare.close()


# --- older copies put back (F07) ---------------------------------------------------------------


def test_an_older_file_put_back_is_reported_and_can_be_accepted(folder: Path) -> None:
    database = folder / "practice.db"
    old = database.read_bytes()
    store = enter(folder)
    with store.writing() as unit:
        unit.audit.record(AuditEvent("something.new"))
    store.close()
    database.write_bytes(old)
    with pytest.raises(StoreRolledBack) as caught:
        enter(folder)
    assert caught.value.report.first_fault == 3
    with pytest.raises(StoreRolledBack):
        enter(folder)
    accepted = unlocker(folder).unlock(LOGIN, PASSWORD, accept_rollback=True)
    with accepted.store.reading() as unit:
        assert unit.audit.page(limit=1)[0].action == "integrity.rollback_accepted"
    accepted.store.close()
    enter(folder).close()


def test_a_deleted_log_file_is_reported(folder: Path) -> None:
    store = enter(folder)
    with store.writing() as unit:
        unit.audit.record(AuditEvent("noted.outside"))
    with store.reading() as unit:
        anchor = unit.audit.anchor()
    store.vault.note_anchor(anchor)
    # A copy as after a crash, without the log file.
    main, keys = (folder / "practice.db").read_bytes(), (folder / "practice.keys").read_bytes()
    store.close()
    (folder / "practice.db").write_bytes(main)
    (folder / "practice.keys").write_bytes(keys)
    assert code_of(lambda: enter(folder)) == "store-rolled-back"


def test_one_old_page_put_back_is_reported(folder: Path) -> None:
    database = folder / "practice.db"
    old = database.read_bytes()
    store = enter(folder)
    with store.writing() as unit:
        for number in range(3):
            unit.audit.record(AuditEvent("work.done", "x", number))
    store.close()
    new = database.read_bytes()
    changed = [
        at
        for at in range(4096, min(len(old), len(new)), 4096)
        if old[at : at + 4096] != new[at : at + 4096]
    ]
    reported = 0
    for at in changed:
        database.write_bytes(new[:at] + old[at : at + 4096] + new[at + 4096 :])
        try:
            enter(folder).close()
        except (StoreRolledBack, StoreDamaged):
            reported += 1
        database.write_bytes(new)
    # Pages of the trail itself; others hold no events and are the full check's business.
    assert reported >= 2


def test_a_full_disk_never_keeps_the_store_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    store = enter(folder)
    with store.writing() as unit:
        unit.audit.record(AuditEvent("something.new"))
    before = (folder / "practice.keys").read_bytes()
    monkeypatch.setattr("app.storage.keyring.replace_atomically", full)
    assert code_of(lambda: store.vault.set_recovery("Z" * 24)) == "disk-full"
    store.close()
    monkeypatch.undo()
    assert store.keys.newest_first == []
    assert (folder / "practice.keys").read_bytes() == before
    enter(folder).close()


def test_a_checkpoint_that_fails_does_not_keep_the_store_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Store) -> bool:
        raise disk_full()

    store = enter(folder)
    monkeypatch.setattr(Store, "checkpoint", full)
    store.close()
    monkeypatch.undo()
    assert store.keys.newest_first == []
    enter(folder).close()


def test_a_folder_that_may_not_be_written_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise PermissionError(13, "no")

    monkeypatch.setattr(InstanceLock, "acquire", refuse)
    assert code_of(lambda: enter(folder)) == "store-not-writable"


def test_damage_leaves_no_new_anchor(folder: Path) -> None:
    store = enter(folder)
    before = store.vault.ring.anchor
    store.note_damage()
    store.close()
    assert load_keyring(folder / "practice.keys")[0].anchor == before


def test_the_lock_names_its_holder(folder: Path) -> None:
    lock = InstanceLock(folder / "practice.lock")
    lock.acquire(NOW)
    with pytest.raises(Problem) as caught:
        enter(folder)
    assert caught.value.code == "store-in-use"
    lock.release()
    enter(folder).close()
