"""Choosing a label sheet among all there are: type a part of its name or number, Enter takes it.

A sheet is found by every name it is sold under: 8160 finds the layout of Avery 5160.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.domain.label_stock import LabelStock, StockKind
from app.ui.kit.choice import ChoiceField
from app.ui.kit.fields import TextField
from app.ui.kit.metrics import column, px
from app.ui.kit.popups import place_below
from app.ui.kit.words import safe_tip, words

_MOST_WORDS = 60


class StockField(ChoiceField[str]):
    """Shows the chosen sheet as other lists do; its own list can be searched.

    Signals:
        stock_chosen: a ``LabelStock``, when another one is chosen.
    """

    stock_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._stocks: tuple[LabelStock, ...] = ()
        self._stock: LabelStock | None = None
        self._popup: StockPopup | None = None
        self.setAccessibleName("Label sheet")

    @property
    def stock(self) -> LabelStock | None:
        """The chosen sheet."""
        return self._stock

    @property
    def popup(self) -> StockPopup | None:
        """The list as it was opened last."""
        return self._popup

    def set_stocks(self, stocks: Sequence[LabelStock]) -> None:
        """What can be chosen; the first is chosen while nothing else is."""
        self._stocks = tuple(stocks)
        if self._stock is None and self._stocks:
            self.set_stock(self._stocks[0].id)

    def set_stock(self, stock_id: str) -> None:
        """Choose a sheet; one that is not there changes nothing."""
        found = next((stock for stock in self._stocks if stock.id == stock_id), None)
        if found is None or found == self._stock:
            return
        self._stock = found
        self.set_options([(found.id, found.name)])
        self.setToolTip(safe_tip(stock_words(found)))
        self.setAccessibleDescription(stock_words(found))
        self.stock_chosen.emit(found)

    def showPopup(self) -> None:
        """Qt: show the list that can be searched."""
        self._popup = StockPopup(self, self._stocks)
        self._popup.stock_picked.connect(self._on_picked)
        self._popup.open_below(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows, Enter and Space open the list."""
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in (*keys, Qt.Key.Key_Space):
            self.showPopup()
            return
        super().keyPressEvent(event)

    def _on_picked(self, stock: LabelStock) -> None:
        self.set_stock(stock.id)
        self.setFocus(Qt.FocusReason.PopupFocusReason)


class StockPopup(QFrame):
    """The list of sheets with a field to search it.

    Signals:
        stock_picked: a ``LabelStock``.
    """

    stock_picked = Signal(object)

    def __init__(self, parent: QWidget, stocks: Sequence[LabelStock]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self._stocks = tuple(stocks)
        self._shown: tuple[LabelStock, ...] = ()
        self._names = QStringListModel(self)
        self.field = TextField(placeholder="Brand or number, such as 8160")
        self.field.setAccessibleName("Find a label sheet by brand or number")
        self.list = QListView()
        self.list.setProperty("role", "hits")
        self.list.setAccessibleName("Label sheets")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self._names)
        self._none = words("No sheet of this name. Try the number alone.", "muted")
        layout = column(self, gap=6, pads=(8, 8, 8, 8))
        for part in (self.field, self.list, self._none):
            layout.addWidget(part)
        self.field.textChanged.connect(self._on_text)
        self.list.clicked.connect(lambda index: self._pick(index.row()))
        self._on_text("")

    @property
    def shown(self) -> tuple[LabelStock, ...]:
        """The sheets listed now."""
        return self._shown

    def open_below(self, field: QWidget) -> None:
        """Show under a field and take the keyboard."""
        self.ensurePolished()
        self.resize(max(field.width(), px(470)), px(330))
        place_below(self, field)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows choose, Enter takes; letters go on into the field."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._select(self.list.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.list.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _on_text(self, text: str) -> None:
        self._shown = tuple(stock for stock in self._stocks if matches(stock, text))
        self._names.setStringList([stock_words(stock) for stock in self._shown])
        self.list.setVisible(bool(self._shown))
        self._none.setVisible(not self._shown)
        self._select(0)

    def _select(self, number: int) -> None:
        number = min(max(0, number), len(self._shown) - 1)
        self.list.setCurrentIndex(self._names.index(number, 0))

    def _pick(self, number: int) -> None:
        if 0 <= number < len(self._shown):
            self.stock_picked.emit(self._shown[number])
            self.close()


def matches(stock: LabelStock, typed: str) -> bool:
    """Whether every typed word is in one of the sheet's names or its description."""
    names = " ".join((stock.name, *stock.also, stock.description)).lower()
    joined = names.replace("-", "").replace(" ", "")
    wanted = typed[:_MOST_WORDS].lower().split()
    return all(word in names or word.replace("-", "") in joined for word in wanted)


def stock_words(stock: LabelStock) -> str:
    """``Avery 5160  ·  30 Address labels``; rolls say so."""
    count = f"{stock.count} " if stock.count > 1 else ""
    roll = ", roll" if stock.kind is StockKind.ROLL else ""
    what = stock.description[:1].lower() + stock.description[1:]
    return f"{stock.name}  ·  {count}{what}{roll}"
