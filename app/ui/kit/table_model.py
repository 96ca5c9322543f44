"""Rows of a table, fetched page by page by key; the answer to an older question is dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.services.paging import Page as RowsPage
from app.ui.kit.tokens import Kind

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. ``chip`` puts the text into a pill of that kind."""

    text: str
    muted: bool = False
    bold: bool = False
    chip: Kind | None = None
    accessible: str = ""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column as data.

    ``width`` is the measure at 100 %; ``stretch`` columns share what is left; a ``firm`` one,
    such as one of chips, gives nothing when room is short; a ``spare`` one is left out where the
    others could not be read beside it, as in a narrow window with large text.
    """

    key: str
    title: str
    width: int
    render: Callable[[R], Cell]
    sortable: bool = False
    default_visible: bool = True
    stretch: bool = False
    firm: bool = False
    spare: bool = False


class Order(Enum):
    """Which way a column is sorted."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Sorting:
    """The sorted column and its way."""

    key: str
    order: Order = Order.UP


@dataclass(frozen=True, slots=True)
class PageWanted:
    """A question for rows: those after the key ``after`` (None: from the first)."""

    after: object
    limit: int
    sorting: Sorting | None
    generation: int


class RowsModel(QAbstractTableModel):
    """Rows in the order asked for.

    Signals:
        page_wanted: a ``PageWanted``; the owner answers with ``add_page``.
        loaded: a page has arrived.
    """

    page_wanted = Signal(object)
    loaded = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        row_id: Callable[[Any], object],
        page_size: int = 100,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.row_id = row_id
        self._page_size = page_size
        self._rows: list[Any] = []
        self._generation = 0
        self._next_key: object = None
        self._more = False
        self._fresh = False
        self.loading = False
        self.sorting: Sorting | None = None

    def restart(self) -> None:
        """Ask anew from the first row; the rows shown stay until the answer is there."""
        self._generation += 1
        self._fresh, self._more, self.loading = True, True, False
        self._ask(min(max(len(self._rows), self._page_size), 10 * self._page_size))

    def clear(self) -> None:
        """Forget every row, for the lock."""
        self.beginResetModel()
        self._rows.clear()
        self._generation += 1
        self._more = self.loading = self._fresh = False
        self.endResetModel()

    def add_page(self, generation: int, page: RowsPage[Any]) -> None:
        """Take the answer to the question of that generation."""
        if generation != self._generation:
            return
        rows = page.rows
        self.loading, self._more, self._next_key = False, page.more, page.next_key
        if self._fresh:
            self._fresh = False
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        elif rows:
            first = len(self._rows)
            self.beginInsertRows(_ROOT(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self.loaded.emit()

    def row(self, number: int) -> Any:
        """The value in a row."""
        return self._rows[number]

    def rows(self) -> Sequence[Any]:
        """Every row fetched so far."""
        return tuple(self._rows)

    def number_of(self, row_id: object) -> int | None:
        """The place of the row with this id, if it has been fetched."""
        found = (n for n, row in enumerate(self._rows) if self.row_id(row) == row_id)
        return next(found, None)

    def canFetchMore(self, parent: Index) -> bool:
        """Qt: whether scrolling on brings more."""
        return not parent.isValid() and self._more and not self.loading and bool(self._rows)

    def fetchMore(self, parent: Index) -> None:
        """Qt: the person scrolled to the end."""
        if self.canFetchMore(parent):
            self._ask(self._page_size)

    def rowCount(self, parent: Index = _ROOT()) -> int:  # noqa: B008 - Qt's own default
        """Qt: rows fetched so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT()) -> int:  # noqa: B008 - Qt's own default
        """Qt: columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows, says, or explains."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            CELL_ROLE,
        ):
            return None
        cell = self.columns[index.column()].render(self._rows[index.row()])
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.accessible or cell.text
        return cell.text

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Qt: column titles."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.columns[section].title
        return None

    def _ask(self, limit: int) -> None:
        self.loading = True
        after = None if self._fresh else self._next_key
        self.page_wanted.emit(PageWanted(after, limit, self.sorting, self._generation))
