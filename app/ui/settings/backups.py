"""Backups: where they are, how old, whether they open; and a second place for copies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.dates import format_us_date
from app.domain.staff import Operation, StaffMember, is_permitted
from app.services.backups import BackupAge, MadeBackup
from app.services.changes import Area
from app.services.paging import Page as RowsPage
from app.services.progress import Progress
from app.storage.backup_shelf import BackupInfo
from app.storage.integrity import IntegrityReport
from app.ui.kit.buttons import danger, link, primary, secondary
from app.ui.kit.cards import caption
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.ask_password import ask_password
from app.ui.settings.second_place import SecondPlace
from app.ui.settings.section import Section

RESTORE = "restore"
"""The name under which the window is asked to restore a backup; it has to lock first."""


class BackupsSection(Section):
    """The list, what can be done with the chosen one, and the second place."""

    wide = True
    needs = None
    watches = frozenset({Area.BACKUPS, Area.SETTINGS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "Backups",
            "Made by themselves when ChartPost locks or closes after a change, encrypted like the "
            "data, and opened and checked before they count (45 CFR 164.308(a)(7)(ii)(A)).",
        )
        self._found: dict[str, BackupInfo] = {}
        self._just_made = ""
        self.make_button = primary("Back up now", "backup", self._on_make)
        self.check_button = secondary("Check the data now", "shield", self._on_check)
        self.checked = words("", "muted", wrap=True)
        self.table = PagedTable(
            self._columns(),
            lambda info: str(info.folder),
            name="settings.backups",
            label="Backups",
            views=context.views,
        )
        sized(self.table, min_height=170)
        self.table.set_empty("No backup yet", "Press “Back up now”.")
        self.verify_button = secondary("Check again", "check", self._on_verify)
        self.rehearse_button = secondary("Rehearse a restore", "refresh", self._on_rehearse)
        self.restore_button = danger("Restore…", "undo", self._on_restore)
        self.where = words("", "muted", wrap=True)
        self.open_link = link("Open folder", "folder", self._on_open)
        self._shelf: Path | None = None
        self.second = SecondPlace(self)
        self._build()
        self.table.page_wanted.connect(self._on_wanted)
        self.table.selection_changed.connect(lambda _id: self._show_chosen())
        self._show_chosen()

    def allow(self, member: StaffMember) -> None:
        """Backing up is everyone's, restoring and the second place the administrator's."""
        super().allow(member)
        self._show_chosen()

    def refresh(self) -> None:
        """Show the list and the second place anew."""
        self.table.restart()
        self.second.refresh()

    def _build(self) -> None:
        top = row(gap=10)
        top.addWidget(self.make_button)
        top.addWidget(self.check_button)
        top.addStretch(1)
        self.body.addLayout(top)
        self.body.addWidget(self.checked)
        self.body.addWidget(self.table, 1)
        tools = row(gap=10)
        for part in (self.verify_button, self.rehearse_button, self.restore_button):
            tools.addWidget(part)
        tools.addStretch(1)
        self.body.addLayout(tools)
        here = column(gap=4)
        here.addWidget(caption("On this computer"))
        here.addWidget(self.where)
        here.addWidget(self.open_link, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(here)
        self.body.addWidget(self.second)

    def _columns(self) -> list[Column[BackupInfo]]:
        clock = self.context.clock

        def made(info: BackupInfo) -> Cell:
            moment = clock.local(info.made_at)
            return Cell(f"{format_us_date(moment.date())}, {moment:%I:%M %p}", bold=True)

        def rows(info: BackupInfo) -> Cell:
            requests = info.counts.get("request", 0)
            return Cell(f"{requests} request{'' if requests == 1 else 's'}")

        return [
            Column("made", "Made", 160, made, stretch=True),
            Column("size", "Size", 76, lambda i: Cell(f"{max(0.1, i.size / 1e6):.1f} MB")),
            Column("rows", "Holds", 110, rows),
            Column("version", "ChartPost", 90, lambda i: Cell(i.app_version, muted=True)),
        ]

    def _chosen(self) -> BackupInfo | None:
        return self._found.get(str(self.table.selected_id()))

    def _may(self, operation: Operation) -> bool:
        return self.member is not None and is_permitted(self.member.role, operation)

    def _show_chosen(self) -> None:
        there = self._chosen() is not None
        may_restore = self._may(Operation.RESTORE)
        self.verify_button.setEnabled(there)
        for part in (self.rehearse_button, self.restore_button):
            part.setEnabled(there)
            part.setVisible(may_restore)
        self.second.set_editable(editable=self._may(Operation.MANAGE_SETTINGS))

    def _on_wanted(self, wanted: PageWanted) -> None:
        def show(found: tuple[BackupInfo, ...]) -> None:
            self._found = {str(info.folder): info for info in found}
            self.table.add_page(wanted.generation, RowsPage(found, more=False, next_key=None))
            # “Restore” after “Back up now” means the backup just made, not an older one
            if self._just_made and self.table.select_id(self._just_made):
                self._just_made = ""
            if self._chosen() is None:
                self.table.select_first()
            self._show_chosen()

        self.read(self.context.services.backups.list, show)
        self.read(self.context.services.backups.shelf, self._show_shelf)
        self.read(self.context.services.backups.last, self._show_age)

    def _show_age(self, age: BackupAge) -> None:
        clock = self.context.clock
        if age.checked_at is None:
            said = "not yet; it is done by itself within the day."
        else:
            moment = clock.local(age.checked_at)
            said = f"{format_us_date(moment.date())}, {moment:%I:%M %p}, every page, row and event."
        self.checked.setText(
            f"Data last checked: {said} A backup is made every four hours of use as well."
        )

    def _show_shelf(self, shelf: Path) -> None:
        self._shelf = shelf
        self.where.setText(f"Backups are kept in {shelf}.")
        self.open_link.setEnabled(bool(self._found))

    def _on_open(self) -> None:
        if self._shelf is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._shelf)))

    def _on_make(self) -> None:
        backups = self.context.services.backups
        self.notice.say("Making a backup and checking it…")
        self.context.act_beside(
            self,
            lambda progress: backups.back_up(progress=progress),
            self._on_made,
            failed=self.show_failure,
        )

    def _on_made(self, made: MadeBackup) -> None:
        self._just_made = str(made.info.folder)
        self.table.restart()
        if made.copy_problem is not None:
            self.notice.say_problem(made.copy_problem)
        elif made.copies:
            self.notice.say(
                "A backup was made, checked, and copied to the second place.", Kind.DONE
            )
        else:
            self.notice.say("A backup was made and checked.", Kind.DONE)

    def _on_verify(self) -> None:
        info, backups = self._chosen(), self.context.services.backups
        if info is not None:
            self._check(
                lambda progress: backups.verify(info=info, progress=progress),
                "This backup is whole: every page, row and event was read.",
            )

    def _on_check(self) -> None:
        backups = self.context.services.backups
        self._check(
            lambda progress: backups.check_store(progress=progress),
            "The data is whole: every page, row and event was read.",
        )

    def _on_rehearse(self) -> None:
        info, backups = self._chosen(), self.context.services.backups
        if info is not None:
            self._check(
                lambda progress: backups.rehearse(info=info, progress=progress),
                "The rehearsal went well: this backup could be put in place today.",
            )

    def _check(self, work: Callable[[Progress], IntegrityReport], said: str) -> None:
        self.notice.say("Checking every page, row and event…")

        def done(report: IntegrityReport) -> None:
            if report.intact:
                self.notice.say(f"{said} {_counted(report)}", Kind.DONE)
            else:
                self.notice.say(" ".join(report.findings), Kind.LATE)

        self.context.runner.run_on_compute(work, done, owner=self, failed=self.show_failure)

    def _on_restore(self) -> None:
        info = self._chosen()
        if info is None:
            return

        def go() -> None:
            self.context.navigator.go(RESTORE, info)

        sure = self.context.messages.confirm(
            "Restore a backup",
            "ChartPost locks now and asks for the reason. Everything entered after this backup "
            "was made has to be entered again; the present data is set aside, not deleted.",
            "Lock and restore",
            dangerous=True,
        )
        if sure:
            ask_password(self.window(), self.context, "Restore a backup", go)


def _counted(report: IntegrityReport) -> str:
    counts = dict(report.counts)
    wanted = {"request": "requests", "patient": "patients", "mail_piece": "mail pieces"}
    told = [f"{counts[table]} {words_}" for table, words_ in wanted.items() if table in counts]
    return f"It holds {', '.join(told)}." if told else ""
