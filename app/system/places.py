"""Says whether a folder can hold the live store, and if not, why.

Network shares lose locks and flushes, sync programs copy half-written files, removable disks get
pulled: each of these has eaten databases, so the live store stays on a disk inside the computer.
Backups may go to such places.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "win32":
    import ctypes

Mounts = Callable[[], list[tuple[str, str]]]

_NETWORK_TYPES = (
    "nfs", "cifs", "smb", "fuse", "9p", "afs", "ceph", "glusterfs", "davfs", "ncpfs", "sshfs",
    "afpfs", "webdav", "vboxsf", "prl_fs", "vmhgfs",
)  # fmt: skip
# Block devices under FUSE are local disks.
_LOCAL_FUSE = frozenset({"fuseblk"})
_SYNCED_NAMES = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "icloud drive",
    "iclouddrive", "mobile documents", "com~apple~clouddocs", "cloudstorage", "box", "box sync",
    "nextcloud", "owncloud", "pcloud drive", "syncthing", "megasync", "tresorit",
)  # fmt: skip
_SYNCED_STARTS = ("onedrive -", "dropbox (", "onedrive-", "googledrive-", "dropbox-", "box-")
_REMOVABLE_ROOTS = ("/media/", "/run/media/")

_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_CDROM = 2, 4, 5


@dataclass(frozen=True, slots=True)
class Probes:
    """What is asked of the system; replaced in tests.

    Attributes:
        mounts: mount points with their file system types (Linux).
        drive_type: Windows' number for the drive of a path.
        writable: whether this account may write into an existing folder.
        platform: as ``sys.platform``.
    """

    mounts: Mounts
    drive_type: Callable[[str], int]
    writable: Callable[[Path], bool]
    platform: str


def refusal(
    folder: Path, probes: Probes | None = None, *, allow_removable: bool = False
) -> str | None:
    """One sentence why the live store cannot be kept there, or None when it can.

    Args:
        folder: may not exist yet; then its nearest existing parent decides.
        probes: the system's answers, for tests.
        allow_removable: the person insisted after the warning.
    """
    ask = probes or system_probes()
    return (
        _first(_network_reason, folder, ask)
        or _first(_synced_reason, folder, ask)
        or (None if allow_removable else _first(_removable_reason, folder, ask))
        or _read_only_reason(folder, ask)
    )


def backup_warning(folder: Path, probes: Probes | None = None) -> str | None:
    """A remark on a backup or export target that leaves the computer; never a refusal."""
    ask = probes or system_probes()
    return (
        _first(_network_reason, folder, ask)
        or _first(_synced_reason, folder, ask)
        or _first(_removable_reason, folder, ask)
    )


def on_one_disk(folder: Path, other: Path) -> bool:
    """Whether both lie on one volume; where a folder does not exist yet, its parent decides."""
    try:
        return _volume(folder) == _volume(other)
    except OSError:
        return False


def system_probes() -> Probes:
    """The real answers of this computer."""
    return Probes(_read_mounts, _windows_drive_type, _is_writable, sys.platform)


def _first(reason: Callable[[str, Probes], str | None], folder: Path, ask: Probes) -> str | None:
    """Ask about the folder as named and as it really is behind links and mapped letters."""
    return reason(str(folder), ask) or reason(str(folder.resolve()), ask)


def _network_reason(text: str, ask: Probes) -> str | None:
    sentence = "This folder is on a network drive, where a live store can be damaged."
    if text.startswith(("\\\\", "//")):
        return sentence
    if ask.platform == "win32":
        return sentence if ask.drive_type(text) == _DRIVE_REMOTE else None
    kind = _mount_type(text, ask.mounts())
    if kind not in _LOCAL_FUSE and kind.startswith(_NETWORK_TYPES):
        return sentence
    return None


def _synced_reason(text: str, _ask: Probes) -> str | None:
    for part in text.replace("\\", "/").casefold().split("/"):
        if part in _SYNCED_NAMES or part.startswith(_SYNCED_STARTS):
            return (
                "This folder is copied to a cloud service, "
                "which can catch the store half-written and takes it out of the office."
            )
    return None


def _removable_reason(text: str, ask: Probes) -> str | None:
    sentence = "This folder is on a removable disk, which can be pulled out or lost."
    if ask.platform == "win32":
        return sentence if ask.drive_type(text) in (_DRIVE_REMOVABLE, _DRIVE_CDROM) else None
    if text.startswith(_REMOVABLE_ROOTS):
        return sentence
    if ask.platform == "darwin" and text.startswith("/Volumes/"):
        return sentence
    return None


def _read_only_reason(folder: Path, ask: Probes) -> str | None:
    existing = next((place for place in (folder, *folder.parents) if place.exists()), None)
    if existing is None or not ask.writable(existing):
        return "ChartPost may not write to this folder."
    if not existing.is_dir():
        return "This is a file, not a folder."
    return None


def _volume(folder: Path) -> int:
    real = folder.resolve()
    return next(place.stat().st_dev for place in (real, *real.parents) if place.exists())


def _mount_type(text: str, mounts: list[tuple[str, str]]) -> str:
    best = ("", "")
    for point, kind in mounts:
        inside = text == point or text.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1].casefold()


def _read_mounts() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    rows = [line.split(" ") for line in lines]
    return [(row[1].replace("\\040", " "), row[2]) for row in rows if len(row) > 2]


if sys.platform == "win32":

    def _windows_drive_type(text: str) -> int:
        drive = os.path.splitdrive(text)[0]
        return int(ctypes.windll.kernel32.GetDriveTypeW(drive + "\\"))

else:

    def _windows_drive_type(_text: str) -> int:
        return 0


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)
