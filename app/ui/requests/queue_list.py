"""The list of requests: views with counts, a filter, columns, lazy pages, empty states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu

from app.domain.queue import QueueCounts, QueueSort, QueueView, RequestQuery, RequestRow
from app.services.paging import Page as RowsPage
from app.ui.kit.buttons import secondary
from app.ui.kit.context import UiContext
from app.ui.kit.feed import feed
from app.ui.kit.fields import SearchField
from app.ui.kit.header import SegmentedFilter
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import Order, PagedTable, PageWanted
from app.ui.requests.columns import FIRST_SORTING, queue_columns

SHORT_NAMES: Mapping[QueueView, str] = MappingProxyType(
    {
        QueueView.OPEN: "Open",
        QueueView.WAITING_IDENTITY: "To identify",
        QueueView.TO_GATHER: "To gather",
        QueueView.TO_PACK: "To pack",
        QueueView.READY: "Ready",
        QueueView.SENT: "Sent",
        QueueView.CLOSED: "Closed",
        QueueView.ALL: "All",
    }
)
"""The views that stand in the row; late ones and this week's are narrowings of Open."""

_EMPTY: Mapping[QueueView, tuple[str, str]] = MappingProxyType(
    {
        QueueView.OPEN: ("No open requests", "Log the next one when it comes in."),
        QueueView.LATE: ("Nothing is late", "Every open request is within its time."),
        QueueView.THIS_WEEK: ("Nothing is due this week", "No open request runs out by then."),
        QueueView.WAITING_IDENTITY: (
            "Nobody waits to be identified",
            "A new request starts here: who asks, and may they?",
        ),
        QueueView.TO_GATHER: (
            "Nothing to gather",
            "Requests come here when identity has been checked.",
        ),
        QueueView.TO_PACK: ("Nothing to pack", "Requests come here when their pages are gathered."),
        QueueView.READY: (
            "Nothing waits to be sent",
            "Requests come here when they are checked and sealed.",
        ),
        QueueView.SENT: ("Nothing is on its way", "What was sent waits here for its proof."),
        QueueView.CLOSED: ("Nothing is closed yet", "Closed, withdrawn and empty requests stay."),
        QueueView.ALL: ("No requests yet", "Log the first one when it comes in."),
    }
)
VIEW_KEPT = "requests-view"
_OFFERS_NEW = frozenset({QueueView.OPEN, QueueView.ALL})


@dataclass(frozen=True, slots=True)
class Question:
    """What the list shows, apart from its order; set on the GUI thread, read off it."""

    view: QueueView = QueueView.OPEN
    text: str = field(default="", repr=False)


class QueueList(PagedTable):
    """The table with the bar of its views and filter.

    Signals:
        view_changed: another view is shown.
    """

    view_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            queue_columns(context.clock.today),
            lambda line: line.id,
            name="requests",
            label="Requests",
            views=context.views,
        )
        self._requests = context.services.requests
        self._kept = context.views
        self._question = Question(self._kept_view())
        self._may_edit = True
        self.segments: SegmentedFilter[QueueView] = SegmentedFilter(
            list(SHORT_NAMES.items()), "Show"
        )
        self.segments.set_value(self._question.view)
        self.narrowed = secondary("", "close", self._on_widen)
        self.filter = SearchField("Filter this list")
        self.filter.setToolTip(context.actions.text_with_shortcut("filter"))
        self.columns_button = secondary("Columns", "columns", self._on_columns)
        sized(self.filter, width=164)
        self.narrowed.hide()
        if self.sorting is None:
            self.set_sorting(FIRST_SORTING)
        feed(self, context, self._ask)
        self.segments.filter_changed.connect(self._on_segment)
        self.filter.search_changed.connect(self._on_text)
        self._say_empty()

    @property
    def question(self) -> Question:
        """What is shown."""
        return self._question

    def bar(self) -> QHBoxLayout:
        """Views at the left, filter and columns at the right."""
        bar = row(gap=8)
        bar.addWidget(self.segments, 1)
        for part in (self.narrowed, self.filter, self.columns_button):
            bar.addWidget(part)
        return bar

    def show_view(self, queue_view: QueueView) -> None:
        """Show one view without a filter; a narrowing stands beside the marked "Open"."""
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.blockSignals(False)
        self.segments.blockSignals(True)
        self.segments.set_value(queue_view if queue_view in SHORT_NAMES else QueueView.OPEN)
        self.segments.blockSignals(False)
        self._put(Question(queue_view))

    def show_counts(self, counts: QueueCounts) -> None:
        """Say on each view how many it holds."""
        for queue_view, name in SHORT_NAMES.items():
            count = counts.of_view(queue_view)
            self.segments.set_text(queue_view, name if count is None else f"{name} {count:,}")

    def set_may_edit(self, *, may_edit: bool) -> None:
        """A read-only account is not told to log requests."""
        self._may_edit = may_edit
        self._say_empty()

    def open_columns(self) -> QMenu:
        """The menu of columns, open below its button."""
        menu = self.columns_menu(self)
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))
        return menu

    def _ask(self, wanted: PageWanted) -> RowsPage[RequestRow]:
        """One page of the queue; off the GUI thread."""
        question, sorting = self._question, wanted.sorting or FIRST_SORTING
        query = RequestQuery(
            view=question.view,
            sort=QueueSort(sorting.key),
            descending=sorting.order is Order.DOWN,
            text=question.text,
            after_key=wanted.after if isinstance(wanted.after, tuple) else None,
            limit=wanted.limit,
        )
        return self._requests.page(query=query)

    def _put(self, question: Question) -> None:
        self._question = question
        self.narrowed.setText(f"{question.view.label} only")
        self.narrowed.setAccessibleName(f"{question.view.label} only: show all open requests")
        self.narrowed.setVisible(question.view not in SHORT_NAMES)
        self._say_empty()
        self.view_changed.emit()
        self.restart()

    def _say_empty(self) -> None:
        if self._question.text:
            self.set_empty("Nothing fits", "No request in this view has all these words.")
            return
        title, sentence = _EMPTY[self._question.view]
        offered = self._may_edit and self._question.view in _OFFERS_NEW
        self.set_empty(title, sentence, "New request" if offered else "")

    def _kept_view(self) -> QueueView:
        """The view this person looked at last; the others are answers to a question of the day."""
        kept = self._kept.load(VIEW_KEPT).get("view")
        return next((each for each in SHORT_NAMES if each.value == kept), QueueView.OPEN)

    def _on_segment(self) -> None:
        self._kept.save(VIEW_KEPT, {"view": self.segments.value().value})
        self._put(Question(self.segments.value(), self._question.text))

    def _on_widen(self) -> None:
        self.segments.setFocus()
        self._put(Question(self.segments.value(), self._question.text))

    def _on_text(self, text: str) -> None:
        self._put(Question(self._question.view, text))

    def _on_columns(self) -> None:
        self.open_columns()
