"""Today: what runs out, what is late, what waits, what came back, and how old the backup is (F13).

The promise: every line opens the list it came from; a part with nothing in it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.domain.queue import QueueView, RequestRow
from app.domain.requests import RequestStatus
from app.domain.staff import Operation
from app.services.changes import Area
from app.services.progress import Progress
from app.services.today import TodayPage
from app.ui.kit.buttons import link, primary
from app.ui.kit.cards import Card, Empty
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column, row
from app.ui.kit.page import Page
from app.ui.kit.rights import read_only_line
from app.ui.kit.search_everywhere import search_everywhere
from app.ui.kit.split import SideBySide
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words
from app.ui.today.section import Section, stacked
from app.ui.today.wording import HEAPS, backup_words, day_words, mail_lines, request_lines

MOST_INCOMPLETE = 2
_SECTIONS = {
    QueueView.LATE: "Late",
    QueueView.THIS_WEEK: "Runs out this week",
    QueueView.WAITING_IDENTITY: "Waiting for identity",
    QueueView.TO_PACK: "To approve",
    QueueView.READY: "Ready to send",
}


def make_page(context: UiContext) -> Page:
    """The room's page."""
    return TodayRoom(context)


class TodayRoom(Page):
    """The first page of the day."""

    watches = frozenset(
        {Area.REQUESTS, Area.MAIL, Area.PAPERS, Area.PATIENTS, Area.BACKUPS, Area.REFERENCE}
    )

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.header = PageHeader("Today")
        self.header.add(search_everywhere(context), 1)
        self.new = primary("New request", "plus", self._go_new)
        self.new.setToolTip(context.actions.text_with_shortcut("new-request"))
        self.header.add(self.new)
        self.sections = {view: Section(title) for view, title in _SECTIONS.items()}
        self.incomplete = Section("Gathered, something is missing")
        self.mail = Section("Mail")
        self.backup = words("", wrap=True)
        self.back_up = link("Back up now", clicked=self._back_up)
        self.empty = Empty(
            "Begin with your patients",
            "Bring them in from a file of your chart program, or log the first request and add its "
            "patient on the way.",
            "Bring in patients",
            "users",
        )
        self.first_request = link("Log the first request", clicked=self._go_new)
        self.read_only = read_only_line()
        self._asked: Task | None = None
        self._filled = False
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Ask for the page anew; one that nobody sees is filled when it is shown again."""
        if not self.isVisible():
            self._stale = True
            return
        self._filled = False
        today = self.context.services.today

        def work(progress: Progress) -> TodayPage:
            return today.page(progress=progress)

        # beside the short reads: nobody who goes on to the queue at once waits for these counts
        self._asked = self.context.compute(self, work, self._show)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: somebody is signed in now; the page may have been made before."""
        self._show_rights()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: another room is shown now, and should not share the computer with these counts."""
        super().hideEvent(event)
        if self._asked is not None and not self._filled:
            self._asked.cancel()
            self._stale = True

    def _lay_out(self) -> None:
        outer = column(self, gap=12, pads=(20, 16, 20, 14))
        outer.addWidget(self.header)
        outer.addWidget(self.read_only)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack, 1)
        sections = self.sections
        left = stacked(
            sections[QueueView.LATE],
            sections[QueueView.THIS_WEEK],
            self.mail,
            self._backup_card(),
        )
        right = stacked(
            sections[QueueView.TO_PACK],
            self.incomplete,
            sections[QueueView.WAITING_IDENTITY],
            sections[QueueView.READY],
        )
        self._lists = SideBySide(left, right)
        self._stack.addWidget(self._lists)
        self._stack.addWidget(self._first_use())

    def _backup_card(self) -> Card:
        card = Card()
        head = row(gap=10)
        head.addWidget(words("Backup", "cardTitle"))
        head.addStretch(1)
        head.addWidget(self.back_up)
        card.body.addLayout(head)
        card.add(self.backup)
        return card

    def _first_use(self) -> QWidget:
        holder = plain()
        inside = column(holder)
        card = Card()
        card.add(self.empty)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.first_request)
        foot.addStretch(1)
        card.body.addLayout(foot)
        card.body.addStretch(1)
        inside.addWidget(card)
        return holder

    def _connect(self) -> None:
        context = self.context
        for view, section in self.sections.items():
            section.opened.connect(self._go_to_requests)
            section.list_requested.connect(self._opener("requests", view))
        self.incomplete.opened.connect(self._go_to_requests)
        self.incomplete.list_requested.connect(self._opener("requests", QueueView.TO_PACK))
        self.mail.opened.connect(lambda heap: context.navigator.go("mail", heap))
        self.mail.list_requested.connect(self._opener("mail", HEAPS[0]))
        self.empty.action_requested.connect(self._opener("registers", "import"))
        context.actions.bind("new-request", self._go_new)
        context.actions.bind("import", self._opener("registers", "import"))

    def _show_rights(self) -> None:
        """Offer nothing that would be refused."""
        offered = {action.id for action in self.context.actions.offered()}
        may = "new-request" in offered
        self.new.setVisible(may)
        self.read_only.setVisible(not may)
        self.first_request.setVisible(may)
        approves = self.context.actions.may(Operation.RELEASE)
        self.sections[QueueView.TO_PACK].setVisible(approves)

    def _show(self, page: TodayPage) -> None:
        self._filled = True
        self.header.set_subtitle(day_words(self.context.clock.today(), page.counts))
        self._stack.setCurrentIndex(1 if page.is_empty and not page.counts.open else 0)
        counts = page.counts
        self._fill(QueueView.LATE, page.late, counts.late, Kind.LATE)
        self._fill(QueueView.THIS_WEEK, page.runs_out, counts.due_this_week, Kind.SOON)
        waiting = counts.by_status.get(RequestStatus.RECEIVED, 0)
        self._fill(QueueView.WAITING_IDENTITY, page.waiting_identity, waiting, Kind.INFO)
        self._fill(QueueView.TO_PACK, page.to_approve, len(page.to_approve), Kind.SOON)
        # a part that is seldom needed takes no room while it has nothing to say
        self.incomplete.setVisible(bool(page.incomplete))
        lines = request_lines(page.incomplete, QueueView.TO_PACK)[:MOST_INCOMPLETE]
        self.incomplete.show_lines(lines, len(page.incomplete), Kind.INFO)
        self._fill(QueueView.READY, page.to_send, page.to_log, Kind.INFO)
        self.mail.show_lines(mail_lines(dict(page.mail)), 0)
        self.backup.setText(backup_words(page.backup))

    def _fill(self, view: QueueView, rows: Sequence[RequestRow], total: int, kind: Kind) -> None:
        self.sections[view].show_lines(request_lines(rows, view), total, kind)

    def _opener(self, room: str, item: object) -> Callable[[], None]:
        return lambda: self.context.navigator.go(room, item)

    def _go_to_requests(self, item: object) -> None:
        self.context.navigator.go("requests", item)

    def _go_new(self) -> None:
        self.context.navigator.go("requests", "new")

    def _back_up(self) -> None:
        self.context.actions.trigger("backup")
