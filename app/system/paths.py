"""Where things are: the data folder of a practice and the files in it (one place for all names)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

DATABASE_NAME = "practice.db"
KEYRING_NAME = "practice.keys"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder of one practice's store; nothing else on the computer holds its data."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.root / DATABASE_NAME

    @property
    def keyring(self) -> Path:
        """The wrapped keys; as precious as the database."""
        return self.root / KEYRING_NAME

    @property
    def creating(self) -> Path:
        """A database that is still being made; it gets its real name when it is whole."""
        return self.root / (DATABASE_NAME + ".creating")

    @property
    def lock(self) -> Path:
        """Held while the store is open."""
        return self.root / "practice.lock"

    @property
    def state(self) -> Path:
        """Failure counter and queued sign-in events; never patient data."""
        return self.root / "state.json"

    @property
    def logs(self) -> Path:
        """The log files; never patient data."""
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        """Verified encrypted copies."""
        return self.root / "backups"

    @property
    def quarantine(self) -> Path:
        """Damaged files, kept until a person removes them."""
        return self.root / "quarantine"

    @property
    def has_database(self) -> bool:
        """Whether there is a database file, whatever its state."""
        return self.database.exists()

    @property
    def has_keyring(self) -> bool:
        """Whether there is a keyring or its previous version."""
        return self.keyring.exists() or self.keyring.with_name(KEYRING_NAME + ".bak").exists()


def default_data_folder() -> DataFolder:
    """The platform's place for this account's private data."""
    # not needed where a folder is named, and the first paint waits for it
    import platformdirs  # noqa: PLC0415

    return DataFolder(Path(platformdirs.user_data_dir("ChartPost", "ChartPost", roaming=False)))


def sample_data_folder() -> DataFolder:
    """The invented practice lives beside the real one, never in the same folder."""
    return DataFolder(default_data_folder().root.with_name("ChartPost sample practice"))


def stamp(moment: datetime) -> str:
    """A moment as a file name that sorts by time, in UTC."""
    # the first paint needs the folder's names, but no time
    from datetime import UTC  # noqa: PLC0415

    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
