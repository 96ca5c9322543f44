"""Where a second copy of each backup goes, if anywhere, and the first copy at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QProgressBar, QWidget

from app.domain.dates import format_us_date
from app.domain.errors import Cancelled
from app.domain.settings import SECOND_BACKUP_FOLDER
from app.services.backups import SecondPlace as Place
from app.services.changes import Outcome, done
from app.services.progress import Progress
from app.storage.backup_shelf import BackupInfo
from app.ui.kit.buttons import link
from app.ui.kit.cards import caption
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.section import Section

NONE = "None."
RESTORED = "None yet. This data was restored from a backup: choose a second place for it."
WHY = "A copy on a disk that is kept elsewhere survives theft, fire and water."


class SecondPlace(QWidget):
    """A sentence and its links; the answers stand in the notice of the section."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._section = section
        self._editable = False
        self._place = Place()
        self._copying = False
        self._task: Task | None = None
        self.said = words("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Copying the backup")
        sized(self.bar, max_width=320)
        self.copy_link = link("Copy now", "backup", self.copy)
        self.stop_link = link("Stop copying", "close", self._on_stop)
        self.choose_link = link("Choose a second place", "folder", self._on_choose)
        self.drop_link = link("No second place", "close", self._on_drop)
        layout = column(self, gap=6)
        layout.addWidget(caption("Second place"))
        layout.addWidget(self.said)
        layout.addWidget(self.bar)
        links = row(gap=16)
        for part in (self.copy_link, self.stop_link, self.choose_link, self.drop_link):
            links.addWidget(part)
        links.addStretch(1)
        layout.addLayout(links)
        self._show_links()

    def refresh(self) -> None:
        """Show what is set and what lies there; a share may take its time."""
        backups = self._section.context.services.backups
        self._section.context.compute(
            self,
            lambda _progress: backups.second_place(),
            self._show,
            failed=self._section.show_failure,
        )

    def set_editable(self, *, editable: bool) -> None:
        """Everyone may look and copy."""
        self._editable = editable
        self._show_links()

    def copy(self) -> None:
        """Copy the newest verified backup there now."""
        if self._copying:
            return
        self._copying = True
        backups = self._section.context.services.backups
        self._section.notice.say("Copying the newest backup to the second place…")
        self.bar.setRange(0, 0)

        def work(progress: Progress) -> Outcome[BackupInfo | None]:
            try:
                copied = backups.copy_newest(progress=progress)
            except Cancelled:
                return done(None)
            return Outcome(copied.value, copied.changes)

        self._task = self._section.context.act_beside(
            self,
            work,
            self._on_ended,
            failed=self._on_failed,
            progress=self._show_step,
        )
        self._show_links()

    def _show(self, place: Place) -> None:
        self._place = place
        goes = f"A copy of each backup goes to {place.folder}."
        if place.folder is None:
            self.said.setText(f"{RESTORED if place.restored else NONE} {WHY}")
        elif not place.reachable:
            self.said.setText(f"{goes} It cannot be reached now: connect the disk.")
        elif place.newest is None:
            self.said.setText(
                f"{goes} No copy of this practice is there yet: the first is made with the next "
                "backup, or now."
            )
        else:
            self.said.setText(f"{goes} The newest copy there is of {self._moment(place.newest)}.")
        self._show_links()

    def _show_links(self) -> None:
        copying, there = self._copying, self._place.folder is not None
        focused = self.window().focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self.bar.setVisible(copying)
        self.stop_link.setVisible(copying)
        self.stop_link.setEnabled(True)
        self.copy_link.setVisible(there and not copying)
        for part in (self.choose_link, self.drop_link):
            part.setVisible(self._editable and not copying)
        self.drop_link.setEnabled(there)
        self.choose_link.setText("Choose another place" if there else "Choose a second place")
        if inside and focused is not None and focused.isHidden():
            # the keyboard stays in these lines when the link it stood on goes
            (self.stop_link if copying else self.copy_link).setFocus()

    def _show_step(self, done: int, total: int) -> None:
        # in thousandths: the bar counts no further than two thousand million, a backup may
        self.bar.setRange(0, 1000)
        self.bar.setValue(done * 1000 // max(1, total))

    def _on_ended(self, info: BackupInfo | None) -> None:
        self._copying = False
        if info is None:
            self._section.notice.say(
                "Copying was stopped; no half copy is left. The next backup is copied as usual."
            )
            self.refresh()
            return
        said = f"The backup of {self._moment(info)} was copied to the second place and compared."
        self._section.notice.say(said, Kind.DONE)
        self.refresh()
        self._remark(self._place.folder, said)

    def _on_failed(self, error: Exception) -> None:
        self._copying = False
        self.refresh()
        self._section.show_failure(error)

    def _on_stop(self) -> None:
        """Ask for the end; until it has come nothing else is offered, so no copy meets another."""
        if self._task is not None:
            self._task.progress.cancel()
        self._section.notice.say("Stopping…")
        self.stop_link.setEnabled(False)

    def _moment(self, info: BackupInfo) -> str:
        moment = self._section.context.clock.local(info.made_at)
        return f"{format_us_date(moment.date())}, {moment:%I:%M %p}"

    def _on_choose(self) -> None:
        chosen = self._section.context.files.folder(self, "Second place for backups")
        if chosen is not None:
            self._set_second(chosen)

    def _on_drop(self) -> None:
        self._set_second(None)

    def _set_second(self, folder: Path | None) -> None:
        services, place = self._section.context.services, str(folder or "")

        def saved(_nothing: object) -> None:
            self._place = Place(folder)
            if folder is not None:
                self.copy()

        self._section.act(
            lambda: services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=place),
            "" if place else "Copies are no longer made.",
            then=saved,
        )

    def _remark(self, folder: Path | None, said: str) -> None:
        backups = self._section.context.services.backups

        def show(remark: str | None) -> None:
            if remark:
                self._section.notice.say(f"{said} {remark}", Kind.SOON)

        if folder is not None:
            self._section.read(lambda: backups.target_warning(folder=folder), show)
