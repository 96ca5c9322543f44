"""Who stays after an import was undone, and why; each can be opened."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.dates import format_us_date
from app.services.imports import StayedPatient, UndoResult
from app.services.paging import Page as RowsPage
from app.ui.kit.cards import caption
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column, sized
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted

HEIGHT = 240


class StayedList(QWidget):
    """Hidden while nobody stays."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._stayed: tuple[StayedPatient, ...] = ()
        self.table = PagedTable(
            _columns(), lambda row: row.id, name="import-stayed", label="Who stays, and why",
            views=context.views,
        )  # fmt: skip
        sized(self.table, min_height=HEIGHT)
        layout = column(self, gap=8)
        layout.addWidget(caption("Who stays, and why"))
        layout.addWidget(self.table, 1)
        self.table.page_wanted.connect(self._on_page_wanted)
        navigator = context.navigator
        self.table.row_activated.connect(
            lambda patient_id: navigator.go("registers", ("patient", patient_id))
        )
        self.hide()

    def show_result(self, result: UndoResult | None) -> None:
        """Show whom undoing left alone; nobody hides the list."""
        self._stayed = result.stayed if result is not None else ()
        self.setVisible(bool(self._stayed))
        self.table.restart()

    def _on_page_wanted(self, wanted: PageWanted) -> None:
        first = wanted.after if isinstance(wanted.after, int) else 0
        last = first + wanted.limit
        page = RowsPage(self._stayed[first:last], more=last < len(self._stayed), next_key=last)
        self.table.add_page(wanted.generation, page)


def _columns() -> list[Column[StayedPatient]]:
    return [
        Column("name", "Patient", 130, lambda r: Cell(r.name, bold=True), stretch=True),
        Column("born", "Born", 92, lambda r: Cell(format_us_date(r.birth_date), muted=True)),
        Column("why", "Why", 150, lambda r: Cell(r.why.label)),
    ]
