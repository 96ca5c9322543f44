"""The queue: the list of requests, and the chosen request beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication

from app.domain.queue import QueueCounts, QueueView
from app.domain.staff import StaffMember
from app.services.changes import Area
from app.services.progress import Progress
from app.services.requests import LoggedRequest
from app.ui.kit.buttons import primary
from app.ui.kit.cards import Card, scroll_area
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column, px, scale
from app.ui.kit.page import Page
from app.ui.kit.rights import read_only_line
from app.ui.kit.search_everywhere import search_everywhere
from app.ui.kit.split import STACK_UNDER, ListDetail
from app.ui.requests.detail import RequestDetail
from app.ui.requests.pane import RequestPane
from app.ui.requests.queue_list import QueueList
from app.ui.requests.rights import Rights
from app.ui.requests.wording import counts_words, logged_words

STACKED_HEIGHT = 560
"""Of list and request one above the other, so that both show something; the page scrolls then."""


class QueueSplit(ListDetail):
    """List and request; one above the other they keep their height and the page scrolls."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose the least height for the new width."""
        stack = self.width() < STACK_UNDER * scale()
        self.setMinimumHeight(px(STACKED_HEIGHT) if stack else 0)
        super().resizeEvent(event)


class QueuePage(Page):
    """List and detail.

    Signals:
        new_requested: log a new request.
    """

    watches = frozenset({Area.REQUESTS, Area.MAIL, Area.PAPERS, Area.PATIENTS, Area.CONSENTS})
    new_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._first = True
        self.header = PageHeader("Requests")
        self.search = search_everywhere(context)
        self.new = primary("New request", "plus", self.new_requested.emit)
        self.new.setToolTip(context.actions.text_with_shortcut("new-request"))
        self.header.add(self.search, 1)
        self.header.add(self.new)
        self.table = QueueList(context)
        self.pane = RequestPane(context.clock)
        self.detail = RequestDetail(self.pane, context)
        card = Card(tight=True)
        card.add(self.table)
        outer = column(self, gap=12, pads=(20, 16, 20, 14))
        self.read_only = read_only_line()
        outer.addWidget(self.header)
        outer.addWidget(self.read_only)
        outer.addLayout(self.table.bar())
        self.split = QueueSplit(card, self.pane)
        outer.addWidget(scroll_area(self.split), 1)
        self._connect()
        self._learn_rights()

    def refresh(self) -> None:
        """Ask for list, counts and the shown request anew."""
        self.table.restart()
        self.detail.reload()
        self._ask_counts()

    def show_request(self, request_id: int, news: str = "") -> None:
        """Show one request, marked in the list if the list has it."""
        self._first = False
        self.detail.show_request(request_id, news)
        self._mark(request_id)

    def show_logged(self, logged: LoggedRequest) -> None:
        """Show the request that was just logged, and say when it is due."""
        self.show_request(
            logged.id, logged_words(logged.number, logged.due_on, self.context.clock.today())
        )
        self.pane.next.button.setFocus()

    def show_view(self, view: QueueView) -> None:
        """Show one view of the queue, from its first row."""
        self._first = True
        self.table.show_view(view)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the list takes the keyboard, so that arrows move at once."""
        super().showEvent(event)
        if not self.isAncestorOf(QApplication.focusWidget() or self):
            self.table.view.setFocus()

    def _connect(self) -> None:
        self.table.selection_changed.connect(self._on_selected)
        self.table.row_activated.connect(self._on_activated)
        self.table.empty_action_requested.connect(self.new_requested)
        self.table.view_changed.connect(self._on_view_changed)
        self.table.model.loaded.connect(self._on_loaded)
        self.detail.request_requested.connect(self.show_request)
        self.pane.release.place_requested.connect(self._on_place)

    def _on_place(self, place: tuple[str, int]) -> None:
        self.context.navigator.go("registers", place)

    def _learn_rights(self) -> None:
        """Ask who is signed in, so that nothing is offered that would be refused."""
        staff = self.context.services.staff

        def work(_progress: Progress) -> StaffMember:
            return staff.me()

        self.context.read(self, work, self._show_rights)

    def _show_rights(self, member: StaffMember) -> None:
        rights = Rights(member.role)
        self.new.setVisible(rights.edit)
        self.read_only.setVisible(not rights.edit)
        self.table.set_may_edit(may_edit=rights.edit)
        self.detail.set_rights(rights)

    def _ask_counts(self) -> None:
        requests = self.context.services.requests

        def work(_progress: Progress) -> QueueCounts:
            return requests.counts()

        self.context.read(self, work, self._show_counts)

    def _show_counts(self, counts: QueueCounts) -> None:
        self.header.set_subtitle(counts_words(counts))
        self.table.show_counts(counts)

    def _on_view_changed(self) -> None:
        self._first = True

    def _on_loaded(self) -> None:
        """A list just asked for opens its first row, the one that runs out first."""
        shown = self.detail.request_id
        if self._first:
            self._first = False
            if not self.table.model.rowCount():
                self.detail.show_nothing()
            elif shown is None or not self.table.select_id(shown):
                self.table.select_first()
        elif shown is not None:
            self._mark(shown)

    def _mark(self, request_id: int) -> None:
        """Mark a request in the list; one that has left the view stays shown beside it."""
        if self.table.selected_id() != request_id:
            self.table.select_id(request_id)

    def _on_selected(self, request_id: object) -> None:
        if isinstance(request_id, int) and request_id != self.detail.request_id:
            self.detail.show_request(request_id)

    def _on_activated(self, request_id: object) -> None:
        if isinstance(request_id, int):
            self._on_selected(request_id)
            self.pane.next.button.setFocus()
