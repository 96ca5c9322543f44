"""Where a live store may not be (F16), with invented answers of the system."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.system.places import Probes, backup_warning, refusal, system_probes

LOCAL = [("/", "ext4"), ("/mnt/nas", "nfs4"), ("/mnt/win", "fuseblk"), ("/mnt/ssh", "fuse.sshfs"),
         ("/mnt/share", "cifs"), ("/mnt/a b", "smb3")]  # fmt: skip


def probes(
    platform: str = "linux", drive: int = 3, *, writable: bool = True, mounts: bool = True
) -> Probes:
    return Probes(lambda: LOCAL if mounts else [], lambda _: drive, lambda _: writable, platform)


@pytest.mark.parametrize(
    ("folder", "word"),
    [
        ("/mnt/nas/practice", "network"),
        ("/mnt/ssh", "network"),
        ("/mnt/share/x", "network"),
        ("/mnt/a b/x", "network"),
        ("\\\\server\\share\\practice", "network"),
        ("//server/share", "network"),
        ("/home/ann/Dropbox/practice", "cloud"),
        ("/home/ann/OneDrive - Elm Clinic/x", "cloud"),
        ("C:\\Users\\ann\\OneDrive\\x", "cloud"),
        ("/Users/ann/Library/Mobile Documents/x", "cloud"),
        ("/Users/ann/Library/CloudStorage/GoogleDrive-ann/x", "cloud"),
        ("/media/ann/USB/x", "removable"),
        ("/run/media/ann/USB/x", "removable"),
    ],
)
def test_places_that_eat_databases_are_refused(folder: str, word: str) -> None:
    sentence = refusal(Path(folder), probes())
    assert sentence is not None
    assert word in sentence
    assert sentence.endswith(".")
    assert backup_warning(Path(folder), probes()) == sentence


@pytest.mark.parametrize("folder", ["/home/ann/data", "/mnt/win/data", "/mnt/nasty", "/boxes/x"])
def test_local_places_are_fine(folder: str) -> None:
    assert refusal(Path(folder), probes()) is None
    assert backup_warning(Path(folder), probes()) is None


def test_windows_drives_are_asked_for_their_type() -> None:
    place = Path("Z:/practice")
    assert "network" in (refusal(place, probes("win32", 4)) or "")
    assert "removable" in (refusal(place, probes("win32", 2)) or "")
    assert refusal(place, probes("win32", 3)) is None
    assert refusal(place, probes("win32", 2), allow_removable=True) is None


def test_mac_volumes_are_removable() -> None:
    assert "removable" in (refusal(Path("/Volumes/Stick/x"), probes("darwin")) or "")


def test_other_places_of_a_mac_are_not_removable(tmp_path: Path) -> None:
    assert backup_warning(Path("/Users/ann/practice"), probes("darwin")) is None
    assert backup_warning(Path("/Volumes/Stick/x"), probes("linux")) is None


def test_a_mount_over_another_counts(tmp_path: Path) -> None:
    mounts = [("/", "ext4"), ("/srv", "ext4"), ("/srv", "cifs")]
    over = Probes(lambda: mounts, lambda _: 3, lambda _: True, "linux")
    assert "network" in (backup_warning(Path("/srv/x"), over) or "")
    under = Probes(lambda: mounts[::-1], lambda _: 3, lambda _: True, "linux")
    assert backup_warning(Path("/srv/x"), under) is None


def test_the_systems_list_of_mounts_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "/dev/sda1 / ext4 rw 0 0\n//nas/p /mnt/a\\040b cifs rw 0 0\nnonsense\n\n"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: text)
    assert system_probes().mounts() == [("/", "ext4"), ("/mnt/a b", "cifs")]


def test_folders_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    assert "write" in (refusal(tmp_path, probes(writable=False)) or "")
    (tmp_path / "file").touch()
    assert "file" in (refusal(tmp_path / "file", probes()) or "")


def test_a_link_into_a_synced_folder_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "innocent").symlink_to(tmp_path / "Dropbox")
    assert "cloud" in (refusal(tmp_path / "innocent" / "x", probes()) or "")


def test_the_real_answers_of_this_computer(tmp_path: Path) -> None:
    assert refusal(tmp_path, system_probes()) is None
    assert refusal(tmp_path) is None
    assert system_probes().drive_type("/") == 0
