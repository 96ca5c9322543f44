"""The NEXT box of a piece: a sentence, the fields it needs, one button."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.errors import FieldProblems, Problem
from app.domain.mail_states import MailMove
from app.domain.staff import Operation
from app.services.mail_log import MailView
from app.system.clock import Clock
from app.ui.kit.buttons import primary
from app.ui.kit.cards import caption
from app.ui.kit.metrics import column
from app.ui.kit.rights import who_may
from app.ui.kit.words import set_state, words
from app.ui.mail.ask import Ask, ask_of, button_of, sentence_of
from app.ui.mail.inline_rows import InlineRows
from app.ui.mail.move_fields import MoveFields
from app.ui.mail.number_ask import NumberAsk


class NextBox(QFrame):
    """Rebuilt only when the piece stands elsewhere, so that half-typed answers are kept.

    Signals:
        print_requested: letter and envelope.
        move_answered: a ``MoveAnswer``.
        again_requested: a new piece is wanted.
        request_requested: the next step is on the request's page.
    """

    print_requested = Signal()
    move_answered = Signal(object)
    again_requested = Signal()
    request_requested = Signal()

    def __init__(self, clock: Clock, person: str) -> None:
        super().__init__()
        self.setProperty("role", "next")
        self._clock, self._person = clock, person
        self._key: object = None
        self._ask = Ask.NOTHING
        self._fields: MoveFields | None = None
        self._may_edit = True
        self.caption = caption("Next")
        self.sentence = words("", wrap=True)
        self.rows = InlineRows()
        self.number = NumberAsk()
        self.problem = words("", "problem", wrap=True)
        self.why_not = words(who_may(Operation.EDIT_REQUESTS), "help", wrap=True)
        self.button = primary("", clicked=self._on_button)
        layout = column(self, gap=8, pads=(14, 12, 14, 12))
        for part in (
            self.caption,
            self.sentence,
            self.number,
            self.rows,
            self.problem,
            self.why_not,
            self.button,
        ):
            layout.addWidget(part)
        self.rows.entered.connect(self.press)
        self.why_not.hide()
        self.hide()

    @property
    def ask(self) -> Ask:
        """What is asked for."""
        return self._ask

    def press(self) -> None:
        """What the button does."""
        self._on_button()

    def has_keys(self) -> bool:
        """Whether the keyboard is in a field of the box, so that it is filled in already."""
        return self.window().focusWidget() in self.rows.inputs()

    def set_may_edit(self, *, may_edit: bool) -> None:
        """Whether the person may log anything; else the box says who may, and asks nothing."""
        self._may_edit, self._key = may_edit, None

    def show_view(self, view: MailView) -> None:
        """Ask for the next thing of this piece."""
        step = view.row.step
        key = (view.piece.id, view.piece.status, ask_of(view), step.move, step.held, self._may_edit)
        set_state(self, "kind", "late" if view.row.unapproved or step.held else "")
        self.sentence.setText(sentence_of(view))
        self.setVisible(ask_of(view) is not Ask.NOTHING)
        if key == self._key:
            return
        self._key, self._ask = key, ask_of(view)
        going = view.row.step.at_request  # to look there is for everyone, to close is not
        asked = self._may_edit or going
        if not asked:
            self._ask = Ask.NOTHING
        self.why_not.setVisible(not asked)
        self.button.setVisible(asked)
        self.button.setText(button_of(view))
        self._say("")
        self.number.setVisible(self._ask is Ask.NUMBER)
        self.number.clear()
        self._show_fields(step.move if self._ask is Ask.LOG else None)
        if self.window().focusWidget() is self.button:
            self.focus_first()  # a scanner typing right after printing meets the field

    def focus_first(self) -> None:
        """Give the keyboard to what comes next."""
        if self._ask is Ask.NUMBER:
            self.number.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._ask is not Ask.NOTHING:
            (self.rows.first() or self.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: Problem) -> None:
        """Say what is wrong beside the field, or below all of them."""
        if self._ask is Ask.NUMBER and not isinstance(error, FieldProblems):
            self.number.show_error(error)
            return
        fields = error.fields if isinstance(error, FieldProblems) else {}
        rest = self.rows.show_problems(fields)
        self._say(" ".join(rest.values()) if fields else error.sentences)

    def _show_fields(self, move: MailMove | None) -> None:
        self.rows.clear()
        self._fields = MoveFields(move, self._clock, self._person) if move is not None else None
        self.rows.setVisible(self._fields is not None)
        for name, label, control in self._fields.rows() if self._fields is not None else ():
            self.rows.add(name, label, control)
        self._order_keys()

    def _order_keys(self) -> None:
        """Tab goes from the top of the box to its foot, though its fields were made last."""
        way = [self.number.keep, *self.rows.inputs(), self.button]
        for before, after in pairwise(way):
            QWidget.setTabOrder(before, after)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _on_button(self) -> None:
        if self._ask is Ask.PRINT:
            self.print_requested.emit()
        elif self._ask is Ask.NUMBER:
            self.number.submit()
        elif self._ask is Ask.AGAIN:
            self.again_requested.emit()
        elif self._ask is Ask.REQUEST:
            self.request_requested.emit()
        elif self._fields is not None:
            self._answer(self._fields)

    def _answer(self, fields: MoveFields) -> None:
        try:
            answer = fields.answer()
        except Problem as problem:
            self.show_error(problem)
            return
        self.rows.show_problems({})
        self._say("")
        self.move_answered.emit(answer)
