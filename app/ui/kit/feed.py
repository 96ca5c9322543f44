"""Connects a table to a service: questions go to the writer thread, answers come back as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.services.paging import Page as RowsPage
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.table import PagedTable, PageWanted


def feed(table: PagedTable, context: UiContext, ask: Callable[[PageWanted], RowsPage[Any]]) -> None:
    """Let ``ask`` answer the table; it runs off the GUI thread and must not touch a widget."""

    def on_wanted(wanted: PageWanted) -> None:
        def work(_progress: Progress) -> RowsPage[Any]:
            return ask(wanted)

        def show(page: RowsPage[Any]) -> None:
            table.add_page(wanted.generation, page)

        context.read(table, work, show)

    table.page_wanted.connect(on_wanted)
