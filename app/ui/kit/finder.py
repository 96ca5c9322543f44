"""A field that finds people while someone types: arrows move, Enter takes one, the mouse too.

The promise: nothing is taken without being chosen; an answer to older text is never shown; changing
the text lets go of what was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.edge_button import EdgeButton
from app.ui.kit.fields import TextField
from app.ui.kit.metrics import column, px
from app.ui.kit.task_runner import Task
from app.ui.kit.words import words

PAUSE_MS = 120
ROW = 31


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: what is handed on when it is chosen, how its row and the field read."""

    item: object = field(repr=False)
    line: str = field(repr=False)
    text: str = field(repr=False)


class Finder(TextField):
    """Finds as you type.

    ``adding`` is the row offered below the found ones, such as "Add a new patient"; without it
    nothing is offered. ``nothing`` is said when nothing is found and nothing can be added.

    Signals:
        item_chosen: the item of a ``Found``.
        item_dropped: what was chosen does not hold any more, since the text was changed.
        add_requested: the text typed, to be added as someone new.
    """

    item_chosen = Signal(object)
    item_dropped = Signal()
    add_requested = Signal(str)

    def __init__(
        self,
        context: UiContext,
        find: Callable[[str], Sequence[Found]],
        *,
        placeholder: str,
        adding: str = "",
        nothing: str = "",
    ) -> None:
        super().__init__(placeholder=placeholder)
        self._context, self._find = context, find
        self._adding, self._nothing = adding, nothing
        self._found: list[Found] = []
        self._chosen: object | None = None
        self._task: Task | None = None
        self._popup: FoundList | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        EdgeButton(self, "search", "Search", left=True)
        self.textEdited.connect(self._on_edited)

    @property
    def chosen(self) -> object | None:
        """The chosen item, or None while the text is only text."""
        return self._chosen

    @property
    def popup(self) -> FoundList | None:
        """What was found, if it was ever shown."""
        return self._popup

    def show_chosen(self, item: object, text: str) -> None:
        """Show an item as chosen without asking anybody."""
        self._close()
        self._chosen = item
        self.set_value(text)

    def show_text(self, text: str) -> None:
        """Show text with nothing chosen."""
        self._close()
        self._chosen = None
        self.set_value(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: move in what was found without leaving the field."""
        key, popup = event.key(), self._popup
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._pause.isActive():
            self._search()
            popup = self._popup
        shown = popup is not None and popup.isVisible()
        if shown and popup is not None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            popup.move_by(1 if key == Qt.Key.Key_Down else -1)
            self._say(popup.current())
        elif shown and popup is not None and enter:
            self._choose(popup.current())
        elif shown and key == Qt.Key.Key_Escape:
            self._close()
        elif key == Qt.Key.Key_Down and self.value() and self._chosen is None:
            self._search()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the list goes with the keyboard."""
        super().focusOutEvent(event)
        self._close()

    def _on_edited(self) -> None:
        if self._chosen is not None:
            self._chosen = None
            self.item_dropped.emit()
        self._pause.start()

    def _search(self) -> None:
        self._pause.stop()
        if self._task is not None:
            self._task.cancel()
        text = self.value()
        if not text:
            self._close()
            return

        def work(_progress: Progress) -> Sequence[Found]:
            return self._find(text)

        self._task = self._context.read(self, work, self._show)

    def _show(self, found: Sequence[Found]) -> None:
        if not self.hasFocus() or self._chosen is not None:
            return
        self._found = list(found)
        lines = [each.line for each in found]
        if self._adding:
            lines.append(f"{self._adding}: “{self.value()}”")
        if not lines and not self._nothing:
            self._close()
            return
        if self._popup is None:
            self._popup = FoundList(self.window(), self._choose)
            self.destroyed.connect(self._popup.deleteLater)
        self._popup.show_below(self, lines, self._nothing)
        self._say(self._popup.current())

    def _say(self, number: int) -> None:
        line = self._popup.line(number) if self._popup is not None else ""
        self.setAccessibleDescription(line)

    def _choose(self, number: int) -> None:
        self._close()
        if 0 <= number < len(self._found):
            taken = self._found[number]
            self._chosen = taken.item
            self.set_value(taken.text)
            self.item_chosen.emit(taken.item)
        elif self._adding and number == len(self._found):
            self.add_requested.emit(self.value())

    def _close(self) -> None:
        self._pause.stop()
        if self._popup is not None:
            self._popup.hide()


class FoundList(QFrame):
    """What was found, laid over the form; it never takes the keyboard."""

    def __init__(self, window: QWidget, choose: Callable[[int], None]) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self._names = QStringListModel(self)
        self.list = QListView()
        self.list.setProperty("role", "hits")
        self.list.setAccessibleName("What was found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self._names)
        self.list.pressed.connect(lambda index: choose(index.row()))
        self._none = words("", "muted", wrap=True)
        layout = column(self, pads=(6, 6, 6, 6))
        layout.addWidget(self.list)
        layout.addWidget(self._none)
        window.installEventFilter(self)
        self.hide()

    def show_below(self, near: QWidget, lines: Sequence[str], nothing: str) -> None:
        """Show under the field, or above it where there is no room below."""
        self._names.setStringList(list(lines))
        self.list.setVisible(bool(lines))
        self._none.setText(nothing)
        self._none.setVisible(not lines)
        if lines:
            self.list.setCurrentIndex(self._names.index(0, 0))
        window = near.window()
        width = min(max(near.width(), px(380)), window.width() - px(24))
        self.resize(width, px(ROW) * max(1, len(lines)) + px(14))
        corner = near.mapTo(window, QPoint(0, near.height() + px(3)))
        left = min(corner.x(), window.width() - width - px(12))
        top = corner.y()
        if top + self.height() > window.height():
            top = near.mapTo(window, QPoint(0, 0)).y() - self.height() - px(3)
        self.move(max(0, left), max(0, top))
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Go to the next or the one before."""
        number = min(max(0, self.current() + step), self._names.rowCount() - 1)
        self.list.setCurrentIndex(self._names.index(number, 0))

    def current(self) -> int:
        """The number of the row now marked."""
        return self.list.currentIndex().row()

    def line(self, number: int) -> str:
        """The text of a row."""
        lines = self._names.stringList()
        return lines[number] if 0 <= number < len(lines) else ""

    def lines(self) -> list[str]:
        """Every row."""
        return list(self._names.stringList())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: a resized window would leave the list behind."""
        if event.type() is QEvent.Type.Resize:
            self.hide()
        return False
