"""Form rows: label, field, help and problem belong together, and nobody can forget a name.

A problem stands in red under its field, in a sentence; what was typed is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QToolButton, QWidget

from app.ui.kit.help_bubble import help_sign, show_field_help
from app.ui.kit.metrics import column, grid, px, row
from app.ui.kit.words import is_inside, plain, set_state, words

W = TypeVar("W", bound=QWidget)
HALVES_FROM = 340


def input_of(control: QWidget) -> QWidget:
    """The part of a control that takes the keyboard."""
    inner = getattr(control, "input", control)
    return inner if isinstance(inner, QWidget) else control


@dataclass
class _Row:
    label: str
    holder: QWidget
    title: QLabel | None
    sign: QToolButton | None
    control: QWidget
    help: QLabel
    problem: QLabel


class FormRows(QWidget):
    """Rows of fields in one or two columns.

    ``half=True`` lets two rows stand side by side. Names are those that
    ``FieldProblems.fields`` uses. With a ``topic`` each row carries the sign that says what its
    field is for; Shift+F1 says it too.
    """

    def __init__(self, parent: QWidget | None = None, *, topic: str = "", prefix: str = "") -> None:
        """``prefix`` starts each name where a form is used for several things."""
        super().__init__(parent)
        self.topic = topic
        self.prefix = prefix
        self.setObjectName("plain")
        self._grid = grid(self, gaps=(12, 12))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, _Row] = {}
        self._placed: list[tuple[QWidget, bool]] = []
        self._narrow = False
        self._next_line = 0
        self._left_used = False

    def add(
        self,
        name: str,
        label: str,
        control: W,
        *,
        help_text: str = "",
        required: bool = False,
        half: bool = False,
    ) -> W:
        """Add one row and return its control."""
        holder = plain()
        layout = column(holder, gap=6)
        title = words(f"{label} *" if required else label) if label else None
        shown = _Row(
            label=label,
            holder=holder,
            title=title,
            sign=_sign(self.topic, name.removeprefix(self.prefix), control, label)
            if title and self.topic
            else None,
            control=control,
            help=words(help_text, "help", wrap=True),
            problem=words("", "problem", wrap=True),
        )
        for part in (_title_line(shown), control, shown.help, shown.problem):
            if part is not None:
                layout.addWidget(part)
        shown.help.setVisible(bool(help_text))
        shown.problem.hide()
        layout.addStretch(1)
        self._rows[name] = shown
        self._name(shown, required=required)
        self._add_part(holder, half=half)
        _hear_answers(self, name, control)
        return control

    def section(self, caption: str) -> QLabel:
        """Start a part of the form with a small caption."""
        label = words(caption.upper(), "caption")
        self._add_part(label, half=False)
        return label

    def add_wide(self, widget: QWidget) -> None:
        """Put something that is no field between the rows."""
        self._add_part(widget, half=False)

    def control(self, name: str) -> QWidget:
        """The control of a row."""
        return self._rows[name].control

    def set_help(self, name: str, text: str) -> None:
        """Say something else under a field."""
        shown = self._rows[name]
        shown.help.setText(text)
        shown.help.setVisible(bool(text) and not shown.problem.text())
        _describe(shown)

    def set_label(self, name: str, label: str) -> None:
        """Rename a row."""
        shown = self._rows[name]
        shown.label = label
        if shown.title is not None:
            shown.title.setText(label)
        self._name(shown, required=False)

    def set_row_visible(self, name: str, *, visible: bool) -> None:
        """Show or hide a whole row; what was typed is kept."""
        self._rows[name].holder.setVisible(visible)

    def show_problem(self, name: str, sentence: str) -> None:
        """Put one sentence under one field; an empty one takes it away."""
        shown = self._rows[name]
        shown.problem.setText(sentence)
        shown.problem.setVisible(bool(sentence))
        shown.help.setVisible(bool(shown.help.text()) and not sentence)
        set_state(input_of(shown.control), "wrong", "true" if sentence else "false")
        _describe(shown)

    def show_problems(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Mark these fields and no others, focus the first; returns those not in the form."""
        self.clear_problems()
        first: QWidget | None = None
        for name, shown in self._rows.items():
            if name in fields:
                self.show_problem(name, fields[name])
                first = first or input_of(shown.control)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return {name: text for name, text in fields.items() if name not in self._rows}

    def clear_problems(self) -> None:
        """Take all problem sentences away."""
        for name, shown in self._rows.items():
            if shown.problem.text():
                self.show_problem(name, "")

    def problems(self) -> dict[str, str]:
        """The sentences shown now."""
        return {
            name: shown.problem.text() for name, shown in self._rows.items() if shown.problem.text()
        }

    def row_of(self, widget: QWidget) -> str | None:
        """The name of the row that holds a widget."""
        return next(
            (name for name, shown in self._rows.items() if is_inside(widget, shown.holder)), None
        )

    def minimumSizeHint(self) -> QSize:
        """Qt: halves may stand one above the other; what is hidden needs no room."""
        shown = [part for part, _ in self._placed if not part.isHidden()]
        widest = max((part.minimumSizeHint().width() for part in shown), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: halves stand side by side only where both can be read."""
        super().resizeEvent(event)
        narrow = self.width() < px(HALVES_FROM)
        if narrow != self._narrow:
            self._narrow = narrow
            self._next_line, self._left_used = 0, False
            for part, half in self._placed:
                self._place(part, half=half)

    def names(self) -> list[str]:
        """The names of all rows that carry a label."""
        return [name for name, shown in self._rows.items() if shown.label]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Shift+F1 in a field says what it is for; fields leave that key to their form."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if not (self.topic and shift and event.key() == Qt.Key.Key_F1):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        name = self.row_of(focused) if focused is not None else None
        if name is not None:
            show_field_help(self.topic, name.removeprefix(self.prefix), self._rows[name].control)

    def _add_part(self, widget: QWidget, *, half: bool) -> None:
        self._placed.append((widget, half))
        self._place(widget, half=half)

    def _place(self, widget: QWidget, *, half: bool) -> None:
        half = half and not self._narrow
        if half and self._left_used:
            self._grid.addWidget(widget, self._next_line, 1)
            self._next_line += 1
            self._left_used = False
            return
        if self._left_used:
            self._next_line += 1
        if half:
            self._grid.addWidget(widget, self._next_line, 0)
        else:
            self._grid.addWidget(widget, self._next_line, 0, 1, 2)
            self._next_line += 1
        self._left_used = half

    def _name(self, shown: _Row, *, required: bool) -> None:
        if not shown.label:
            return
        spoken = shown.label.replace("&", "") + (", required" if required else "")
        parts = getattr(shown.control, "parts", None)
        shown.control.setAccessibleName(spoken)
        if parts is not None:
            for part in parts():
                part.setAccessibleName(f"{spoken}: {part.text()}")
        else:
            input_of(shown.control).setAccessibleName(spoken)
        if shown.title is not None:
            shown.title.setBuddy(input_of(shown.control))
        _describe(shown)


def _hear_answers(form: FormRows, name: str, control: QWidget) -> None:
    """A problem goes when its field is filled anew; the next check finds what is still wrong."""

    def forget(*_said: object) -> None:
        if name in form.problems():
            form.show_problem(name, "")

    for part in dict.fromkeys((control, input_of(control))):
        # of a line of text only what a person types counts, of notes there is no such signal
        told = "textChanged" if isinstance(part, QPlainTextEdit) else "textEdited"
        for each in (told, "choice_changed"):
            signal = getattr(part, each, None)
            if signal is not None:
                signal.connect(forget)


def _sign(topic: str, name: str, control: QWidget, label: str) -> QToolButton:
    sign = help_sign(label)
    sign.clicked.connect(lambda: show_field_help(topic, name, control))
    return sign


def _title_line(shown: _Row) -> QWidget | None:
    if shown.title is None or shown.sign is None:
        return shown.title
    line = plain()
    parts = row(line, gap=2)
    parts.addWidget(shown.title)
    parts.addWidget(shown.sign)
    parts.addStretch(1)
    return line


def _describe(shown: _Row) -> None:
    said = " ".join(part for part in (shown.problem.text(), shown.help.text()) if part)
    input_of(shown.control).setAccessibleDescription(said)
