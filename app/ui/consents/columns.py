"""The columns of the table of consents."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.consent_views import ConsentRow, ConsentSort, short_kind, until_words
from app.domain.dates import format_us_date
from app.ui.kit.consent_look import STATUS_KINDS
from app.ui.kit.table import Cell, Column, Order, Sorting


def consent_columns() -> list[Column[ConsentRow]]:
    """Who agreed to what, for which address, until when."""
    return [
        Column("status", "Status", 122, _status, firm=True),
        Column(
            ConsentSort.PATIENT.value,
            "Patient",
            150,
            lambda row: Cell(row.patient_name, bold=True),
            sortable=True,
        ),
        Column("kind", "To what", 108, lambda row: Cell(short_kind(row.kind), muted=True)),
        Column("covers", "For", 190, lambda row: Cell(row.covers), stretch=True),
        Column(
            ConsentSort.ENDS.value,
            "Until",
            100,
            lambda row: Cell(until_words(row), muted=True),
            sortable=True,
            firm=True,
        ),
        *_more(),
    ]


def _more() -> list[Column[ConsentRow]]:
    """Columns that are shown when asked for."""

    def plain(
        key: str, title: str, width: int, text: Callable[[ConsentRow], str]
    ) -> Column[ConsentRow]:
        return Column(
            key, title, width, lambda row: Cell(text(row), muted=True), default_visible=False
        )

    return [
        plain("given", "Given on", 96, lambda row: format_us_date(row.given_on)),
        plain("way", "How", 140, lambda row: row.way.label if row.way else ""),
        plain("language", "Language", 90, lambda row: row.language.label),
        Column(
            ConsentSort.NEWEST.value,
            "Number",
            110,
            lambda row: Cell(row.number, muted=True),
            sortable=True,
            default_visible=False,
        ),
        plain("opened_by", "Opened by", 130, lambda row: row.opened_by),
        plain("why", "Why", 220, lambda row: row.why),
    ]


def sort_of(sorting: Sorting | None) -> tuple[ConsentSort, bool]:
    """The order of a question; without a sorted column the newest come first."""
    if sorting is None:
        return ConsentSort.NEWEST, False
    return ConsentSort(sorting.key), sorting.order is Order.DOWN


def _status(row: ConsentRow) -> Cell:
    return Cell(
        row.status.label, chip=STATUS_KINDS[row.status], accessible=f"{row.status.label}. {row.why}"
    )
