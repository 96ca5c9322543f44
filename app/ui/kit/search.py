"""The search field of the window: finds as you type, shows what it found below the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.services.progress import Progress
from app.ui.kit.fields import SearchField
from app.ui.kit.metrics import column, px, sized
from app.ui.kit.task_runner import Runner, Task
from app.ui.kit.words import words

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is, and where it is shown."""

    room: str
    item: object
    title: str = field(repr=False)
    detail: str = field(default="", repr=False)


class GlobalSearch(SearchField):
    """A search field with its results below; arrows choose, Enter opens.

    Signals:
        hit_chosen: a ``Hit``.
    """

    hit_chosen = Signal(object)

    def __init__(
        self,
        runner: Runner,
        search: Callable[[str], Sequence[Hit]],
        placeholder: str = "Find a patient, request or article number",
    ) -> None:
        super().__init__(placeholder)
        self._runner, self._search = runner, search
        self._hits: list[Hit] = []
        self._task: Task | None = None
        self._popup: _HitList | None = None
        sized(self, min_width=200, max_width=350)
        self.setMinimumWidth(px(200))
        self.search_changed.connect(self._on_search)

    @property
    def hits(self) -> list[Hit]:
        """What is shown now."""
        return self._hits

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: move in the results without leaving the field."""
        key, popup = event.key(), self._popup
        shown = popup is not None and popup.isVisible()
        if shown and popup is not None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            popup.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif shown and popup is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(popup.current())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the results go with the keyboard."""
        super().focusOutEvent(event)
        self._close()

    def _on_search(self, text: str) -> None:
        if self._task is not None:
            self._task.cancel()
        if not text:
            self._close()
            return

        def work(_progress: Progress) -> Sequence[Hit]:
            return self._search(text)

        self._task = self._runner.run_on_database(work, self._show, owner=self)

    def _show(self, hits: Sequence[Hit]) -> None:
        if not self.value():
            return
        self._hits = list(hits[:MOST_SHOWN])
        if self._popup is None:
            self._popup = _HitList(self.window(), self._choose)
        self._popup.show_below(self, self._hits)

    def _choose(self, number: int) -> None:
        if not 0 <= number < len(self._hits):
            return
        hit = self._hits[number]
        self._close()
        self.clear()
        self.hit_chosen.emit(hit)

    def _close(self) -> None:
        if self._popup is not None:
            self._popup.hide()


class _HitList(QFrame):
    """The results, laid over the page; never takes the keyboard."""

    def __init__(self, window: QWidget, choose: Callable[[int], None]) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self._names = QStringListModel(self)
        self._list = QListView()
        self._list.setProperty("role", "hits")
        self._list.setAccessibleName("What was found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setModel(self._names)
        self._list.clicked.connect(lambda index: choose(index.row()))
        self._none = words("Nothing found. Try how a name or street begins, or a number.", "muted")
        layout = column(self, pads=(6, 6, 6, 6))
        layout.addWidget(self._list)
        layout.addWidget(self._none)
        window.installEventFilter(self)
        self.hide()

    def show_below(self, field_shown: QWidget, hits: Sequence[Hit]) -> None:
        """Show under the field, right edges in line."""
        self._names.setStringList([_line(hit) for hit in hits])
        self._list.setVisible(bool(hits))
        self._none.setVisible(not hits)
        if hits:
            self._list.setCurrentIndex(self._names.index(0, 0))
        window = field_shown.window()
        width = min(max(field_shown.width(), px(600)), window.width() - px(24))
        self.resize(width, px(31) * max(1, len(hits)) + px(14))
        corner = field_shown.mapTo(window, QPoint(0, field_shown.height() + 4))
        self.move(max(px(12), corner.x() + field_shown.width() - width), corner.y())
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Choose the next or the one before."""
        number = min(max(0, self.current() + step), self._names.rowCount() - 1)
        self._list.setCurrentIndex(self._names.index(number, 0))

    def current(self) -> int:
        """The number of the chosen one."""
        return self._list.currentIndex().row()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: a resized window would leave the results behind."""
        if event.type() is QEvent.Type.Resize:
            self.hide()
        return False


def _line(hit: Hit) -> str:
    return f"{hit.title}   ·   {hit.detail}" if hit.detail else hit.title
