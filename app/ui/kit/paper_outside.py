"""What goes on the outside: which envelope, or which label sheet and its first free label.

The choice is remembered from one piece to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.envelopes import DEFAULT_ENVELOPE, Envelope
from app.domain.label_stock import LabelStock
from app.domain.papers import PaperKind
from app.services.progress import Progress
from app.ui.kit.buttons import Button, link
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.paper_grid import LabelGrid
from app.ui.kit.paper_stock_field import StockField
from app.ui.kit.popups import place_below
from app.ui.kit.words import words

_VIEW = "outside"
_FLAT = "9x12"
_OUTSIDES = (PaperKind.ENVELOPE, PaperKind.LABEL)


@dataclass(frozen=True, slots=True)
class Outside:
    """The chosen outside; exactly one of ``envelope`` and ``stock`` is there."""

    envelope: Envelope | None = None
    stock: LabelStock | None = None
    start: int = 1

    @property
    def kind(self) -> PaperKind:
        """Envelope or label."""
        return PaperKind.ENVELOPE if self.envelope is not None else PaperKind.LABEL

    @property
    def stock_id(self) -> str:
        """The id papers are kept under."""
        if self.envelope is not None:
            return self.envelope.id
        return self.stock.id if self.stock is not None else ""

    @property
    def words(self) -> str:
        """``Envelope #10``, ``Label 8 of Avery 5160``."""
        if self.envelope is not None:
            return f"Envelope {self.envelope.name}"
        if self.stock is None:
            return ""
        number = f" {self.start}" if self.stock.count > 1 else ""
        return f"Label{number} of {self.stock.name}"


@dataclass(frozen=True, slots=True)
class _Offer:
    envelopes: tuple[Envelope, ...]
    stocks: tuple[LabelStock, ...]
    envelope: str
    stock: str


