"""Short rows for a narrow box: the label before its field, a problem in red below it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.kit.cards import empty_layout
from app.ui.kit.forms import input_of
from app.ui.kit.metrics import grid
from app.ui.kit.words import set_state, words


class InlineRows(QWidget):
    """Rows that are built anew for each question.

    Signals:
        entered: Enter in a field that has no use for it itself.
    """

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._grid = grid(self, gaps=(10, 6))
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QWidget, QLabel]] = {}

    def clear(self) -> None:
        """Take every row away."""
        empty_layout(self._grid)
        self._rows.clear()

    def add(self, name: str, label: str, control: QWidget) -> None:
        """One more row; ``name`` is what ``FieldProblems`` calls it."""
        title, problem = words(label, "muted"), words("", "problem", wrap=True)
        title.setBuddy(input_of(control))
        control.setAccessibleName(label)
        line = 2 * len(self._rows)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(title, line, 0, middle)
        self._grid.addWidget(control, line, 1, middle)
        self._grid.addWidget(problem, line + 1, 1)
        problem.hide()
        # a layout shows new parts a moment later; the first field takes the keyboard at once
        title.show()
        control.show()
        self._rows[name] = (control, problem)

    def show_problems(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Mark these fields and no others, focus the first; returns those not here."""
        for name, (control, problem) in self._rows.items():
            sentence = fields.get(name, "")
            problem.setText(sentence)
            problem.setVisible(bool(sentence))
            set_state(input_of(control), "wrong", "true" if sentence else "false")
            input_of(control).setAccessibleDescription(sentence)
        marked = [control for name, (control, _) in self._rows.items() if name in fields]
        if marked:
            input_of(marked[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        return {name: text for name, text in fields.items() if name not in self._rows}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: what a field leaves to the rows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def inputs(self) -> list[QWidget]:
        """The parts that take the keyboard, from the top."""
        return [input_of(control) for control, _ in self._rows.values()]

    def first(self) -> QWidget | None:
        """The first field, to give it the keyboard."""
        return next(iter(self.inputs()), None)
