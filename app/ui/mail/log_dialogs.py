"""Small dialogs for what is logged now and then; each keeps what was typed when it is refused."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems, Problem
from app.domain.mail_states import MailMove
from app.system.clock import Clock
from app.ui.kit.buttons import Button, danger, primary, secondary
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.fields import NotesField
from app.ui.kit.forms import FormRows
from app.ui.kit.notice import Notice
from app.ui.kit.words import words
from app.ui.mail.move_fields import MoveFields
from app.ui.mail.number_ask import NumberAsk

_ABOUT = {
    MailMove.LEAVE_NOTICE: "The carrier left a notice. The piece waits at the post office.",
    MailMove.REFUSE: "The recipient did not take it. That is not the same as not reached.",
    MailMove.LEAVE_UNCLAIMED: "A notice was left and nobody came for it.",
    MailMove.FIND_UNDELIVERABLE: "The address is wrong, or the recipient has moved.",
    MailMove.RETURN: "It is back in your hands. Keep it sealed.",
    MailMove.LOSE: "The carrier cannot find it. Records are out of your hands.",
    MailMove.CANCEL: "It will not be mailed. It stays in the log with your reason.",
    MailMove.ACCEPT: "The post office or the carrier took it.",
    MailMove.DELIVER: "The carrier delivered it.",
    MailMove.FILE_RECEIPT: "The green card or the electronic receipt is on file.",
}


class AskDialog(KitDialog):
    """A dialog that stays open until what it asks for was kept.

    Signals:
        answered: the answer; call ``accept`` when it was kept, ``show_error`` when not.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget | None, title: str, about: str, button: Button) -> None:
        super().__init__(parent, title, width=440)
        self.notice = Notice()
        self.rows = FormRows(topic="mail")
        self.ok = button
        self.ok.setDefault(True)
        self.body.addWidget(words(title, "cardTitle", wrap=True))
        about_words = words(about, "muted", wrap=True)
        about_words.setVisible(bool(about))
        self.body.addWidget(about_words)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.rows)
        self.body.addStretch(1)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.buttons.addWidget(self.ok)

    def show_error(self, error: Problem) -> None:
        """Say what is wrong."""
        if isinstance(error, FieldProblems):
            rest = self.rows.show_problems(error.fields)
            self.notice.say(" ".join(rest.values()))
        else:
            self.rows.clear_problems()
            self.notice.say_problem(error)


class MoveDialog(AskDialog):
    """Logs one move of a piece: the day and what belongs to it."""

    def __init__(self, parent: QWidget | None, move: MailMove, clock: Clock, person: str) -> None:
        make = danger if move in (MailMove.CANCEL, MailMove.LOSE) else primary
        button = make(move.label if move is MailMove.CANCEL else "Log it", clicked=self._on_ok)
        super().__init__(parent, move.label, _ABOUT.get(move, ""), button)
        self.fields = MoveFields(move, clock, person)
        for name, label, control in self.fields.rows():
            self.rows.add(name, label, control)

    def _on_ok(self) -> None:
        try:
            self.answered.emit(self.fields.answer())
        except Problem as problem:
            self.show_error(problem)


class SettleDialog(AskDialog):
    """Says what was done, so that the piece asks for nobody any more."""

    def __init__(self, parent: QWidget | None) -> None:
        button = primary("Settle it", clicked=self._on_ok)
        about = "Nothing is left to do for this piece. It stays in the log as it is."
        super().__init__(parent, "Settle this piece", about, button)
        self.note = self.rows.add("note", "What was done", NotesField(), required=True)

    def _on_ok(self) -> None:
        self.answered.emit(self.note.value())


class NumberDialog(KitDialog):
    """Types or corrects a number of a piece: its own, or the green card's."""

    def __init__(self, parent: QWidget | None, title: str, label: str) -> None:
        super().__init__(parent, title, width=440)
        self.ask = NumberAsk(label)
        self.body.addWidget(words(title, "cardTitle", wrap=True))
        self.body.addWidget(self.ask)
        self.body.addStretch(1)
        self.ok = primary("Keep the number", clicked=self.ask.submit)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.buttons.addWidget(self.ok)
        self.ask.field.setFocus()
