"""The backups in a folder that a person names: one, a whole second place, or a data folder.

The promise: whatever finished backups lie there are offered, each with whose it is and whether its
files are all there; nothing is opened and nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Problem
from app.storage.backup_shelf import BackupInfo, is_complete, list_backups, read_manifest
from app.storage.keyring import load_keyring
from app.system.paths import DataFolder

OURS, OTHERS, SAMPLE = "this practice", "another practice", "sample practice"


@dataclass(frozen=True, slots=True)
class FoundBackup:
    """One backup to choose.

    Attributes:
        whose: in words; empty where there is no practice to compare with and no second one.
        complete: its files are there in the sizes they were made with.
    """

    info: BackupInfo
    whose: str = ""
    complete: bool = True


def require_backup(folder: Path) -> BackupInfo:
    """The backup in a folder.

    Raises:
        Problem: there is none, or it is unfinished.
    """
    info = read_manifest(folder)
    if info is None:
        raise _none_here(folder)
    return info


def find_backups(chosen: Path, home: DataFolder) -> tuple[FoundBackup, ...]:
    """Every backup in ``chosen``, newest first; ``home`` is the data folder in use.

    Raises:
        Problem: there is none, or the folder cannot be read.
    """
    try:
        one = read_manifest(chosen)
        found = [one] if one else list_backups(chosen) or list_backups(DataFolder(chosen).backups)
    except OSError:
        raise _unreadable(chosen) from None
    if not found:
        raise _none_here(chosen)
    return described(found, home)


def described(found: list[BackupInfo], home: DataFolder) -> tuple[FoundBackup, ...]:
    """Backups with whose they are, as seen from a data folder."""
    ours, several = _vault_of(home), len({info.vault for info in found}) > 1
    return tuple(
        FoundBackup(info, _whose(info, ours, several=several), is_complete(info)) for info in found
    )


def _vault_of(home: DataFolder) -> str:
    try:
        ring, _ = load_keyring(home.keyring)
    except Problem:
        return ""
    return ring.vault


def _whose(info: BackupInfo, ours: str, *, several: bool) -> str:
    if info.sample:
        return SAMPLE
    if ours:
        return OURS if info.vault == ours else OTHERS
    # names are not in a backup's open part, so two practices are told apart by their stores
    return f"practice {info.vault[:4].upper()}" if several else ""


def _none_here(folder: Path) -> Problem:
    inside = list_backups(folder)
    if inside:
        count = f"{len(inside)} backups" if len(inside) > 1 else "one"
        return Problem(
            "no-backup",
            f"This folder is not a backup itself; it holds {count}.",
            next_step=f"Name the backup's own folder; the newest is {inside[0].folder}.",
        )
    there = "holds no finished ChartPost backup" if folder.is_dir() else "is not there"
    return Problem(
        "no-backup",
        f"The folder {folder} {there}.",
        next_step="Choose the folder of a backup, or the place that backups are copied to.",
    )


def _unreadable(folder: Path) -> Problem:
    return Problem(
        "no-access",
        f"The folder {folder} cannot be read by this account.",
        next_step="Choose another folder, or ask whoever looks after the computer.",
    )
