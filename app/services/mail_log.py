"""The mail log read: pages by key, one piece's page, numbers looked up, and the log as CSV."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from app.domain.article_numbers import ArticleNumber, next_sticker, read_article_number
from app.domain.mail import MailPiece
from app.domain.mail_log import MailEvent, MailHeap, MailQuery
from app.domain.mail_states import MailMove, lawful_moves
from app.domain.mail_steps import (
    MailStep,
    card_inquiry_ends,
    held_back,
    lacks_approval,
    needs_you,
    next_step,
    state_words,
)
from app.domain.papers import Addressee
from app.domain.postage import PieceCost
from app.domain.search_terms import SearchKind, typed_terms
from app.domain.staff import Operation
from app.services.changes import Outcome, done
from app.services.desk import Desk, Service, permitted
from app.services.mail_articles import grouped_article
from app.services.mail_export import ExportResult, export_mail_log, export_name
from app.services.mail_moves import addressee_of, cost_of
from app.services.mail_orders import NewMail, new_piece
from app.services.mail_release import left_shut, reasons_against
from app.services.mail_waits import mail_waits
from app.services.paging import Page, page_limit, page_of
from app.services.progress import Progress
from app.storage.unit import Unit
from app.system.places import backup_warning

FOUND_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class MailRow:
    """One row of the log: the piece, its state in words, and what is next.

    ``unapproved``: it left the office although nobody approved the release.
    """

    piece: MailPiece = field(repr=False)
    state: str
    step: MailStep
    needs_you: bool
    article: str
    unapproved: bool = False

    @property
    def id(self) -> int:
        """The piece's id."""
        return self.piece.id


