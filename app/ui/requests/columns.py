"""The columns of the queue: each names its title, its measure and how it shows a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.dates import format_short_date
from app.domain.queue import QueueSort, RequestRow
from app.domain.release_path import PATH_RULES
from app.ui.kit.table import Cell, Column, Order, Sorting
from app.ui.requests.wording import asker_words, due_kind, joined

FIRST_SORTING = Sorting(QueueSort.DUE.value, Order.UP)


def queue_columns(today: Callable[[], date]) -> list[Column[RequestRow]]:
    """The columns; ``today`` is asked for each cell, since a window may stay open overnight."""

    def received(row: RequestRow) -> Cell:
        return Cell(format_short_date(row.received_on, today()), muted=True)

    return [
        Column(QueueSort.DUE.value, "Due", 112, _due, sortable=True, firm=True),
        Column(
            QueueSort.PATIENT.value,
            "Patient",
            124,
            lambda row: Cell(row.patient_name, bold=True),
            sortable=True,
            stretch=True,
        ),
        Column(
            "asker",
            "Asked for by",
            116,
            lambda row: Cell(asker_words(row.request.details)),
            spare=True,
        ),
        Column("road", "Goes by", 110, _road),
        Column("next", "Missing next", 132, _next, stretch=True),
        Column(QueueSort.RECEIVED.value, "Received", 84, received, sortable=True, spare=True),
        Column("number", "Number", 104, lambda row: Cell(row.number), default_visible=False),
        Column(
            QueueSort.STATUS.value,
            "Status",
            116,
            lambda row: Cell(row.status.label, muted=True),
            sortable=True,
            default_visible=False,
        ),
        Column("kind", "Kind", 140, _kind, default_visible=False),
        Column(
            "recipient",
            "Goes to",
            124,
            lambda row: Cell(row.recipient_shown),
            default_visible=False,
        ),
    ]


def _due(row: RequestRow) -> Cell:
    said = f"{row.days_left_words} left" if (row.days_left or 0) > 0 else row.days_left_words
    return Cell(row.days_left_words, chip=due_kind(row), accessible=said)


def _road(row: RequestRow) -> Cell:
    return Cell(row.request.details.road.label, muted=True)


def _next(row: RequestRow) -> Cell:
    return Cell(row.next_step.short or row.status.label, muted=not row.next_step.short)


def _kind(row: RequestRow) -> Cell:
    rule = PATH_RULES[row.request.details.kind]
    return Cell(joined(rule.letter, rule.label), muted=True)
