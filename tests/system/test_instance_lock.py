"""One holder at a time, named to the others; the rest is in the fault tests with real kills."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.system.instance_lock import InstanceLock, LockOwner, StoreInUse, read_owner
from tests.storage_kit import NOW


def test_held_refused_released(tmp_path: Path) -> None:
    path = tmp_path / "practice.lock"
    lock, other = InstanceLock(path), InstanceLock(path)
    assert not lock.acquire(NOW)
    assert lock.held
    with pytest.raises(StoreInUse) as caught:
        other.acquire(NOW)
    assert caught.value.owner == LockOwner.here(NOW)
    assert not other.held
    lock.release()
    lock.release()
    assert not other.acquire(NOW)
    other.release()
    assert path.read_bytes() == b""
    assert path.stat().st_mode & 0o077 == 0


def test_text_left_behind_tells_of_an_unclean_end(tmp_path: Path) -> None:
    path = tmp_path / "practice.lock"
    path.write_text(json.dumps({"user": "ann"}))
    lock = InstanceLock(path)
    assert lock.acquire(NOW)
    owner = read_owner(path)
    assert owner is not None
    assert owner.pid == os.getpid()
    lock.release()


def test_a_holder_without_a_readable_note_is_still_refused(tmp_path: Path) -> None:
    path = tmp_path / "practice.lock"
    lock = InstanceLock(path)
    lock.acquire(NOW)
    path.write_text("nonsense")
    with pytest.raises(StoreInUse) as caught:
        InstanceLock(path).acquire(NOW)
    assert caught.value.owner is None
    assert "another ChartPost" in caught.value.happened
    lock.release()
    assert read_owner(tmp_path / "none") is None


@given(st.binary(max_size=120))
def test_any_note_is_read_without_failing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-note"
    path.write_bytes(content)
    owner = read_owner(path)
    assert owner is None or isinstance(owner.pid, int)


@pytest.mark.parametrize("note", [b"[" * 4096, b'{"user":"a","host":"b","pid":1e999}'])
def test_a_hostile_note_is_none(tmp_path: Path, note: bytes) -> None:
    path = tmp_path / "practice.lock"
    path.write_bytes(note)
    assert read_owner(path) is None


def test_a_full_disk_does_not_keep_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    lock = InstanceLock(tmp_path / "practice.lock")
    monkeypatch.setattr("app.system.instance_lock._write_text", full)
    with pytest.raises(OSError, match="space"):
        lock.acquire(NOW)
    monkeypatch.undo()
    assert not lock.held
    lock.acquire(NOW)
    lock.release()


def test_odd_moments_are_none() -> None:
    assert LockOwner("a", "b", 1, "yesterday").since_moment is None
