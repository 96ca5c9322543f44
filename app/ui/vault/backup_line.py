"""The age of the last verified backup in the foot of the window, and making one on demand."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer

from app.services.backups import BackupAge, MadeBackup
from app.services.changes import Area, Outcome
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.status import StatusLine
from app.ui.kit.tokens import Kind

_REFRESH_SECONDS = 60
FIRST_AFTER_MS = 300
"""The first list is asked for and painted before; the age of a backup can wait for it."""


class BackupLine(QObject):
    """Lives as long as the desk is open."""

    def __init__(self, status: StatusLine, context: UiContext) -> None:
        super().__init__(status)
        self._status, self._context = status, context
        self._working = False
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_SECONDS * 1000)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        context.bus.areas_changed.connect(self._on_areas_changed)
        status.backup_requested.connect(self.back_up)
        QTimer.singleShot(FIRST_AFTER_MS, self, self.refresh)

    def refresh(self) -> None:
        """Ask how old the newest backup is."""
        backups = self._context.services.backups

        def work(_progress: Progress) -> BackupAge:
            return backups.last()

        self._context.read(self, work, self._show)

    def back_up(self) -> None:
        """Make one now; the desk stays usable."""
        if self._working:
            return
        self._working = True
        self._status.set_backup("Making a verified backup…", Kind.INFO)
        backups = self._context.services.backups

        def work(progress: Progress) -> Outcome[MadeBackup]:
            return backups.back_up(progress=progress)

        self._context.act_beside(self, work, self._on_made, failed=self._on_failed)

    def _show(self, age: BackupAge) -> None:
        if self._working:
            return
        if age.age is None:
            self._status.set_backup("No verified backup yet", Kind.SOON)
            return
        words = f"Last verified backup {ago(age.age)}"
        if age.checked_at is not None:
            words += f", data checked {ago(self._context.clock.now() - age.checked_at)}"
        self._status.set_backup(words, Kind.LATE if age.late else Kind.DONE)

    def _on_made(self, made: MadeBackup) -> None:
        self._working = False
        self.refresh()
        self._context.messages.say("A backup was made and checked.")
        if made.copy_problem is not None:
            self._context.messages.show_problem(made.copy_problem)

    def _on_failed(self, error: Exception) -> None:
        self._working = False
        self.refresh()
        self._context.messages.show_failure(error)

    def _on_areas_changed(self, areas: frozenset[Area]) -> None:
        if Area.BACKUPS in areas:
            self.refresh()


def ago(age: timedelta) -> str:
    """``14 minutes ago``."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        count = minutes // size
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"
