"""Connects a table to a service: questions go to the writer thread, answers come back as pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.table import PagedTable, PageWanted

R = TypeVar("R")
Answer = tuple[Sequence[R], bool]


def feed(table: PagedTable, context: UiContext, ask: Callable[[PageWanted], Answer[R]]) -> None:
    """Let ``ask`` answer the table; it runs off the GUI thread and returns (rows, more)."""

    def on_wanted(wanted: PageWanted) -> None:
        def work(_progress: Progress) -> Answer[R]:
            return ask(wanted)

        def show(answer: Answer[R]) -> None:
            rows, more = answer
            table.add_page(wanted.generation, rows, more=more)

        context.read(table, work, show)

    table.page_wanted.connect(on_wanted)
