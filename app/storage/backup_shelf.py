"""The backups there are: their manifests, which ones to keep, and copies of them elsewhere."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.domain.audit_chain import Anchor
from app.domain.errors import Problem
from app.system.paths import DATABASE_NAME, KEYRING_NAME, DataFolder
from app.system.private_files import (
    FOLDER_MODE,
    PARTIAL_SUFFIX,
    is_full_disk,
    read_limited,
    sync_file,
    sync_folder,
)

MANIFEST_NAME = "manifest.json"
KEEP_ALL_FOR = timedelta(days=2)
KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 14, 8, 12
_LARGEST_MANIFEST = 100_000
_BLOCK = 1 << 20
Copied = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One verified backup.

    Attributes:
        folder: where it is.
        made_at: when it was made and verified.
        schema: the form of its tables.
        app_version: the program that made it.
        vault: the practice's store it belongs to.
        sample: whether it is of the sample practice.
        head: the audit trail's head in it.
        counts: rows by table.
        files: size and SHA-256 by file name.
    """

    folder: Path
    made_at: datetime
    schema: int
    app_version: str
    vault: str
    sample: bool
    head: Anchor
    counts: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]

    @property
    def database(self) -> Path:
        """The encrypted copy."""
        return self.folder / DATABASE_NAME

    @property
    def keyring(self) -> Path:
        """The keyring of that moment; its passwords are those of then."""
        return self.folder / KEYRING_NAME

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


def list_backups(shelf: Path) -> list[BackupInfo]:
    """Every backup with a readable manifest, newest first."""
    if not shelf.is_dir():
        return []
    found = [read_manifest(folder) for folder in shelf.iterdir() if folder.is_dir()]
    return sorted((info for info in found if info), key=lambda i: i.made_at, reverse=True)


def newest_backup(shelf: Path) -> BackupInfo | None:
    """The newest verified backup."""
    return next(iter(list_backups(shelf)), None)


def read_manifest(folder: Path) -> BackupInfo | None:
    """What a backup says about itself; None when it is unfinished or unreadable."""
    if folder.name.endswith(PARTIAL_SUFFIX):
        return None
    try:
        data = read_limited(folder / MANIFEST_NAME, _LARGEST_MANIFEST)
        return _info_from(folder, json.loads(data or b""))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def encode_manifest(info: BackupInfo) -> bytes:
    """The manifest's content."""
    body = {
        "format": 1,
        "made_at": info.made_at.isoformat(),
        "schema": info.schema,
        "app_version": info.app_version,
        "vault": info.vault,
        "sample": info.sample,
        "audit": {"seq": info.head.seq, "mac": info.head.mac.hex(), "at": info.head.at},
        "counts": dict(info.counts),
        "files": {
            name: {"size": size, "sha256": digest} for name, (size, digest) in info.files.items()
        },
    }
    return json.dumps(body, indent=1, sort_keys=True).encode("utf-8")