class OutsideChoice(QWidget):
    """Envelope or label, its size, and the first label. ``tall`` stacks the parts.

    Signals:
        outside_changed: another outside is chosen, or the first one is known.
    """

    outside_changed = Signal()

    def __init__(self, context: UiContext, *, flat: bool = False, tall: bool = False) -> None:
        """``flat``: the pages do not fit into a letter envelope."""
        super().__init__()
        self.setObjectName("plain")
        self._context, self._flat, self._tall = context, flat, tall
        self._envelopes: dict[str, Envelope] = {}
        self._ready = False
        self.kind: ChoiceField[PaperKind] = ChoiceField([(k, k.label) for k in _OUTSIDES])
        self.envelope: ChoiceField[str] = ChoiceField()
        self.stock = StockField()
        self.grid = LabelGrid()
        self.start = Button("Label 1")
        self.fresh = link("New sheet", clicked=lambda: self.grid.choose(1))
        self._popup: QFrame | None = None
        self._build()
        self._connect()
        context.read(self, self._load, self._on_loaded)

    def outside(self) -> Outside | None:
        """What is chosen; None until the sizes are known."""
        if not self._ready:
            return None
        if self.kind.value() is PaperKind.LABEL:
            return Outside(stock=self.stock.stock, start=self.grid.start)
        return Outside(envelope=self._envelopes.get(self.envelope.value() or ""))

    def set_kind(self, kind: PaperKind) -> None:
        """Choose envelope or label."""
        self.kind.set_value(kind)

    def set_flat(self, *, flat: bool) -> None:
        """Offer the envelope for pages that lie flat, or the usual one."""
        if flat != self._flat:
            self._flat = flat
            self.envelope.set_value(_FLAT if flat else self._usual())

    def show_kind_field(self, *, shown: bool) -> None:
        """Show or hide the choice between envelope and label."""
        self.kind.setVisible(shown)

    def reload_start(self) -> None:
        """Ask again which label is the next free one, after something was printed."""
        self._ask_start()

    def _usual(self) -> str:
        kept = self._context.views.load(_VIEW).get("envelope")
        known = isinstance(kept, str) and kept in self._envelopes
        return str(kept) if known else DEFAULT_ENVELOPE.id

    def _build(self) -> None:
        self.kind.setAccessibleName("Envelope or label")
        self.envelope.setAccessibleName("Envelope size")
        self.start.setAccessibleName("First free label")
        parts = (self.kind, self.envelope, self.stock, self.start, self.grid, self.fresh)
        if self._tall:
            stack = column(self, gap=8)
            for part in parts:
                stack.addWidget(part, 0, _along(part))
            return
        sized(self.kind, width=116)
        sized(self.envelope, width=124)
        sized(self.stock, width=168)
        line = row(self, gap=8)
        for part in parts[:4]:
            line.addWidget(part)
        line.addStretch(1)
        for part in parts[4:]:
            part.setParent(self)
            part.hide()

    def _connect(self) -> None:
        self.kind.choice_changed.connect(self._on_kind)
        self.envelope.choice_changed.connect(self._on_changed)
        self.stock.stock_chosen.connect(self._on_stock)
        self.grid.start_changed.connect(self._on_start)
        self.start.clicked.connect(lambda _checked=False: self._open_grid())

    def _load(self, _progress: Progress) -> _Offer:
        services = self._context.services
        wanted = services.settings.preferences()
        return _Offer(
            services.papers.envelope_sizes(),
            services.papers.label_stocks(),
            wanted.envelope,
            wanted.label_stock,
        )

    def _on_loaded(self, offer: _Offer) -> None:
        kept = self._context.views.load(_VIEW)
        self._envelopes = {envelope.id: envelope for envelope in offer.envelopes}
        self.envelope.set_options([(each.id, each.name) for each in offer.envelopes])
        for envelope_id in (offer.envelope, kept.get("envelope"), _FLAT if self._flat else None):
            self.envelope.set_value(envelope_id if isinstance(envelope_id, str) else None)
        self.stock.set_stocks(offer.stocks)
        for stock_id in (offer.stock, kept.get("stock")):
            self.stock.set_stock(str(stock_id))
        if kept.get("kind") == PaperKind.LABEL.value:
            self.kind.set_value(PaperKind.LABEL)
        self._ready = True
        self._show_parts()
        self._ask_start()

    def _on_kind(self) -> None:
        self._show_parts()
        self._on_changed()

    def _on_stock(self) -> None:
        if self._ready:
            self._ask_start()

    def _on_start(self, number: int) -> None:
        self._name_start(number)
        self._on_changed()

    def _ask_start(self) -> None:
        stock = self.stock.stock
        if stock is None:
            return

        def work(_progress: Progress) -> int:
            return self._context.services.papers.next_label(stock_id=stock.id)

        def show(start: int) -> None:
            self.grid.show_stock(stock, start)
            self._name_start(start)
            self._show_parts()
            self._on_changed()

        self._context.read(self, work, show)

    def _on_changed(self) -> None:
        if not self._ready:
            return
        facts = {
            "kind": (self.kind.value() or PaperKind.ENVELOPE).value,
            "envelope": self._usual() if self._flat else self.envelope.value(),
            "stock": self.stock.stock.id if self.stock.stock else "",
        }
        self._context.views.save(_VIEW, facts)
        self.outside_changed.emit()

    def _name_start(self, number: int) -> None:
        self.start.setText(f"From label {number}")
        self.start.setAccessibleName(f"First free label: {number}. Press to choose another.")

    def _show_parts(self) -> None:
        label = self.kind.value() is PaperKind.LABEL
        sheet = label and self.stock.stock is not None and self.stock.stock.count > 1
        self.envelope.setVisible(not label)
        self.stock.setVisible(label)
        self.start.setVisible(sheet and not self._tall)
        self.grid.setVisible(sheet and self._tall)
        self.fresh.setVisible(sheet and self._tall)

    def _open_grid(self) -> None:
        stock = self.stock.stock
        if stock is not None:
            popup = GridPopup(self, stock, self.grid.start)
            popup.grid.start_changed.connect(self.grid.choose)
            popup.open_below(self.start)
            self._popup = popup


class GridPopup(QFrame):
    """The small sheet under its button."""

    def __init__(self, parent: QWidget, stock: LabelStock, start: int) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self.grid = LabelGrid()
        self.grid.show_stock(stock, start)
        self.fresh = link("New sheet", clicked=lambda: self.grid.choose(1))
        layout = column(self, gap=6, pads=(12, 10, 12, 10))
        layout.addWidget(words("First free label", "muted"))
        layout.addWidget(self.grid, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.fresh, 0, Qt.AlignmentFlag.AlignLeft)

    def open_below(self, field: QWidget) -> None:
        """Show under a button and take the keyboard."""
        self.ensurePolished()
        self.adjustSize()
        place_below(self, field)
        self.show()
        self.grid.setFocus(Qt.FocusReason.PopupFocusReason)


def _along(part: QWidget) -> Qt.AlignmentFlag:
    small = isinstance(part, LabelGrid) or part.property("role") == "link"
    return Qt.AlignmentFlag.AlignLeft if small else Qt.AlignmentFlag(0)
