"""Dated facts in a table: newer rows are added, older ones stay for what they were used for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from app.domain.staff import Operation
from app.services.changes import Area, Outcome
from app.services.paging import Page as RowsPage
from app.ui.kit.buttons import primary
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import Column, PagedTable, PageWanted
from app.ui.settings.add_dialog import AddDialog
from app.ui.settings.section import Section


class Stored(Protocol):
    """A row as the store keeps it."""

    @property
    def id(self) -> int:
        """Its number."""
        ...


R = TypeVar("R", bound=Stored)
V = TypeVar("V")


@dataclass(frozen=True)
class DatedTable(Generic[R]):
    """What one section shows.

    Attributes:
        name: under which the person's columns are remembered.
        load: asks the service for all rows; runs off the GUI thread.
    """

    title: str
    lead: str
    name: str
    add_text: str
    columns: Sequence[Column[R]]
    load: Callable[[], Sequence[R]]


class DatedSection(Section, Generic[R]):
    """Base of the sections of dated facts: the table, and a button that adds a row."""

    wide = True
    needs = Operation.EDIT_RULES
    watches = frozenset({Area.REFERENCE})

    def __init__(self, context: UiContext, what: DatedTable[R]) -> None:
        super().__init__(context, what.title, what.lead)
        self._load = what.load
        self._rows: dict[int, R] = {}
        self.add_button = primary(what.add_text, "plus", self.on_add)
        self.table = PagedTable(
            list(what.columns),
            lambda stored: stored.id,
            name=what.name,
            label=what.title,
            views=context.views,
        )
        sized(self.table, min_height=200)
        self.top = row(gap=10)
        self.top.addStretch(1)
        self.top.addWidget(self.add_button)
        self.body.addLayout(self.top)
        self.body.addWidget(self.table, 1)
        self.table.page_wanted.connect(self._on_wanted)
        self.table.selection_changed.connect(lambda _id: self.show_chosen())

    def set_editable(self, *, editable: bool) -> None:
        """Everyone may look."""
        self.add_button.setVisible(editable)

    def refresh(self) -> None:
        """Show the table anew."""
        self.table.restart()

    def chosen(self) -> R | None:
        """The row chosen in the table."""
        chosen = self.table.selected_id()
        return self._rows.get(chosen) if isinstance(chosen, int) else None

    def rows(self) -> Sequence[R]:
        """All rows shown."""
        return tuple(self._rows.values())

    def show_chosen(self) -> None:
        """Show more of the chosen row, where there is more."""

    def on_add(self) -> None:
        """Ask for a new row."""

    def ask(
        self,
        dialog: AddDialog,
        value: Callable[[], V | None],
        add: Callable[[V], Outcome[Any]],
        said: str,
    ) -> None:
        """Open the dialog; what it gives is added, or its fields say why not."""

        def on_add() -> None:
            given = value()
            if given is not None:
                self.act(
                    lambda: add(given),
                    said,
                    then=lambda _id: dialog.accept(),
                    fields=dialog.form.show_problems,
                )

        dialog.add_requested.connect(on_add)
        dialog.open()

    def _on_wanted(self, wanted: PageWanted) -> None:
        def show(found: Sequence[R]) -> None:
            self._rows = {stored.id: stored for stored in found}
            self.table.add_page(
                wanted.generation, RowsPage(tuple(found), more=False, next_key=None)
            )
            self.show_chosen()

        self.read(self._load, show)
