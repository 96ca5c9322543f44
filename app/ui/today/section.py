"""A part of the morning page: a title, some lines of a list, or "Nothing"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit.buttons import Button, link
from app.ui.kit.cards import Card, empty_layout
from app.ui.kit.chip import Chip
from app.ui.kit.metrics import column, grid, row, sized
from app.ui.kit.tokens import Kind
from app.ui.kit.words import ElidedLabel, plain, words


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a chip, what it is about, and what is missing; pressing it opens ``item``."""

    item: object
    title: str
    detail: str = ""
    chip: str = ""
    kind: Kind = Kind.IDLE


class Section(Card):
    """A card with lines.

    Signals:
        opened: the item of a line.
        list_requested: the whole list is wanted.
    """

    opened = Signal(object)
    list_requested = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._name = title
        self.count = Chip()
        self.all: Button = link("Open the list", clicked=self.list_requested.emit)
        head = row(gap=10)
        head.addWidget(words(title, "cardTitle"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.all)
        self.body.addLayout(head)
        self._nothing = words("Nothing", "muted")
        self.body.addWidget(self._nothing)
        self._holder = QWidget()
        self._holder.setObjectName("plain")
        self._grid = grid(self._holder, gaps=(12, 8))
        self._grid.setColumnStretch(2, 1)
        self.body.addWidget(self._holder)
        self.show_lines((), 0)

    def show_lines(self, lines: Sequence[Line], total: int, kind: Kind = Kind.IDLE) -> None:
        """Show some lines of a list of ``total``; 0 for lines that carry their own numbers."""
        empty_layout(self._grid)
        for number, line in enumerate(lines):
            self._add(number, line)
        shown = bool(lines)
        self._holder.setVisible(shown)
        self._nothing.setVisible(not shown and not total)
        self.count.show_state(f"{total:,}" if total else "", kind)
        said = f"{self._name}: {total:,}" if total else f"{self._name}: nothing"
        self.all.setText(f"Show all {total:,}" if total > len(lines) else "Open the list")
        self.all.setAccessibleName(f"{said}. {self.all.text()}")

    def lines(self) -> list[Button]:
        """The buttons of the lines, from the top."""
        found = (self._grid.itemAtPosition(n, 1) for n in range(self._grid.rowCount()))
        parts = [item.widget() for item in found if item is not None]
        return [part for part in parts if isinstance(part, Button)]

    def _add(self, number: int, line: Line) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(_chip_of(line), number, 0, middle)
        name = link(line.title, clicked=self._opener(line.item))
        name.setAccessibleName(", ".join(p for p in (line.title, line.chip, line.detail) if p))
        sized(name, min_width=140)
        self._grid.addWidget(name, number, 1, middle)
        self._grid.addWidget(ElidedLabel(line.detail, "muted"), number, 2, middle)

    def _opener(self, item: object) -> Callable[[], None]:
        return lambda: self.opened.emit(item)


def _chip_of(line: Line) -> QWidget:
    """The chip in a space of its own, so that the lines of all parts stand under each other."""
    holder = plain()
    layout = row(holder)
    layout.addWidget(Chip(line.chip, line.kind))
    layout.addStretch(1)
    sized(holder, min_width=98)
    return holder


def stacked(*cards: QWidget) -> QWidget:
    """Cards one above the other, as one side of a page."""
    side = QWidget()
    side.setObjectName("plain")
    layout = column(side, gap=16)
    for card in cards:
        layout.addWidget(card)
    layout.addStretch(1)
    return side
