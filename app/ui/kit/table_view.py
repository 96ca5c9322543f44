"""The view inside ``PagedTable``: whole rows, full keyboard use, nothing scrolls sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.ui.kit.metrics import px
from app.ui.kit.table_delegate import CellDelegate

ROW_HEIGHT = 42
HEADER_HEIGHT = 36


class RowsView(QTableView):
    """Whole rows; Home and End go to the first and last, Enter opens.

    Signals:
        row_chosen: the number of a row that was opened.
        copy_requested: Ctrl+C was pressed.
        resized: the width changed, columns want sharing out.
    """

    row_chosen = Signal(int)
    copy_requested = Signal()
    resized = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(8)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.doubleClicked.connect(lambda index: self.row_chosen.emit(index.row()))
        self.entered.connect(lambda index: self._hover(index.row()))
        self._measure()

    def make_current(self, number: int) -> None:
        """Select a row and bring it into view."""
        index = self.model().index(number, self._first_column())
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            index, flags.ClearAndSelect | flags.Rows | flags.Current
        )
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys for rows instead of cells."""
        rows = self.model().rowCount() if self.model() else 0
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and rows:
            self.make_current(0 if key == Qt.Key.Key_Home else rows - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.row_chosen.emit(self.currentIndex().row())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: with the keyboard comes a current row, so that its ring is seen."""
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        if by_key and not self.selectionModel().hasSelection() and self.model().rowCount():
            self.make_current(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the ring goes with the keyboard."""
        super().focusOutEvent(event)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the mouse left."""
        super().leaveEvent(event)
        self._hover(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: below the last row nothing is under the mouse."""
        super().mouseMoveEvent(event)
        if not self.indexAt(event.position().toPoint()).isValid():
            self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width."""
        super().resizeEvent(event)
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another text size means other heights."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()
            self.resized.emit()

    def _measure(self) -> None:
        self.verticalHeader().setMinimumSectionSize(px(ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self.horizontalHeader().setFixedHeight(px(HEADER_HEIGHT))

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        places = (header.logicalIndex(place) for place in range(header.count()))
        return next((n for n in places if not self.isColumnHidden(n)), 0)

    def _hover(self, number: int) -> None:
        if self._delegate.hover_row != number:
            self._delegate.hover_row = number
            self.viewport().update()