def measured(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of the files a backup consists of."""
    return {
        name: (folder.joinpath(name).stat().st_size, digest_of(folder / name))
        for name in (DATABASE_NAME, KEYRING_NAME)
    }


def digest_of(path: Path) -> str:
    """The file's SHA-256 in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def is_complete(info: BackupInfo) -> bool:
    """Whether every file is there in its size; told at once, where comparing all bytes is long."""
    try:
        return all(
            info.folder.joinpath(name).stat().st_size == size
            for name, (size, _) in info.files.items()
        )
    except OSError:
        return False


def refuse_changed(info: BackupInfo, folder: Path | None = None) -> None:
    """Compare a backup's files, or a copy of them, with its manifest.

    Raises:
        Problem: ``backup-damaged``.
    """
    try:
        same = measured(folder or info.folder) == dict(info.files)
    except OSError:
        same = False
    if not same:
        raise Problem(
            "backup-damaged",
            "This backup is not as it was made.",
            unharmed="Your store and the other backups are not affected.",
            next_step="Choose another backup.",
        )


def refuse_full_disk(target: Path, needed: int) -> None:
    """Fail early when there is not enough room.

    Raises:
        Problem: ``backup-no-space``.
    """
    if shutil.disk_usage(target).free < needed:
        raise no_space()


def no_space() -> Problem:
    """The target has no room for a backup."""
    return Problem(
        "backup-no-space",
        "There is not enough free space for the backup, so none was made.",
        unharmed="Your store is intact and the earlier backups are still there.",
        next_step="Free some space on that disk or choose another place, then back up again.",
    )


def refuse_data_folder(target: Path) -> None:
    """A copy among the files of a practice would pass for a backup of that practice.

    Raises:
        Problem: ``target`` is the data folder of a practice, or the shelf in one.
    """
    if any(_is_data_folder(folder) for folder in (target.absolute(), target.resolve())):
        raise Problem(
            "backup-into-data",
            f"{target} is the data folder of a practice, not a place for copies.",
            unharmed="Nothing was copied there.",
            next_step="Choose a folder of its own, best on another disk.",
        )


def _is_data_folder(folder: Path) -> bool:
    """Whether a practice has its store here, or its shelf of backups."""
    here, around = DataFolder(folder), DataFolder(folder.parent)
    place = around if around.backups == folder else here
    try:
        return place.has_database or place.has_keyring
    except OSError:
        # what may not be looked at cannot be written either
        return False


def copy_backup(
    info: BackupInfo, target: Path, *, step: Copied = lambda _done, _total: None
) -> BackupInfo:
    """Put a verified copy of a backup on a second place, such as a USB disk or a share.

    Such places often know no rights of single accounts; the copy is encrypted in any case. ``step``
    is told the bytes copied, of how many; it may raise to cancel, which leaves nothing behind.

    Raises:
        Problem: no space, not writable, a practice's data folder, or the copy differs from the
            original.
    """
    refuse_data_folder(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        refuse_full_disk(target, 2 * info.size)
        final = target / info.folder.name
        if read_manifest(final) is not None:
            raise Problem("backup-exists", "This backup is already there.")
        _copy_whole(info, target / (final.name + PARTIAL_SUFFIX), final, step)
    except OSError as error:
        raise no_space() if is_full_disk(error) else _no_second_place() from None
    return replace(info, folder=final)


def _copy_whole(info: BackupInfo, partial: Path, final: Path, step: Copied) -> None:
    shutil.rmtree(partial, ignore_errors=True)
    done = 0
    try:
        partial.mkdir(mode=FOLDER_MODE)
        for name in (*info.files, MANIFEST_NAME):
            with (info.folder / name).open("rb") as source, (partial / name).open("xb") as copy:
                while block := source.read(_BLOCK):
                    step(done, info.size)
                    copy.write(block)
                    done += len(block)
            sync_file(partial / name)
        refuse_changed(info, partial)
        partial.replace(final)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    with contextlib.suppress(OSError):
        # Some memory sticks and shares cannot do this; the files themselves are on the disk.
        sync_folder(final.parent)


def _no_second_place() -> Problem:
    return Problem(
        "backup-second-place",
        "The second copy of the backup could not be written.",
        unharmed="The backup on this computer was made and checked.",
        next_step="Connect the disk or choose another second place under Settings.",
    )


def thin(shelf: Path, now: datetime) -> list[Path]:
    """Remove backups that the schedule does not keep; returns their folders."""
    backups = list_backups(shelf)
    kept = worth_keeping([info.made_at for info in backups], now)
    gone = [info.folder for info in backups if info.made_at not in kept]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return gone


def sweep_partial(shelf: Path) -> None:
    """Remove what an interrupted backup left behind."""
    if shelf.is_dir():
        for folder in shelf.glob("*" + PARTIAL_SUFFIX):
            shutil.rmtree(folder, ignore_errors=True)


def worth_keeping(moments: Sequence[datetime], now: datetime) -> set[datetime]:
    """All of the last two days, then the newest of 14 days, 8 weeks and 12 months; always the last.

    Counting is by periods that have a backup, so a closed office loses none of its older ones.
    """
    ordered = sorted((moment.astimezone(UTC) for moment in moments), reverse=True)
    kept = {moment for moment in ordered if now - moment <= KEEP_ALL_FOR}
    kept.update(ordered[:1])
    kept |= _newest_of_each(ordered, KEEP_DAYS, lambda m: (m.year, m.month, m.day))
    kept |= _newest_of_each(ordered, KEEP_WEEKS, lambda m: m.isocalendar()[:2])
    kept |= _newest_of_each(ordered, KEEP_MONTHS, lambda m: (m.year, m.month))
    return kept


def _newest_of_each(ordered: Iterable[datetime], count: int, period: Any) -> set[datetime]:
    newest: dict[Any, datetime] = {}
    for moment in ordered:
        newest.setdefault(period(moment), moment)
    return set(list(newest.values())[:count])


def _info_from(folder: Path, raw: Mapping[str, Any]) -> BackupInfo:
    if raw["format"] != 1:
        raise ValueError("an unknown kind of manifest")
    made_at = datetime.fromisoformat(raw["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    audit = raw["audit"]
    return BackupInfo(
        folder=folder,
        made_at=made_at.astimezone(UTC),
        schema=int(raw["schema"]),
        app_version=str(raw["app_version"]),
        vault=str(raw["vault"]),
        sample=bool(raw["sample"]),
        head=Anchor(int(audit["seq"]), bytes.fromhex(audit["mac"]), str(audit["at"])),
        counts={str(name): int(count) for name, count in raw["counts"].items()},
        files={
            name: (int(raw["files"][name]["size"]), str(raw["files"][name]["sha256"]))
            for name in (DATABASE_NAME, KEYRING_NAME)
        },
    )
