"""What unlocking gives, what locking leaves, and the pause after failed tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.domain.errors import Problem
from app.domain.staff import StaffMember
from app.services.backups import MadeBackup, check_store
from app.services.desk import Desk
from app.services.progress import Progress
from app.services.services import Services
from app.storage.unlocking import Unlocked
from app.system.state_file import StateFile


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """An unlocked store with its services.

    Attributes:
        must_change_password: nothing else works until the one-time password was changed.
        notices: sentences to show once: key file rebuilt, unclean end, roll-back accepted.
    """

    desk: Desk
    services: Services
    member: StaffMember
    must_change_password: bool = False
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Locked:
    """How the lock went; the store is closed in every case.

    Attributes:
        backup: the backup made on the way out, if one was due.
        problem: why the backup failed, if it did.
        skipped: the person did not want to wait for the backup.
    """

    backup: MadeBackup | None = None
    problem: Problem | None = None
    skipped: bool = False


class TooSoon(Problem):
    """A pause after failed tries.

    Attributes:
        wait: how long until the next try.
    """

    def __init__(self, wait: timedelta) -> None:
        seconds = int(wait.total_seconds()) + 1
        super().__init__(
            "sign-in-pause",
            f"Too many tries. The next one is possible in {_spoken(seconds)}.",
            unharmed="Nothing was changed.",
            next_step="Wait, then try again. The recovery code has to wait as well.",
        )
        self.wait = wait


def notices_of(unlocked: Unlocked) -> tuple[str, ...]:
    """Sentences to show once after unlocking."""
    notices = []
    if unlocked.keyring_rebuilt:
        notices.append("The key file was damaged; its previous version was used and saved again.")
    if unlocked.left_behind:
        notices.append(
            "ChartPost did not end properly last time. The whole store was checked and is intact."
        )
    return tuple(notices)


def check_after_crash(unlocked: Unlocked, progress: Progress | None = None) -> None:
    """Check every byte when the program before this one did not end properly or found damage.

    Raises:
        Problem: ``store-damaged``; the store is closed and nothing was written to it.
        Cancelled: the person stopped the check; the store is closed.
    """
    store = unlocked.store
    if not (unlocked.left_behind or StateFile(store.folder.state).read().damage_found):
        return
    try:
        report = check_store(store, progress=progress)
    except BaseException:
        store.abandon()
        raise
    if not report.intact:
        store.abandon()
        raise _damaged_after_crash()


def _damaged_after_crash() -> Problem:
    return Problem(
        "store-damaged",
        "The check of every page, row and event found damage in the store.",
        unharmed="Nothing was written to it. Your backups are not touched.",
        next_step="Restore the newest verified backup.",
    )


def _spoken(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
