"""What lies in a data folder, told without a password and without changing anything (F30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import Problem
from app.storage.connecting import refuse_unlikely_file
from app.storage.keyring import load_keyring
from app.storage.restore import is_half_restored
from app.system.instance_lock import LockOwner, StoreInUse, who_holds
from app.system.paths import DataFolder
from app.system.state_file import SignInGate, StateFile, moment_from


class FolderState(StrEnum):
    """What a data folder holds."""

    ABSENT = "absent"
    PRESENT = "present"
    IN_USE = "in_use"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"


_STATE_OF = {
    "not-our-store": FolderState.FOREIGN,
    "store-newer": FolderState.NEWER,
    "store-in-use": FolderState.IN_USE,
}


@dataclass(frozen=True, slots=True)
class VaultState:
    """What the first page shows.

    Attributes:
        problem: the sentences for every state but absent and present.
        owner: who has it open, for ``IN_USE``.
        wait: how long until the next sign-in is possible.
        last_backup_at: when the last verified backup was made, as far as is noted outside.
    """

    kind: FolderState
    problem: Problem | None = None
    owner: LockOwner | None = None
    wait: timedelta = timedelta(0)
    last_backup_at: datetime | None = None


def look_at(folder: DataFolder, now: datetime) -> VaultState:
    """The state of a folder; reads a few kilobytes and no key."""
    file = StateFile(folder.state)
    wait, backup_at = SignInGate(file).wait_for(now), moment_from(file.read().last_backup_at)
    if not (folder.has_database or folder.has_keyring):
        return VaultState(FolderState.ABSENT, last_backup_at=backup_at)
    owner = who_holds(folder.lock)
    if owner is not None:
        return VaultState(FolderState.IN_USE, StoreInUse(owner), owner, wait, backup_at)
    if is_half_restored(folder):
        return VaultState(FolderState.PRESENT, wait=wait, last_backup_at=backup_at)
    try:
        # A finished store that was not yet given its name is as good as one that has it.
        ready = folder.creating.exists() and folder.has_keyring and not folder.has_database
        refuse_unlikely_file(folder.creating if ready else folder.database)
        load_keyring(folder.keyring)
    except Problem as problem:
        kind = _STATE_OF.get(problem.code, FolderState.DAMAGED)
        return VaultState(kind, problem, wait=wait, last_backup_at=backup_at)
    return VaultState(FolderState.PRESENT, wait=wait, last_backup_at=backup_at)