@dataclass(frozen=True, slots=True)
class MailView:
    """A piece's own page.

    Attributes:
        article: its number read again, for grouping and the carrier's page; None without one.
        cost: at its acceptance date, or today's prices while it has none.
        cost_is_old: the price table should be checked.
        ask_for_card_until: last day for PS 3811-A, where a green card was bought.
        left_shut: why its release was not valid when it left; empty when it was.
    """

    row: MailRow
    moves: tuple[MailMove, ...]
    events: tuple[MailEvent, ...] = field(repr=False)
    article: ArticleNumber | None
    cost: PieceCost
    cost_is_old: bool
    ask_for_card_until: date | None
    left_shut: str = ""

    @property
    def piece(self) -> MailPiece:
        """The piece itself."""
        return self.row.piece


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How many pieces lie on the heaps that are worked off."""

    need_you: int
    ready: int
    on_the_way: int


class MailLog(Service):
    """What can be asked of the mail room without changing anything in it."""

    @permitted(Operation.VIEW)
    def addressee(self, *, request_id: int) -> Addressee:
        """Who a new piece of a request would go to.

        Raises:
            FieldProblems: the request has no address yet.
            Problem: ``confidential-address``.
        """
        with self.desk.reading() as unit:
            return addressee_of(unit, unit.requests.get(request_id))

    @permitted(Operation.VIEW)
    def estimate(self, *, order: NewMail) -> PieceCost:
        """What a piece would cost if it were accepted today.

        Raises:
            FieldProblems: services that do not go together.
        """
        with self.desk.reading() as unit:
            piece = new_piece(self.desk, unit, order)
            return cost_of(unit, piece, self.desk.clock.today())

    @permitted(Operation.VIEW)
    def page(self, *, query: MailQuery) -> Page[MailRow]:
        """Rows of one heap in one order, after the last one seen."""
        quiet = mail_waits().quiet(self.desk.clock.today())
        asked = replace(query, limit=page_limit(query.limit), quiet=quiet)
        with self.desk.reading() as unit:
            pieces = unit.mail.page(asked, found_ids(self.desk, unit, query.text))
            rows = page_of(pieces, asked.limit, lambda one: unit.mail.key_of(one, asked.sort))
        today = self.desk.clock.today()
        shown = tuple(row_of(piece, today) for piece in rows.rows)
        return Page(shown, rows.more, rows.next_key)

    @permitted(Operation.VIEW)
    def counts(self) -> MailCounts:
        """How many pieces need someone, are ready, are on the way."""
        with self.desk.reading() as unit:
            found = unit.mail.counts(mail_waits().quiet(self.desk.clock.today()))
        return MailCounts(
            found[MailHeap.NEED_YOU], found[MailHeap.READY], found[MailHeap.ON_THE_WAY]
        )

    @permitted(Operation.VIEW)
    def get(self, *, piece_id: int) -> MailView:
        """A piece's own page.

        Raises:
            NotFound: there is none.
        """
        today = self.desk.clock.today()
        with self.desk.reading() as unit:
            piece = unit.mail.get(piece_id)
            events = unit.mail.events(piece_id)
            cost = cost_of(unit, piece, piece.accepted_on or today)
            against = reasons_against(self.desk, unit, piece)
        article = read_article_number(piece.article_number) if piece.article_number else None
        row = row_of(piece, today)
        if against:
            row = replace(row, step=held_back(piece, row.step, against[0]))
        return MailView(
            row=row,
            moves=lawful_moves(piece),
            events=events,
            article=article,
            cost=cost,
            cost_is_old=cost.is_dated(today),
            ask_for_card_until=card_inquiry_ends(piece, mail_waits()),
            left_shut=left_shut(events),
        )

    @permitted(Operation.VIEW)
    def read_number(self, *, text: str) -> ArticleNumber:
        """What a typed or scanned number is; nothing is kept.

        Raises:
            Problem: it cannot be one.
        """
        return read_article_number(text)

    @permitted(Operation.VIEW)
    def find_by_article(self, *, text: str) -> tuple[MailRow, ...]:
        """The pieces that carry a typed or scanned number, newest first.

        Raises:
            Problem: it cannot be an article number.
        """
        article = read_article_number(text)
        with self.desk.reading() as unit:
            found = unit.mail.by_article(article.number, since=datetime.min.replace(tzinfo=UTC))
        today = self.desk.clock.today()
        return tuple(row_of(piece, today) for piece in found)

    @permitted(Operation.VIEW)
    def suggest_number(self, *, piece_id: int) -> str | None:
        """The next sticker of the roll, where the last logged number tells it."""
        with self.desk.reading() as unit:
            unit.mail.get(piece_id)
            last = unit.mail.last_article()
        return next_sticker(read_article_number(last)) if last else None

    @permitted(Operation.EXPORT)
    def export_name(self, *, query: MailQuery) -> str:
        """The file name to propose: by the days asked for, naming nobody."""
        return export_name(self.desk, query)

    @permitted(Operation.EXPORT)
    def export_warning(self, *, folder: Path) -> str | None:
        """A remark when the chosen folder leaves this computer: the file is not encrypted."""
        return backup_warning(folder)

    @permitted(Operation.EXPORT)
    def export_log(
        self, *, query: MailQuery, target: Path, progress: Progress | None = None
    ) -> Outcome[ExportResult]:
        """The log, or what a question selects of it, as CSV.

        Raises:
            Problem: the file could not be written; none was left behind.
            Cancelled: the person stopped it; none was left behind.
        """
        with self.desk.reading() as unit:
            ids = found_ids(self.desk, unit, query.text)
        return done(export_mail_log(self.desk, query, ids, target, progress))


def row_of(piece: MailPiece, today: date) -> MailRow:
    """A piece as the log shows it."""
    waits = mail_waits()
    return MailRow(
        piece,
        state_words(piece, today, waits),
        next_step(piece, today, waits),
        needs_you(piece, today, waits),
        grouped_article(piece),
        lacks_approval(piece),
    )


def found_ids(desk: Desk, unit: Unit, text: str) -> list[int] | None:
    """Which pieces a typed text means; None when nothing was typed."""
    terms = typed_terms(text, desk.clock.today())
    return None if terms.is_empty else unit.search.ids(SearchKind.MAIL, terms, FOUND_AT_MOST)
