"""The choices beside the preview: which paper, which envelope or sheet, which printer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit.buttons import link
from app.ui.kit.cards import caption, scroll_area
from app.ui.kit.choice import ChoiceField, RadioGroup
from app.ui.kit.context import UiContext
from app.ui.kit.fields import NumberField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column
from app.ui.kit.paper_outside import Outside, OutsideChoice
from app.ui.kit.paper_work import Wanted
from app.ui.kit.words import plain, words


class PaperOptions(QFrame):
    """What to make, and how.

    Signals:
        wish_changed: another paper, envelope, sheet or label is wanted.
        printer_changed: the person picked another printer.
        feed_requested: the person wants to say how the printer feeds.
    """

    wish_changed = Signal()
    printer_changed = Signal()
    feed_requested = Signal()

    def __init__(self, context: UiContext, wanted: Wanted, *, flat: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "card")
        names = context.printers.printers()
        self.has_printers = bool(names)
        self.printer_picked = False
        self._setting = False
        self.what: RadioGroup[Wanted] = RadioGroup(
            [(each, each.value.capitalize()) for each in Wanted], across=1
        )
        self.what.set_value(wanted)
        self.outside_choice = OutsideChoice(context, flat=flat, tall=True)
        self.outside_choice.show_kind_field(shown=False)
        self._printer: ChoiceField[str] = ChoiceField([(name, name) for name in names])
        self._printer.set_value(context.printers.default_printer())
        self._printer.setEnabled(self.has_printers)
        self._copies = NumberField(1, least=1, most=99)
        self._hint = words("", "help", wrap=True)
        self._feed = link("How this printer feeds it", clicked=self.feed_requested.emit)
        self._outside_caption = caption("Outside")
        self._build()
        self._on_what()
        self.what.choice_changed.connect(self._on_what)
        self.outside_choice.outside_changed.connect(self._on_outside)
        self._printer.choice_changed.connect(self._on_printer)

    def wanted(self) -> Wanted:
        """Which papers."""
        return self.what.value() or Wanted.LETTER_AND_ENVELOPE

    def outside(self) -> Outside | None:
        """Which envelope or label; None while it is not known or none is wanted."""
        return self.outside_choice.outside() if self.wanted().outside is not None else None

    def printer(self) -> str:
        """The chosen printer, or nothing."""
        return self._printer.value() or ""

    def set_printer(self, name: str) -> None:
        """Choose a printer on the person's behalf; one that is gone changes nothing."""
        self._setting = True
        self._printer.set_value(name)
        self._setting = False

    def copies(self) -> int:
        """How many of each."""
        return self._copies.value()

    def show_hint(self, text: str) -> None:
        """Say how the paper lies in the tray."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _build(self) -> None:
        inner = plain()
        layout = column(inner, gap=10, pads=(16, 14, 14, 14))
        self.what.setAccessibleName("Papers")
        for part in self.what.parts():
            part.setAccessibleName(f"Papers: {part.property('text')}")
        rows = FormRows(topic="paper")
        rows.add("printer", "Printer", self._printer)
        rows.add("copies", "Copies", self._copies)
        parts: list[QWidget] = [caption("Papers"), self.what, self._outside_caption]
        parts += [self.outside_choice, caption("Printer"), rows, self._hint, self._feed]
        for part in parts:
            layout.addWidget(part)
        layout.addStretch(1)
        self._rows = rows
        column(self, pads=(1, 1, 1, 1)).addWidget(scroll_area(inner))

    def _on_what(self) -> None:
        wanted = self.wanted()
        kind = wanted.outside
        self._outside_caption.setVisible(kind is not None)
        self.outside_choice.setVisible(kind is not None)
        self._feed.setVisible(kind is not None)
        # a second copy of a label belongs on the next label, not on the same place of a sheet
        single = wanted not in (Wanted.LETTER, Wanted.ENVELOPE)
        self._rows.set_row_visible("copies", visible=not single)
        if single:
            self._copies.set_value(1)
        before = self.outside_choice.outside()
        if kind is not None:
            self.outside_choice.set_kind(kind)
        if kind is None or before is None or before.kind is kind:
            self.wish_changed.emit()

    def _on_outside(self) -> None:
        if self.wanted().outside is not None:
            self.wish_changed.emit()

    def _on_printer(self) -> None:
        if not self._setting:
            self.printer_picked = True
            self.printer_changed.emit()
