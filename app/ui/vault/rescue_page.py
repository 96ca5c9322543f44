"""A damaged data file: who asks, and what could be saved of it, in counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem
from app.services.rescue import Saved
from app.storage.salvage import SavedTable
from app.ui.kit.fields import PasswordField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import grid
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words
from app.ui.vault.door_page import DoorPage

_NAMES = {
    "patient": "Patients",
    "request": "Requests",
    "request_step": "Lines of the requests' timelines",
    "party": "Address book",
    "party_address": "Addresses",
    "mail_piece": "Mail pieces",
    "mail_event": "Lines of the mail log",
    "paper": "Papers",
    "attachment": "Scanned letters and papers",
    "audit": "Events of the audit trail",
    "staff": "Accounts",
}
_OTHERS = "Everything else"


class RescueWay(Enum):
    """What is to be saved, and how."""

    EXPORT = "export"
    REPAIR = "repair"


@dataclass(frozen=True)
class _Said:
    title: str
    lead: str
    go: str
    busy: str


_WORDS = {
    RescueWay.EXPORT: _Said(
        "Save what can be read",
        "Every table that can still be read is written as a CSV file into a folder you choose. "
        "These files are not encrypted: keep them on this computer and delete them when they are "
        "no longer needed. The data file is only read.",
        "Choose a folder and save",
        "Reading every row that can be read…",
    ),
    RescueWay.REPAIR: _Said(
        "Repair into a new file",
        "Every row that can still be read is put into a new encrypted file; gaps are filled from "
        "the newest backup. You see the counts before anything is put in place, and the damaged "
        "file is kept.",
        "Repair",
        "Reading every row and checking the new file…",
    ),
}


class RescuePage(DoorPage):
    """Asks for an administrator's password (or the privacy officer's, to save lists).

    Signals:
        go_requested: sign-in name and password.
    """

    help_page = "restore"

    go_requested = Signal(str, str)

    def __init__(self, way: RescueWay, login: str) -> None:
        said = _WORDS[way]
        super().__init__(said.title, said.lead, width=520)
        self._busy = said.busy
        self.form = FormRows(topic="account")
        self.login = self.form.add("login", "Sign-in name", TextField(longest=80), half=True)
        self.password = self.form.add("password", "Password", PasswordField(), half=True)
        self.login.set_value(login)
        self.body.addWidget(self.form)
        self.set_go(said.go)
        self.back_button.show()

    def first_field(self) -> QWidget:
        """What is missing."""
        return self.password if self.login.value() else self.login

    def go(self) -> None:
        """Say what is missing, or go on."""
        if not (self.login.value() and self.password.value()):
            self.form.show_problems({"password": "Type both."})
            return
        self.form.clear_problems()
        self.go_requested.emit(self.login.value(), self.password.value())

    def show_busy(self) -> None:
        """It is under way."""
        self.password.clear()
        self.set_busy(busy=True, text=self._busy)

    def show_refusal(self, problem: Problem) -> None:
        """It was not done; the damaged file is as it was."""
        self.set_busy(busy=False)
        self.notice.say_problem(problem)
        self.password.setFocus()


class SavedPage(DoorPage):
    """The counts, and for a repair the question whether it is to be used.

    Signals:
        finished: take what was saved.
    """

    finished = Signal()

    def __init__(self, way: RescueWay, saved: Saved) -> None:
        repair = way is RescueWay.REPAIR
        super().__init__(
            "What the repair saved" if repair else "What was saved",
            "" if saved.folder is None else f"The lists are in {saved.folder}",
            width=560,
        )
        self.counts = plain()
        self._fill(saved)
        self.body.addWidget(self.counts)
        self.notice.say(summary(saved), Kind.DONE if saved.whole else Kind.SOON)
        if repair:
            self.set_go("Use the repaired file")
            self.back_button.setText("Leave everything as it is")
            self.back_button.show()
        else:
            self.set_go("Back to the choices")

    def go(self) -> None:
        """Take it."""
        self.finished.emit()

    def _fill(self, saved: Saved) -> None:
        lines = grid(self.counts, gaps=(24, 6))
        lines.setColumnStretch(0, 1)
        heads = ("", "Saved", "From the backup", "Lost")
        filled = saved.from_backup > 0
        right = Qt.AlignmentFlag.AlignRight
        for column, text in enumerate(heads):
            if filled or column != 2:
                lines.addWidget(words(text, "help"), 0, column, right)
        for number, each in enumerate(grouped(saved.tables), 1):
            lines.addWidget(words(each.name, wrap=True), number, 0)
            lost = f"{each.lost}{' or more' if each.end_lost else ''}"
            parts = [str(each.saved), str(each.from_backup), lost]
            for column, text in enumerate(parts, 1):
                if filled or column != 2:
                    lines.addWidget(words(text), number, column, right)


def grouped(tables: Sequence[SavedTable]) -> list[SavedTable]:
    """The tables people know by their names, the program's own as one line."""
    known = {each.name: each for each in tables}
    lines = [_named(known[name], text) for name, text in _NAMES.items() if name in known]
    rest = [each for each in tables if each.name not in _NAMES and not _index(each.name)]
    if rest:
        lines.append(
            SavedTable(
                _OTHERS,
                sum(each.saved for each in rest),
                sum(each.from_backup for each in rest),
                sum(each.lost for each in rest),
                any(each.end_lost for each in rest),
            )
        )
    return lines


def summary(saved: Saved) -> str:
    """One sentence."""
    if saved.whole and not saved.from_backup:
        return f"Everything was saved: {saved.rows:,} rows, none lost."
    told = f"{saved.rows:,} rows were saved"
    if saved.from_backup:
        told += f", {saved.from_backup:,} were taken from the newest backup as they were then"
    if saved.whole:
        return f"{told}, none lost."
    return f"{told}, {saved.lost:,} or more are lost."


def _named(table: SavedTable, text: str) -> SavedTable:
    return SavedTable(text, table.saved, table.from_backup, table.lost, table.end_lost)


def _index(name: str) -> bool:
    return name.startswith("search_")
