"""The table of every room: lazy pages, sorting, remembered columns, copy, empty state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from app.services.paging import Page as RowsPage
from app.ui.kit.cards import Empty
from app.ui.kit.table_header import ColumnLayout
from app.ui.kit.table_model import Cell, Column, Order, PageWanted, RowsModel, Sorting
from app.ui.kit.table_view import RowsView
from app.ui.kit.views import ViewStore
from app.ui.kit.words import words

__all__ = ["Cell", "Column", "Order", "PageWanted", "PagedTable", "Sorting"]


class PagedTable(QWidget):
    """Shows rows page by page.

    Signals:
        page_wanted: a ``PageWanted``; answer with ``add_page`` (``feed`` does so).
        sorting_changed: a ``Sorting``; the table asks anew by itself.
        selection_changed: the id of the current row, or None.
        row_activated: the id of a row on which Enter was pressed or that was double-clicked.
        empty_action_requested: the button of the empty state was pressed.
    """

    page_wanted = Signal(object)
    sorting_changed = Signal(object)
    selection_changed = Signal(object)
    row_activated = Signal(object)
    empty_action_requested = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        row_id: Callable[[Any], object],
        *,
        name: str,
        label: str,
        views: ViewStore,
    ) -> None:
        """``name`` is where the layout is remembered, ``label`` what a screen reader says."""
        super().__init__()
        self.model = RowsModel(columns, row_id, parent=self)
        self.view = RowsView(label)
        self.view.setModel(self.model)
        self._layout = ColumnLayout(self.view, columns, name, views)
        self._empty = Empty("Nothing here yet")
        self._loading = words("Loading…", "muted")
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        for page in (self.view, self._empty, self._loading):
            self._stack.addWidget(page)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(250)
        self._selected: object = None
        self._connect()
        sorting = self._layout.restore()
        if sorting is not None:
            self.set_sorting(sorting)

    def _connect(self) -> None:
        self.model.page_wanted.connect(self.page_wanted)
        self.model.loaded.connect(self._on_loaded)
        self.view.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        self.view.row_chosen.connect(self._on_activated)
        self.view.resized.connect(self._layout.fit)
        self.view.copy_requested.connect(self._on_copy)
        self.view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._empty.action_requested.connect(self.empty_action_requested)
        self._wait.timeout.connect(self._on_slow)

    def restart(self) -> None:
        """Ask anew from the first row, because the question or the data changed."""
        self._wait.start()
        self.model.restart()

    def add_page(self, generation: int, page: RowsPage[Any]) -> None:
        """Take the answer to a ``PageWanted`` of that generation."""
        self.model.add_page(generation, page)

    def clear(self) -> None:
        """Forget everything shown, for the lock."""
        self._selected = None
        self.model.clear()

    @property
    def sorting(self) -> Sorting | None:
        """The sorting in use."""
        return self.model.sorting

    def set_sorting(self, sorting: Sorting | None) -> None:
        """Sort by a column; the caller restarts."""
        self.model.sorting = sorting
        header = self.view.horizontalHeader()
        numbers = [n for n, c in enumerate(self.model.columns) if sorting and c.key == sorting.key]
        down = sorting is not None and sorting.order is Order.DOWN
        way = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        header.setSortIndicatorShown(bool(numbers))
        header.setSortIndicator(numbers[0] if numbers else -1, way)

    def selected_id(self) -> object:
        """The id of the current row, or None."""
        return self._selected

    def selected_ids(self) -> list[object]:
        """The ids of all marked rows, from top to bottom."""
        marked = self.view.selectionModel().selectedRows()
        rows = sorted(index.row() for index in marked)
        return [self.model.row_id(self.model.row(number)) for number in rows]

    def select_id(self, row_id: object) -> bool:
        """Make the row with this id current; False if it has not been fetched."""
        number = self.model.number_of(row_id)
        if number is None:
            return False
        self.view.make_current(number)
        return True

    def select_first(self) -> None:
        """Make the first row current, if there is one."""
        if self.model.rowCount():
            self.view.make_current(0)

    def set_empty(self, title: str, sentence: str = "", action: str = "") -> None:
        """What to say and offer when there are no rows."""
        self._empty.show_text(title, sentence, action)

    def columns_menu(self, parent: QWidget) -> QMenu:
        """The menu that chooses columns and sorts by keyboard."""
        return self._layout.menu(parent, self._on_header_clicked)

    def copied_text(self) -> str:
        """The marked rows as lines with tabs, visible columns in the order shown."""
        keys = self._layout.shown_keys()
        by_key = {column.key: column for column in self.model.columns}
        numbers = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        lines = [
            "\t".join(by_key[key].render(self.model.row(number)).text for key in keys)
            for number in numbers
        ]
        return "\n".join(lines)

    def _on_loaded(self) -> None:
        self._wait.stop()
        empty = self.model.rowCount() == 0
        self._stack.setCurrentWidget(self._empty if empty else self.view)
        number = self.model.number_of(self._selected) if self._selected is not None else None
        if number is not None:
            self.view.make_current(number)
        elif self._selected is not None:
            self._selected = None
            self.selection_changed.emit(None)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.copied_text())

    def _on_slow(self) -> None:
        if not self.model.rowCount():
            self._stack.setCurrentWidget(self._loading)

    def _on_current_changed(self) -> None:
        index = self.view.currentIndex()
        if not index.isValid():
            return
        chosen = self.model.row_id(self.model.row(index.row()))
        if chosen != self._selected:
            self._selected = chosen
            self.selection_changed.emit(chosen)

    def _on_activated(self, number: int) -> None:
        self.row_activated.emit(self.model.row_id(self.model.row(number)))

    def _on_header_clicked(self, number: int) -> None:
        column = self.model.columns[number]
        if not column.sortable:
            return
        now = self.model.sorting
        up = now is None or now.key != column.key or now.order is Order.DOWN
        sorting = Sorting(column.key, Order.UP if up else Order.DOWN)
        self.set_sorting(sorting)
        self._layout.save(sorting)
        self.sorting_changed.emit(sorting)
        self.restart()
