"""The log itself: table, views, filter; says which piece is chosen and keeps one chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.dates import format_us_date
from app.domain.mail_log import MailHeap, MailQuery
from app.domain.mail_periods import ALWAYS, Span
from app.services.mail_log import MailCounts, MailRow
from app.services.paging import Page as RowsPage
from app.ui.kit.buttons import icon_button
from app.ui.kit.context import UiContext
from app.ui.kit.feed import feed
from app.ui.kit.fields import SearchField
from app.ui.kit.header import SegmentedFilter
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import PagedTable, PageWanted
from app.ui.mail.columns import mail_columns, sort_of
from app.ui.mail.period_bar import PeriodBar
from app.ui.mail.wording import heap_words


class LogView(QObject):
    """The list of pieces and what filters it.

    Signals:
        piece_chosen: the id of another piece, or None when the log shows none.
        opened: Enter was pressed on a row.
    """

    piece_chosen = Signal(object)
    opened = Signal()

    def __init__(self, page: QWidget, context: UiContext) -> None:
        super().__init__(page)
        self._context = context
        self._query = MailQuery(heap=MailHeap.WHOLE_LOG)
        self._chosen: int | None = None
        self.heaps: SegmentedFilter[MailHeap] = SegmentedFilter(
            [(heap, heap.label) for heap in MailHeap], "Pieces"
        )
        self.heaps.set_value(MailHeap.WHOLE_LOG)
        self.filter = SearchField("Name or place", "Filter the log by name, address or number")
        self.filter.setToolTip(context.actions.text_with_shortcut("filter"))
        self.period = PeriodBar(page, context.clock)
        self.columns = icon_button("columns", "Choose columns", self.open_columns)
        self.table = PagedTable(
            mail_columns(context.clock.today),
            lambda shown: shown.id,
            name="mail",
            label="Pieces of mail",
            views=context.views,
        )
        self._say_what_to_do()
        feed(self.table, context, self._ask)
        self.table.model.loaded.connect(self._on_loaded)
        self.table.selection_changed.connect(self._on_selected)
        self.table.row_activated.connect(lambda _piece_id: self.opened.emit())
        self.heaps.filter_changed.connect(self._on_filter)
        self.filter.search_changed.connect(lambda _text: self._on_filter())
        self.period.span_changed.connect(self._on_filter)

    @property
    def query(self) -> MailQuery:
        """What the log shows now."""
        sort, descending = sort_of(self.table.sorting, by_day=self._span != ALWAYS)
        return replace(self._query, sort=sort, descending=descending)

    @property
    def words(self) -> str:
        """What is shown now, in words, for whoever exports it."""
        heap, text, span = self._wanted()
        days = ""
        if span != ALWAYS:
            first, last = (format_us_date(day) if day else "…" for day in span)
            days = f"mailed from {first} to {last}"
        found = "found by what was typed into the filter" if text else ""
        named = "" if heap is MailHeap.WHOLE_LOG else f"“{heap.label}”"
        said = ", ".join(part for part in (named, days, found) if part)
        shown = f"This exports what the log shows: {said}."
        return shown if said else "This exports the whole log."

    def bar(self, *more: QWidget) -> QHBoxLayout:
        """The row of views and filters with what stands behind it."""
        bar = row(gap=12)
        sized(self.filter, min_width=84, max_width=240)
        sized(self.period.choice, width=126)
        bar.addWidget(self.heaps, 6)
        bar.addWidget(self.filter, 3)
        bar.addWidget(self.period.choice)
        for part in (self.columns, *more):
            bar.addWidget(part)
        return bar

    def show_counts(self, counts: MailCounts) -> None:
        """Put the counts on the views."""
        for heap in MailHeap:
            self.heaps.set_text(heap, heap_words(heap, counts))

    def restart(self) -> None:
        """Ask anew; the chosen piece stays chosen."""
        self.table.restart()

    def choose(self, piece_id: int) -> None:
        """Choose a piece; where the filters hide it, they are taken away."""
        self._chosen = piece_id
        everything = (MailHeap.WHOLE_LOG, "", ALWAYS)
        if self.table.select_id(piece_id) or self._wanted() == everything:
            return
        self._query = MailQuery(heap=MailHeap.WHOLE_LOG)
        self.filter.clear()
        self.period.clear()
        self.heaps.set_value(MailHeap.WHOLE_LOG)
        self._say_what_to_do()
        self.table.restart()

    def show_heap(self, heap: MailHeap) -> None:
        """Show all pieces of one heap; the filters are taken away."""
        self.filter.clear()
        self.period.clear()
        self.heaps.set_value(heap)
        self._on_filter()

    def forget(self) -> None:
        """The chosen piece is gone."""
        self._chosen = None
        self.table.restart()

    def marked(self) -> tuple[int, ...]:
        """The pieces whose rows are marked."""
        return tuple(each for each in self.table.selected_ids() if isinstance(each, int))

    def open_columns(self) -> None:
        """The menu of columns."""
        menu = self.table.columns_menu(self.columns)
        menu.popup(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))

    def _ask(self, wanted: PageWanted) -> RowsPage[MailRow]:
        sort, descending = sort_of(wanted.sorting, by_day=self._span != ALWAYS)
        query = replace(
            self._query,
            sort=sort,
            descending=descending,
            after_key=wanted.after,
            limit=wanted.limit,
        )
        return self._context.services.mail.page(query=query)

    @property
    def _span(self) -> Span:
        return self._query.mailed_from, self._query.mailed_to

    def _wanted(self) -> tuple[MailHeap, str, Span]:
        return self._query.heap, self._query.text, self._span

    def _on_filter(self) -> None:
        heap, text, span = self.heaps.value(), self.filter.value(), self.period.span()
        if (heap, text, span) == self._wanted():
            return
        self._query = replace(
            self._query, heap=heap, text=text, mailed_from=span[0], mailed_to=span[1]
        )
        self._chosen = None
        self._say_what_to_do()
        self.table.clear()
        self.table.restart()

    def _say_what_to_do(self) -> None:
        heap, text, span = self._wanted()
        if span != ALWAYS:
            self.table.set_empty(
                "Nothing was mailed in this time", "Choose another time, or all of it."
            )
        elif text:
            self.table.set_empty("Nothing found", "Try how a name or street begins, or a number.")
        elif heap is MailHeap.WHOLE_LOG:
            self.table.set_empty(
                "No mail yet", "Prepare a piece on the page of a request that is ready to send."
            )
        else:
            self.table.set_empty("Nothing here", f"No piece stands at “{heap.label}”.")

    def _on_loaded(self) -> None:
        """Choose the first piece where none is chosen, or mark the one that is."""
        if self._chosen is None:
            self.table.select_first()
            if self.table.selected_id() is None:
                self.piece_chosen.emit(None)
        elif self.table.selected_id() != self._chosen:
            self.table.select_id(self._chosen)

    def _on_selected(self, piece_id: object) -> None:
        if isinstance(piece_id, int) and piece_id != self._chosen:
            self._chosen = piece_id
            self.piece_chosen.emit(piece_id)
