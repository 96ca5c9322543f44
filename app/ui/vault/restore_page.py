"""Restore from a backup: which one, why, and who says so.

The promise: nothing is moved before the backup was checked, and what stands there now is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.dates import format_us_date
from app.domain.errors import FieldProblems, Problem
from app.services.backup_finding import FoundBackup
from app.storage.backup_shelf import BackupInfo
from app.system.clock import Clock
from app.ui.kit.buttons import link
from app.ui.kit.choice import ChoiceField, RadioGroup
from app.ui.kit.fields import NotesField, PasswordField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import row
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain
from app.ui.vault.door_page import DoorPage

MOST_LISTED = 100
_PASSWORD, _CODE = "password", "code"


@dataclass(frozen=True, slots=True)
class RestoreAnswer:
    """What was chosen and typed."""

    info: BackupInfo
    reason: str = field(repr=False)
    login: str = ""
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


class RestorePage(DoorPage):
    """Lists the backups and takes the order.

    Signals:
        restore_requested: a ``RestoreAnswer``.
        folder_requested: the person wants to choose a backup's folder elsewhere.
    """

    help_page = "restore"

    restore_requested = Signal(object)
    folder_requested = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__(
            "Restore from a backup",
            "The backup is checked first. What stands in the data folder now is set aside, not "
            "deleted. Everything entered after the backup was made has to be entered again.",
            width=520,
        )
        self._clock = clock
        self.form = FormRows(topic="restore")
        self.choice: ChoiceField[BackupInfo] = ChoiceField(empty="No backup chosen")
        self.form.add("backup", "Backup", self.choice)
        self.form.add_wide(self._elsewhere())
        self.reason = self.form.add("reason", "Why is it restored?", NotesField(lines=2))
        self.how: RadioGroup[str] = RadioGroup(
            [(_PASSWORD, "An administrator's password"), (_CODE, "The recovery code")], across=1
        )
        self.how.set_value(_PASSWORD)
        self.form.add("how", "Opened with, as it was on that day", self.how)
        self.login = self.form.add("login", "Sign-in name", TextField(longest=80), half=True)
        self.password = self.form.add("password", "Password", PasswordField(), half=True)
        self.code = self.form.add("code", "Recovery code", TextField(longest=80))
        self.body.addWidget(self.form)
        self.how.choice_changed.connect(self._show_how)
        self.set_go("Restore")
        self.back_button.show()
        self._show_how()

    def show_backups(self, found: Sequence[FoundBackup], place: Path | None = None) -> None:
        """Offer these, the newest whole one chosen; ``place`` is where the person looked."""
        self.clear_notice()
        shown = found[:MOST_LISTED]
        self.choice.set_options([(each.info, self._name(each)) for each in shown])
        whole = next((each.info for each in shown if each.complete), None)
        if whole is not None and (place is not None or self.choice.value() is None):
            self.choice.set_value(whole)
        count = f"{len(found)} backup{'' if len(found) == 1 else 's'}"
        where = f"{count} in {place or 'the data folder'}, checked when made"
        self.form.set_help("backup", where if found else "")
        if not found:
            self.notice.say(
                "No backup lies in the data folder. If you keep copies on another disk, choose "
                "that folder below.",
                Kind.SOON,
            )

    def add_backup(self, info: BackupInfo) -> None:
        """Offer this one alone and choose it."""
        self.show_backups([FoundBackup(info)], info.folder.parent)

    def first_field(self) -> QWidget:
        """Which backup."""
        return self.choice

    def go(self) -> None:
        """Say what is missing, or ask for the restore."""
        problems = self._missing()
        self.form.show_problems(problems)
        info = self.choice.value()
        if problems or info is None:
            return
        by_code = self.how.value() == _CODE
        password, code = self.password.value(), self.code.value()
        self.password.clear()
        self.set_busy(busy=True, text="Checking the backup, then putting it in place…")
        self.restore_requested.emit(
            RestoreAnswer(
                info,
                self.reason.value(),
                "" if by_code else self.login.value(),
                "" if by_code else password,
                code if by_code else "",
            )
        )

    def show_refusal(self, problem: Problem) -> None:
        """It was not done; what was typed stays, but for the password."""
        self.set_busy(busy=False)
        if isinstance(problem, FieldProblems) and not self.form.show_problems(problem.fields):
            return
        self.notice.say_problem(problem)

    def _missing(self) -> dict[str, str]:
        problems = {}
        if self.choice.value() is None:
            problems["backup"] = "Choose a backup."
        if not self.reason.value():
            problems["reason"] = "Say why; the audit trail keeps it."
        if self.how.value() == _CODE:
            if not self.code.value():
                problems["code"] = "Type the code from the recovery sheet."
        elif not (self.login.value() and self.password.value()):
            problems["password"] = "Type both; as they were on that day."  # noqa: S105
        return problems

    def _show_how(self) -> None:
        by_code = self.how.value() == _CODE
        self.form.set_row_visible("code", visible=by_code)
        for name in ("login", "password"):
            self.form.set_row_visible(name, visible=not by_code)

    def _elsewhere(self) -> QWidget:
        """The way to backups that lie outside the data folder; it takes a whole second place."""
        place = plain()
        line = row(place)
        line.addWidget(
            link("Choose a backup in another folder", "folder", self.folder_requested.emit)
        )
        line.addStretch(1)
        return place

    def _name(self, found: FoundBackup) -> str:
        made = self._clock.local(found.info.made_at)
        size = max(0.1, found.info.size / 1e6)
        checked = "checked" if found.complete else "not whole"
        said = (f"{format_us_date(made.date())}, {made:%I:%M %p}", f"{size:.1f} MB", found.whose)
        return " · ".join(part for part in (*said, checked) if part)
