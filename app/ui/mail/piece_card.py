"""The card of one piece: whose it is, the next step, what is known, what happened.

It shows and asks; the page does what is asked.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from app.domain.dates import format_moment, format_us_date
from app.domain.mail import MailPiece, MailStatus
from app.domain.mail_log import MailEvent
from app.domain.mail_states import MailMove, MailStage, stage_of
from app.services.mail_log import MailView
from app.system.clock import Clock
from app.ui.kit.buttons import link
from app.ui.kit.cards import Card, Fact, FactList, Moment, Timeline, caption
from app.ui.kit.metrics import row
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.mail.ask import Ask, ask_of, may_change_service
from app.ui.mail.next_box import NextBox
from app.ui.mail.wording import (
    card_words,
    cost_words,
    number_words,
    pages_words,
    service_long,
)


class PieceCard(Card):
    """One piece of mail.

    Signals:
        wish_made: a ``MailMove`` from the menu, or one of the words of ``WISHES``.
    """

    wish_made = Signal(object)

    PAPERS, SERVICE, NUMBER, RECEIPT = "papers", "service", "number", "receipt"
    SETTLE, AGAIN, REQUEST, TRACK = "settle", "again", "request", "track"
    WISHES = (PAPERS, SERVICE, NUMBER, RECEIPT, SETTLE, AGAIN, REQUEST, TRACK)

    def __init__(self, clock: Clock, person: str) -> None:
        super().__init__("Piece", scrolls=True)
        self._clock = clock
        self._view: MailView | None = None
        self._may_edit = True
        self.title.setAccessibleName("Recipient")
        self.request = link("", clicked=self._wisher(self.REQUEST))
        self._pages = words("", "muted")
        self.next = NextBox(clock, person)
        self.remark = Notice()
        self.facts = FactList()
        self.track = link("Track it", clicked=self._wisher(self.TRACK))
        self.service = link("Change the service", clicked=self._wisher(self.SERVICE))
        self.more = link("More", "more", clicked=self._open_menu)
        self.more.setAccessibleName("More that can be logged or done")
        self.timeline = Timeline()
        self._build()

    @property
    def view(self) -> MailView | None:
        """What is shown."""
        return self._view

    def show_view(self, view: MailView) -> None:
        """Show a piece."""
        if self._view is None or self._view.piece.id != view.piece.id:
            self.remark.clear()
        self._view = view
        piece = view.piece
        self.set_title(piece.recipient_shown)
        self.request.setText(f"Request {piece.request_number}")
        pages = pages_words(piece.page_count)
        self._pages.setText(f"·  {pages}" if pages else "")
        self.next.show_view(view)
        self.facts.show_facts(self._facts(view))
        url = view.article.tracking_url if view.article is not None else None
        self.track.setVisible(url is not None)
        self.service.setVisible(self._may_edit and may_change_service(view))
        self.more.setVisible(self._may_edit)
        self.timeline.show_moments([self._moment(event) for event in reversed(view.events)])

    def set_may_edit(self, *, may_edit: bool) -> None:
        """Whether the person may log anything about a piece."""
        self._may_edit = may_edit
        self.next.set_may_edit(may_edit=may_edit)
        if self._view is not None:
            self.show_view(self._view)

    def menu(self) -> QMenu:
        """Everything else that can be logged or done now, and nothing that cannot."""
        menu = QMenu(self)
        if self._view is None or not self._may_edit:
            return menu
        for wish, text in self._offers(self._view):
            menu.addAction(text).triggered.connect(self._wisher(wish))
        moves = self._other_moves(self._view)
        if moves:
            menu.addSeparator()
        for move in moves:
            ellipsis = "" if move is MailMove.PRINT else "…"
            menu.addAction(f"{move.label}{ellipsis}").triggered.connect(self._wisher(move))
        return menu

    def _build(self) -> None:
        line = row(gap=6)
        line.addWidget(self.request)
        line.addWidget(self._pages)
        line.addStretch(1)
        self.body.addLayout(line)
        for part in (self.next, self.remark, self.facts):
            self.body.addWidget(part)
        links = row(gap=16)
        for button in (self.track, self.service, self.more):
            links.addWidget(button)
        links.addStretch(1)
        self.body.addLayout(links)
        self.body.addWidget(caption("What happened"))
        self.body.addWidget(self.timeline)
        self.body.addStretch(1)

    def _facts(self, view: MailView) -> list[Fact]:
        piece = view.piece
        number = ""
        if view.article is not None:
            number = f"{view.article.grouped()}\n{number_words(view.article)}"
        approval = "Missing: the release was not approved" if view.row.unapproved else ""
        return [
            Fact("Approval", approval, "problem"),
            Fact("Release", view.left_shut, "problem"),
            Fact("Service", service_long(piece.service, piece.extras)),
            Fact("Number", number),
            Fact("Card number", piece.return_receipt_number),
            Fact("Cost", cost_words(view)),
            Fact("Prices", "Over a year old: compare with Notice 123." * view.cost_is_old),
            Fact("Mailed", _mailed(piece)),
            Fact("Delivered", _with(piece.delivered_to, format_us_date(piece.delivered_on))),
            Fact("Receipt", format_us_date(piece.receipt_on)),
            Fact("Green card", card_words(view, self._clock.today())),
            Fact("Note", piece.note),
        ]

    def _moment(self, event: MailEvent) -> Moment:
        when = format_moment(self._clock.local(event.at), self._clock.today())
        return Moment(event.text, "  ·  ".join(part for part in (when, event.by) if part))

    def _offers(self, view: MailView) -> list[tuple[str, str]]:
        piece, stage = view.piece, stage_of(view.piece.status)
        gone = piece.status is MailStatus.CANCELLED
        number = "Correct the article number…" if view.article else "Type the article number…"
        offers = (
            (self.PAPERS, "Letter, envelope or label…", not gone),
            (self.NUMBER, number, not gone),
            (self.RECEIPT, "Number of the green card…", not gone and piece.wants_card),
            (self.AGAIN, "Prepare a new piece…", stage is MailStage.ENDED),
            (self.SETTLE, "Settle it with a note…", view.row.needs_you),
        )
        return [(wish, text) for wish, text, offered in offers if offered]

    def _other_moves(self, view: MailView) -> list[MailMove]:
        primary = view.row.step.move if ask_of(view) is Ask.LOG else None
        return [move for move in view.moves if move is not primary]

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _wisher(self, wish: object) -> Callable[[], None]:
        return lambda: self.wish_made.emit(wish)

    def say(self, text: str, kind: Kind = Kind.INFO) -> None:
        """Say something about the piece; that something was done is said for a while only."""
        if kind is Kind.DONE:
            self.remark.say_done(text)
        else:
            self.remark.say(text, kind)


def _mailed(piece: MailPiece) -> str:
    if piece.accepted_on is None:
        return ""
    proof = piece.acceptance_proof.label if piece.acceptance_proof is not None else ""
    parts = (format_us_date(piece.accepted_on), proof[:1].lower() + proof[1:], piece.dropped_by)
    return ", ".join(part for part in parts if part)


def _with(name: str, day: str) -> str:
    return f"{day}, signed by {name}" if name and day else day
