"""Private from the first byte, replaced whole, swept after a crash."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.system import private_files
from app.system.private_files import (
    backup_of,
    free_name,
    make_private_folder,
    read_limited,
    repair_modes,
    replace_atomically,
    sweep_leftovers,
    sync_file,
    write_new,
)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_new_files_and_folders_are_private(tmp_path: Path) -> None:
    folder = make_private_folder(tmp_path / "a" / "b")
    write_new(folder / "x", b"1")
    assert (mode(folder), mode(folder / "x")) == (0o700, 0o600)
    with pytest.raises(FileExistsError):
        write_new(folder / "x", b"2")
    assert (folder / "x").read_bytes() == b"1"


def test_rights_of_others_are_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "x").write_bytes(b"1")
    (folder / "x").chmod(0o644)
    repair_modes(folder)
    assert (mode(folder), mode(folder / "x")) == (0o700, 0o600)
    repair_modes(tmp_path / "absent")


def test_rights_that_cannot_be_changed_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(Problem) as caught:
        make_private_folder(tmp_path)
    assert caught.value.code == "folder-not-private"


def test_replacing_keeps_the_previous_version_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "f"
    replace_atomically(path, b"1", keep_previous=True)
    assert not backup_of(path).exists()
    replace_atomically(path, b"2", keep_previous=True)
    replace_atomically(path, b"3")
    assert (path.read_bytes(), backup_of(path).read_bytes()) == (b"3", b"1")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f", "f.bak"]


@pytest.mark.parametrize("fails_at", ["fsync", "replace"])
def test_a_failed_replacement_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    path = tmp_path / "f"
    write_new(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "full")

    if fails_at == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        replace_atomically(path, b"new", keep_previous=True)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    # What a failed backup copy may leave is swept at the next start, as after a kill.
    sweep_leftovers(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_only_our_leftovers_are_swept(tmp_path: Path) -> None:
    for name in ("practice.keys.0123abcd.tmp", "notes.tmp", "practice.keys"):
        (tmp_path / name).write_bytes(b"x")
    assert sweep_leftovers(tmp_path) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.tmp", "practice.keys"]


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"12345")
    assert read_limited(tmp_path / "f", 5) == b"12345"
    assert read_limited(tmp_path / "f", 4) is None


def test_free_names(tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert free_name(path) == path
    path.touch()
    (tmp_path / "x-2").touch()
    assert free_name(path).name == "x-3"


@pytest.mark.skipif(os.name != "posix", reason="folders are flushed by the system on Windows")
def test_flushing_takes_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is flushed is the very file and folder that were named."""
    flushed: list[int] = []
    usual = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(os.fstat(descriptor).st_ino)
        usual(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    file = tmp_path / "f"
    file.write_bytes(b"kept")
    sync_file(file)
    private_files.sync_folder(tmp_path)
    assert flushed == [file.stat().st_ino, tmp_path.stat().st_ino]
    assert file.read_bytes() == b"kept"
    with pytest.raises(FileNotFoundError):
        sync_file(tmp_path / "absent")


@pytest.mark.skipif(os.name != "posix", reason="folders are flushed by the system on Windows")
def test_a_replaced_file_is_on_the_disk_before_and_after_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut between two of these steps leaves the old file or the new one."""
    steps: list[str] = []
    flush, rename = os.fsync, Path.replace

    def flushed(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("folder" if is_folder else "file")
        flush(descriptor)

    def renamed(path: Path, target: Path) -> Path:
        steps.append(f"name {target.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    replace_atomically(tmp_path / "a", b"one")
    assert steps == ["file", "name a", "folder"]
    steps.clear()
    replace_atomically(tmp_path / "a", b"two", keep_previous=True)
    assert steps == ["file", "file", "name a.bak", "name a", "folder"]
    steps.clear()
    sync_file(tmp_path / "a")
    assert steps == ["file"]


def test_flushing_leaves_nothing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    usual = os.open

    def remembered(path: Path, flags: int, *rest: int) -> int:
        opened.append(usual(path, flags, *rest))
        return opened[-1]

    monkeypatch.setattr(os, "open", remembered)
    (tmp_path / "f").touch()
    sync_file(tmp_path / "f")
    private_files.sync_folder(tmp_path)
    for descriptor in opened:
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(descriptor)
