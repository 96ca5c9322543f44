"""The list of consents with the chosen one beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication

from app.domain.consent_views import ConsentCounts
from app.domain.staff import Operation
from app.services.changes import Area
from app.services.progress import Progress
from app.ui.consents.desk import ConsentDesk
from app.ui.consents.list_view import NEW, ConsentList
from app.ui.consents.pane import ConsentPane
from app.ui.consents.wording import counts_words
from app.ui.kit.buttons import primary
from app.ui.kit.cards import Card, scroll_area
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column
from app.ui.kit.page import Page
from app.ui.kit.rights import offer
from app.ui.kit.search_everywhere import search_everywhere
from app.ui.kit.split import ListDetail
from app.ui.kit.words import plain

SIDE_WIDTH = 400


class ConsentRoom(Page):
    """List and pane.

    Signals:
        new_requested: open a new consent.
    """

    watches = frozenset({Area.CONSENTS, Area.PATIENTS, Area.SETTINGS})
    new_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._first = True
        self.header = PageHeader("Consents")
        self.new = primary(NEW, "plus", self.new_requested.emit)
        self.header.add(search_everywhere(context), 1)
        self.header.add(self.new)
        self.list = ConsentList(context)
        self.pane = ConsentPane(context.clock, context.actions)
        self.desk = ConsentDesk(self, context, self.pane)
        card = Card(tight=True)
        card.add(self.list)
        inside = plain()
        inner = column(inside, gap=12, pads=(20, 16, 20, 14))
        inner.addWidget(self.header)
        inner.addLayout(self.list.bar())
        inner.addWidget(ListDetail(card, self.pane, side_width=SIDE_WIDTH, one_page=True), 1)
        self.area = scroll_area(inside)
        column(self).addWidget(self.area)
        self._connect()

    def refresh(self) -> None:
        """Ask for list, counts and the shown consent anew."""
        may = self.context.actions.may(Operation.CAPTURE_CONSENT)
        offer(self.new, Operation.CAPTURE_CONSENT, may=may)
        self.list.set_may_capture(may=may)
        self.list.restart()
        self.desk.reload()
        self.context.read(self, self._count, self._show_counts)

    def show_consent(self, consent_id: int) -> None:
        """Show one consent, marked in the list if the list has it."""
        self._first = False
        self.desk.show_consent(consent_id)
        if not self.list.select_id(consent_id) and self.list.filtered:
            self.list.show_all()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the list takes the keyboard, so that arrows move at once."""
        super().showEvent(event)
        if not self.isAncestorOf(QApplication.focusWidget() or self):
            self._take_keyboard()

    def _connect(self) -> None:
        self.list.selection_changed.connect(self._on_selected)
        self.list.row_activated.connect(self._on_activated)
        self.list.empty_action_requested.connect(self.new_requested)
        self.list.model.loaded.connect(self._on_loaded)
        self.list.filter_changed.connect(self._on_filtered)
        self.desk.lost.connect(self.list.restart)
        self.desk.shown.connect(self._on_shown)
        self.desk.settled.connect(self._on_settled)

    def _on_settled(self) -> None:
        """What came of it stands at the head of the page."""
        self._take_keyboard()
        self.pane.show_part(self.pane.name)

    def _take_keyboard(self) -> None:
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self, _progress: Progress) -> ConsentCounts:
        return self.context.services.consents.counts()

    def _show_counts(self, counts: ConsentCounts) -> None:
        self.header.set_subtitle(counts_words(counts))
        self.list.show_counts(counts)

    def _on_filtered(self) -> None:
        self._first = True

    def _on_loaded(self) -> None:
        """A list just asked for opens its first row; later the shown one stays marked."""
        shown = self.desk.consent_id
        if self._first or shown is None:
            self._first = False
            if not self.list.model.rowCount():
                self.desk.show_nothing()
            elif shown is None or not self.list.select_id(shown):
                self.list.select_first()
        elif shown is not None and self.list.selected_id() != shown:
            self.list.select_id(shown)

    def _on_shown(self, consent_id: object) -> None:
        if consent_id is not None and self.list.selected_id() != consent_id:
            self.list.select_id(consent_id)

    def _on_selected(self, consent_id: object) -> None:
        if isinstance(consent_id, int) and consent_id != self.desk.consent_id:
            self.desk.show_consent(consent_id)

    def _on_activated(self, consent_id: object) -> None:
        if isinstance(consent_id, int):
            self._on_selected(consent_id)
            self.pane.next.button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(self.pane.next.button)
