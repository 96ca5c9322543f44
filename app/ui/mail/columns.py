"""The columns of the mail log: each names its title, its measure and how it shows a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.article_formats import ArticleCarrier
from app.domain.article_numbers import read_article_number
from app.domain.dates import format_short_date
from app.domain.mail_log import MailSort
from app.services.mail_log import MailRow
from app.ui.kit.table import Cell, Column, Order, Sorting
from app.ui.mail.wording import dollars, kind_of, service_short


def mail_columns(today: Callable[[], date]) -> list[Column[MailRow]]:
    """The columns; ``today`` is asked anew for each cell: a window may stay open overnight."""

    def day(on: date | None) -> Cell:
        return Cell(format_short_date(on, today()) if on is not None else "", muted=True)

    return [
        Column("state", "State", 136, _state, firm=True),
        Column(
            MailSort.RECIPIENT.value,
            "To",
            160,
            lambda row: Cell(row.piece.recipient_shown, bold=True),
            sortable=True,
            firm=True,
        ),
        Column(
            "service",
            "Service",
            140,
            lambda row: Cell(service_short(row.piece), muted=True),
            spare=True,
        ),
        Column("article", "Article number", 228, _article),
        Column("next", "Next", 184, lambda row: Cell(row.step.short), stretch=True),
        Column(
            MailSort.MAILED.value,
            "Mailed",
            96,
            lambda row: day(row.piece.accepted_on),
            sortable=True,
            spare=True,
        ),
        *_more(day),
    ]


def _more(day: Callable[[date | None], Cell]) -> list[Column[MailRow]]:
    """Columns that are shown when asked for."""

    def plain(key: str, title: str, width: int, text: Callable[[MailRow], str]) -> Column[MailRow]:
        return Column(
            key, title, width, lambda row: Cell(text(row), muted=True), default_visible=False
        )

    return [
        Column(
            MailSort.LOGGED.value,
            "Prepared",
            96,
            lambda row: day(row.piece.created_at.date()),
            sortable=True,
            default_visible=False,
        ),
        plain("request", "Request", 110, lambda row: row.piece.request_number),
        plain("carrier", "Carrier", 120, _carrier),
        plain("receipt", "Receipt number", 228, _receipt),
        Column(
            "delivered",
            "Delivered",
            96,
            lambda row: day(row.piece.delivered_on),
            default_visible=False,
        ),
        plain("cost", "Cost", 80, _cost),
        plain("pages", "Pages", 70, lambda row: f"{row.piece.page_count or ''}"),
    ]


def sort_of(sorting: Sorting | None, *, by_day: bool = False) -> tuple[MailSort, bool]:
    """The order of a question; without a sorted column the newest pieces come first.

    ``by_day``: within a span of days the last ones mailed do, which has its index.
    """
    if sorting is None:
        return MailSort.MAILED if by_day else MailSort.LOGGED, True
    return MailSort(sorting.key), sorting.order is Order.DOWN


def _state(row: MailRow) -> Cell:
    said = f"{row.state}, needs you" if row.needs_you else row.state
    return Cell(row.state, chip=kind_of(row), accessible=said)


def _article(row: MailRow) -> Cell:
    marked = " *" if row.piece.article_overridden else ""
    said = f"{row.article}, check digit does not fit" if marked else row.article
    return Cell(f"{row.article}{marked}", accessible=said)


def _carrier(row: MailRow) -> str:
    piece = row.piece
    return ArticleCarrier(piece.article_carrier).label if piece.article_carrier else ""


def _receipt(row: MailRow) -> str:
    number = row.piece.return_receipt_number
    return read_article_number(number).grouped() if number else ""


def _cost(row: MailRow) -> str:
    return dollars(row.piece.cost_cents) if row.piece.cost_cents is not None else ""
