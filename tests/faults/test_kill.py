"""Killed at any moment: what was promised is there, nothing is half there (F01, F11, F14)."""

from __future__ import annotations

import errno
import random
import secrets
from pathlib import Path

import pytest

from app.domain.audit_chain import AuditEvent
from app.domain.errors import Problem
from app.storage.integrity import check_file
from app.storage.key_slots import password_slot
from app.storage.keyring import Keyring, load_keyring, save_keyring
from app.storage.opening import create_database, finish_creation, open_database
from app.storage.root_keys import RootKeys
from app.system.clock import SystemClock
from app.system.instance_lock import InstanceLock, read_owner
from app.system.paths import DataFolder
from app.system.private_files import sweep_leftovers
from tests.conftest import FULL
from tests.faults.children import ROWS_PER_BATCH, hold_lock, save_keyrings, write_batches
from tests.faults.figures import Figure, note
from tests.faults.kit import child, kill_and_read
from tests.storage_kit import CHEAP_COST, NOW, PASSWORD, make_store, reopen

KILLS = 200 if FULL else 10
KEYRING_KILLS = 200 if FULL else 20


def test_kill_loop_loses_no_commit(tmp_path: Path) -> None:
    """F01."""
    folder = DataFolder(tmp_path)
    key = secrets.token_bytes(32)
    create_database(folder, RootKeys({1: key}), SystemClock(), vault_id="kill")
    finish_creation(folder)
    random_moments = random.Random(1)  # noqa: S311 - repeatable, not secret
    done = 0
    for _ in range(KILLS):
        with child(write_batches, str(tmp_path), key.hex(), str(done)) as process:
            printed = kill_and_read(process, random_moments.uniform(0.005, 0.25))
        done = _check_after_kill(folder, key, max(printed, default=done))
    assert done >= KILLS
    note(Figure("F01", "killed while committing", KILLS, {"lost": 0, "corrupt": 0, "partial": 0}))


def _check_after_kill(folder: DataFolder, key: bytes, promised: int) -> int:
    """Every promised batch is whole; returns the last batch that is there."""
    keys = RootKeys({1: key})
    report = check_file(folder.database, keys, SystemClock())
    assert report.findings == ()
    store = open_database(folder, keys, SystemClock())
    with store.reading() as unit:
        rows = [value["batch"] for value in unit.settings.everything().values()]
        assert unit.audit.verify().intact
    store.close()
    last = max(rows, default=0)
    assert last >= promised
    assert sorted(rows) == sorted(
        batch for batch in range(1, last + 1) for _ in range(ROWS_PER_BATCH)
    )
    return last


def test_keyring_kill_loop_always_leaves_a_whole_one(tmp_path: Path) -> None:
    """F11."""
    path = tmp_path / "practice.keys"
    keys = RootKeys({1: b"k" * 32})
    slots = tuple(
        password_slot(
            "vault", user=user, login=f"u{user}", password=PASSWORD, keys=keys, cost=CHEAP_COST
        )
        for user in range(3)
    )
    save_keyring(path, Keyring("vault", slots))
    random_moments = random.Random(2)  # noqa: S311 - repeatable, not secret
    last = 0
    for _ in range(KEYRING_KILLS):
        with child(save_keyrings, str(path)) as process:
            printed = kill_and_read(process, random_moments.uniform(0.0, 0.03))
        ring, from_backup = load_keyring(path)
        assert not from_backup
        assert ring.slots == slots
        seq = ring.anchor.seq if ring.anchor else 0
        assert max([last, *printed]) <= seq <= max([last, *printed]) + 1
        last = seq
        sweep_leftovers(tmp_path)
        assert {p.name for p in tmp_path.iterdir()} <= {"practice.keys", "practice.keys.bak"}
    assert last >= KEYRING_KILLS
    note(Figure("F11", "killed while saving the key file", KEYRING_KILLS, {"lost": 0}))


def test_a_second_program_is_told_who_holds_the_store(tmp_path: Path) -> None:
    """F14: refused with the owner; the lock of a killed holder is free again."""
    path = tmp_path / "practice.lock"
    with child(hold_lock, str(path)) as process:
        with pytest.raises(Problem) as caught:
            InstanceLock(path).acquire(NOW)
        owner = read_owner(path)
        assert owner is not None
        assert owner.pid == process.pid
        assert owner.since_moment is not None
        assert caught.value.code == "store-in-use"
        assert owner.user in caught.value.happened
        assert "since 11/22/2026" in caught.value.happened
    lock = InstanceLock(path)
    assert lock.acquire(NOW), "the killed holder's note tells of an unclean end"
    lock.release()
    assert not InstanceLock(path).acquire(NOW)


def test_a_lock_is_given_back_on_a_failing_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "practice.lock"
    lock = InstanceLock(path)
    lock.acquire(NOW)
    with monkeypatch.context() as patched:
        patched.setattr("app.system.instance_lock.os.ftruncate", full)
        lock.release()
    assert not lock.held
    again = InstanceLock(path)
    assert again.acquire(NOW), "the note that stayed asks for the whole check"
    again.release()


def test_with_the_lock_bypassed_no_update_is_lost(tmp_path: Path) -> None:
    """F14, second part: two openings write in turn and see each other's rows."""
    first = make_store(tmp_path)
    second = reopen(tmp_path)
    for turn in range(10):
        store = first if turn % 2 else second
        with store.writing() as unit:
            count = unit.settings.get("count", 0)
            unit.settings.put("count", count + 1)
            unit.audit.record(AuditEvent("counted"))
    with first.reading() as unit:
        assert unit.settings.get("count") == 10
        assert unit.audit.verify().intact
    first.close()
    second.close()
