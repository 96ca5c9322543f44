"""Third step of an import: what would happen to each row. Nothing is written yet."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.paging import Page as RowsPage
from app.ui.kit.cards import Card, FactList, caption
from app.ui.kit.context import UiContext
from app.ui.kit.header import SegmentedFilter
from app.ui.kit.metrics import column
from app.ui.kit.notice import Notice
from app.ui.kit.split import ListDetail
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.words import plain, words
from app.ui.registers.import_heaps import Heap, HeapRow, Heaps
from app.ui.registers.wording import counted

_EMPTY = {
    Heap.NEW: ("No new patients", "Everyone in the file is on file already, or was left out."),
    Heap.CHANGED: ("Nothing changes", "The file says nothing new about patients on file."),
    Heap.SAME: ("Nobody is there already", "No row of the file is about a patient on file."),
    Heap.DOUBTFUL: ("No doubtful rows", "No new patient has the name of someone on file."),
    Heap.REJECTED: ("No row is left out", "Every row of the file can be read."),
}


class CheckStep(QWidget):
    """Shows a dry run."""

    def __init__(self, context: UiContext, heaps: Heaps) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.heaps = heaps
        self.filter: SegmentedFilter[Heap] = SegmentedFilter(
            [(heap, f"{heap.label}  {heaps.count(heap):,}") for heap in Heap], "Show"
        )
        self.table = PagedTable(
            _columns(heaps.check.plan.unit),
            lambda row: row.line,
            name="import-check",
            label="Rows of the file",
            views=context.views,
        )
        self.table.page_wanted.connect(self._on_page_wanted)
        main = plain()
        layout = column(main, gap=12)
        layout.addWidget(self.filter)
        card = Card(tight=True)
        card.add(self.table)
        layout.addWidget(card, 1)
        column(self).addWidget(ListDetail(main, _summary(heaps)))
        self.filter.set_value(heaps.telling)
        self.filter.filter_changed.connect(self._on_filter)
        self._on_filter()

    def _on_filter(self) -> None:
        self.table.set_empty(*_EMPTY[self.filter.value()])
        self.table.restart()

    def _on_page_wanted(self, wanted: PageWanted) -> None:
        rows = self.heaps.rows[self.filter.value()]
        first = wanted.after if isinstance(wanted.after, int) else 0
        last = first + wanted.limit
        page = RowsPage(rows[first:last], more=last < len(rows), next_key=last)
        self.table.add_page(wanted.generation, page)


def _columns(unit: str) -> list[Column[HeapRow]]:
    return [
        Column("line", unit.capitalize(), 76, lambda r: Cell(f"{r.line:,}", muted=True)),
        Column("name", "Patient", 170, lambda r: Cell(r.name, bold=True)),
        Column("born", "Born", 96, lambda r: Cell(r.born), firm=True),
        Column("said", "What to know", 260, lambda r: Cell(r.said), stretch=True),
    ]


def _summary(heaps: Heaps) -> Card:
    card = Card("What the import would do", scrolls=True)
    card.add(Notice("Nothing is written yet. Look through the rows, then import."))
    new = heaps.count(Heap.NEW) + heaps.count(Heap.DOUBTFUL)
    doubtful = heaps.count(Heap.DOUBTFUL)
    card.add(
        FactList(
            [
                ("Add", counted(new, "patient") + (f", {doubtful:,} doubtful" if doubtful else "")),
                ("Change", counted(heaps.count(Heap.CHANGED), "patient")),
                ("Leave as is", counted(heaps.count(Heap.SAME), "patient")),
                ("Leave out", counted(heaps.count(Heap.REJECTED), "row")),
            ]
        )
    )
    remarks = heaps.check.plan.remarks
    if remarks:
        card.add(caption("Remarks"))
    for remark in remarks:
        card.add(words(remark, wrap=True))
    card.body.addStretch(1)
    return card
