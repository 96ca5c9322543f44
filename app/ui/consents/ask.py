"""The base of the room's dialogs: each stays open, with what was typed, until its deed was kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Cancelled, FieldProblems, Problem
from app.ui.kit.buttons import danger, primary, secondary
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.forms import FormRows
from app.ui.kit.notice import Notice
from app.ui.kit.words import words


@dataclass(frozen=True, slots=True)
class Question:
    """What a dialog is about.

    Attributes:
        about: what it means; empty where the title says it all.
        button: what the deed is called.
    """

    title: str
    about: str
    button: str
    width: int = 460
    dangerous: bool = False


class AskDialog(KitDialog):
    """Title, what it means, fields, one button; ``read`` reads the fields when it is pressed.

    Signals:
        answered: what was typed; call ``kept`` when it was done, ``show_error`` when not.
    """

    answered = Signal(object)

    def __init__(
        self, parent: QWidget | None, question: Question, read: Callable[[], object]
    ) -> None:
        super().__init__(parent, question.title, width=question.width)
        self._read = read
        self.notice = Notice()
        self.form = FormRows(topic="consent")
        self.ok = danger(question.button) if question.dangerous else primary(question.button)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.submit)
        self.body.addWidget(words(question.title, "cardTitle", wrap=True))
        said = words(question.about, "muted", wrap=True)
        said.setVisible(bool(question.about))
        self.body.addWidget(said)
        self.body.addWidget(self.notice)
        self.fill_body()
        self.cancel = secondary("Cancel", clicked=self.reject)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.ok)

    def fill_body(self) -> None:
        """Put the fields in; dialogs with more than fields put it in themselves."""
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def submit(self) -> None:
        """Hand on what was typed, or mark what cannot be read."""
        try:
            answer = self._read()
        except Problem as problem:
            self.show_error(problem)
            return
        self.set_busy(busy=True)
        self.answered.emit(answer)

    def kept(self) -> None:
        """It was done."""
        self.set_busy(busy=False)
        self.accept()

    def show_error(self, error: Exception) -> None:
        """Say what is wrong, beside its field where it has one."""
        self.set_busy(busy=False)
        if isinstance(error, FieldProblems):
            rest = self.form.show_problems(error.fields)
            self.notice.say(" ".join(rest.values()))
        elif isinstance(error, Problem):
            self.form.clear_problems()
            self.notice.say_problem(error)
        elif not isinstance(error, Cancelled):
            self.reject()

    def set_busy(self, *, busy: bool) -> None:
        """While it is done nothing is pressed twice."""
        self.ok.setEnabled(not busy)
        self.form.setEnabled(not busy)
