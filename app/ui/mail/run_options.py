"""The choices of a run: which papers, on what, from which label, on which printer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.envelopes import DEFAULT_ENVELOPE, ENVELOPES, Envelope
from app.domain.label_stock import LabelStock
from app.domain.papers import PaperKind
from app.services.paper_run_values import RunKinds, RunOrder, RunPiece
from app.services.progress import Progress
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.fields import NumberField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column
from app.ui.kit.paper_feed import printer_for

_VIEW = "run"
_FLAT = "9x12"


@dataclass(frozen=True, slots=True)
class _Offer:
    envelopes: tuple[Envelope, ...]
    stock: LabelStock
    first: int


class RunOptions(QWidget):
    """What a run is made on.

    Signals:
        options_changed: another paper, stock or label is wanted, or the first ones are known.
    """

    options_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._context = context
        self._stock: LabelStock | None = None
        names = context.printers.printers()
        self.has_printers = bool(names)
        self.rows = FormRows(topic="run")
        kinds: ChoiceField[RunKinds] = ChoiceField([(kind, kind.label) for kind in RunKinds])
        self.kinds = self.rows.add("kinds", "Print", kinds)
        self.letters = self.rows.add("letters", "Folded pieces go in", ChoiceField[str]())
        self.flats = self.rows.add("flats", "Flat pieces go in", ChoiceField[str]())
        self.first = self.rows.add("first", "First label", NumberField(1, least=1, most=1))
        printers = [(name, name) for name in names]
        usual = context.printers.default_printer()
        paper, outside = ChoiceField(printers), ChoiceField(printers)
        self.paper_printer = self.rows.add("paper_printer", "Letters on printer", paper)
        self.outside_printer = self.rows.add("outside_printer", "The others on printer", outside)
        for field in (self.paper_printer, self.outside_printer):
            field.set_value(usual)
        for name in ("paper_printer", "outside_printer"):
            self.rows.set_row_visible(name, visible=self.has_printers)
        column(self).addWidget(self.rows)
        context.read(self, self._load, self._on_loaded)

    @property
    def ready(self) -> bool:
        """Whether the sizes are known."""
        return self._stock is not None

    @property
    def stock(self) -> LabelStock | None:
        """The label sheet that is offered."""
        return self._stock

    def order(self, chosen: tuple[RunPiece, ...]) -> RunOrder:
        """The order for these pieces."""
        return RunOrder(
            chosen,
            self.letters.value() or DEFAULT_ENVELOPE.id,
            self.flats.value() or _FLAT,
            self.kinds.value() or RunKinds.BOTH,
            self.first.value(),
        )

    def printer_of(self, kind: PaperKind) -> str:
        """The printer that a kind of paper goes to."""
        letter = kind is PaperKind.COVER_LETTER
        return (self.paper_printer if letter else self.outside_printer).value() or ""

    def show_for(self, pieces: tuple[RunPiece, ...]) -> None:
        """Show only what concerns these pieces."""
        kinds = self.kinds.value() or RunKinds.BOTH
        outsides = kinds is not RunKinds.LETTERS
        flat = any(each.flat for each in pieces)
        folded = any(not each.flat for each in pieces)
        order = self.order(pieces)
        label = any(order.stock_of(each) not in ENVELOPES for each in pieces)
        shown = {
            "letters": outsides and folded,
            "flats": outsides and flat,
            "first": outsides and label and self._stock is not None and self._stock.count > 1,
            "paper_printer": self.has_printers and kinds is not RunKinds.OUTSIDES,
            "outside_printer": self.has_printers and outsides,
        }
        for name, visible in shown.items():
            self.rows.set_row_visible(name, visible=visible)

    def reload_first(self) -> None:
        """Labels were printed: show the next free one."""
        self._context.read(self, self._load, self._on_first)

    def _load(self, _progress: Progress) -> _Offer:
        services = self._context.services
        wanted = services.settings.preferences()
        stocks = {stock.id: stock for stock in services.papers.label_stocks()}
        kept = self._context.views.load("outside").get("stock")
        stock = stocks.get(str(kept)) or stocks.get(wanted.label_stock)
        stock = stock or next(iter(stocks.values()))
        first = services.papers.next_label(stock_id=stock.id)
        return _Offer(services.papers.envelope_sizes(), stock, first)

    def _on_first(self, offer: _Offer) -> None:
        self.first.setValue(offer.first)

    def _on_loaded(self, offer: _Offer) -> None:
        self._stock = offer.stock
        options = [(each.id, f"Envelope {each.name}") for each in offer.envelopes]
        options.append((offer.stock.id, f"Any envelope, label {offer.stock.name}"))
        kept = self._context.views.load(_VIEW)
        for field, name, usual in (
            (self.letters, "letters", DEFAULT_ENVELOPE.id),
            (self.flats, "flats", _FLAT),
        ):
            field.set_options(options)
            field.set_value(usual)
            field.set_value(str(kept.get(name)))
        self.first.setMaximum(offer.stock.count)
        self.first.setValue(offer.first)
        usual_printer = printer_for(self._context.views, self.letters.value() or "")
        self.outside_printer.set_value(usual_printer)
        self.kinds.choice_changed.connect(self._on_changed)
        self.letters.choice_changed.connect(self._on_changed)
        self.flats.choice_changed.connect(self._on_changed)
        self.first.valueChanged.connect(self._on_changed)
        self.options_changed.emit()

    def _on_changed(self) -> None:
        facts = {"letters": self.letters.value(), "flats": self.flats.value()}
        self._context.views.save(_VIEW, facts)
        self.options_changed.emit()
