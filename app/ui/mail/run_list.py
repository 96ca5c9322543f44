"""The pieces of a run, each with a box to tick: who, what is made of it, what stands in its way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.domain.dates import format_us_date
from app.services.paper_run_values import RunPiece
from app.ui.kit.metrics import px
from app.ui.kit.words import safe_tip

_TICKED, _EMPTY = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class RunList(QListWidget):
    """What could be printed. Space ticks; what was printed before is not ticked by itself.

    Signals:
        choice_changed: one was ticked or unticked.
    """

    choice_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "hits")
        self.setSpacing(px(4))
        self.setAccessibleName("Pieces to print")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._pieces: list[RunPiece] = []
        self._setting = False
        self.itemChanged.connect(lambda _item: self._on_changed())

    def show_pieces(self, pieces: tuple[RunPiece, ...], *, again: bool = False) -> None:
        """Show pieces; ``again`` ticks those that were printed before too."""
        self._setting = True
        self.clear()
        self._pieces = list(pieces)
        for chosen in pieces:
            item = QListWidgetItem(f"{chosen.piece.recipient_shown}\n{state_of(chosen)}")
            item.setToolTip(safe_tip(chosen.hindrance or state_of(chosen)))
            if chosen.hindrance:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            else:
                flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
                item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(_TICKED if again or not chosen.made else _EMPTY)
            self.addItem(item)
        if self._pieces:
            self.setCurrentRow(0)
        self._setting = False

    def chosen(self) -> tuple[RunPiece, ...]:
        """The ticked pieces, in the order shown."""
        return tuple(
            piece
            for number, piece in enumerate(self._pieces)
            if not piece.hindrance and self.item(number).checkState() is _TICKED
        )

    def tick(self, number: int, *, ticked: bool) -> None:
        """Tick or untick a piece."""
        self.item(number).setCheckState(_TICKED if ticked else _EMPTY)

    def _on_changed(self) -> None:
        if not self._setting:
            self.choice_changed.emit()


def state_of(chosen: RunPiece) -> str:
    """What is to be made of a piece, or why nothing is."""
    if chosen.hindrance:
        return "Not yet: " + chosen.hindrance
    if chosen.made:
        day = chosen.outside_on or chosen.letter_on
        return f"Printed on {format_us_date(day)}" if day else "Made before"
    if chosen.letter_on is not None:
        return f"Letter printed on {format_us_date(chosen.letter_on)}, outside not yet"
    if chosen.outside_on is not None:
        return f"Outside printed on {format_us_date(chosen.outside_on)}, letter not yet"
    return "Ready" if chosen.approved else "Ready, not approved yet"
