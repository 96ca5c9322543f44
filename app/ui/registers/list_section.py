"""A part of the room with a list, the chosen thing beside it, and a form in its place.

The promise: a form with something typed in it is never left without asking.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.kit.context import UiContext
from app.ui.kit.fields import SearchField
from app.ui.kit.metrics import column
from app.ui.kit.table import PagedTable
from app.ui.registers.section import Section
from app.ui.registers.side import FormCard, ListAndForm, SidePanel, may_leave


class ListSection(Section):
    """What patients and the book have in common."""

    search: SearchField

    def __init__(
        self, context: UiContext, table: PagedTable, side: SidePanel, side_width: int
    ) -> None:
        super().__init__(context)
        self.table, self.side = table, side
        self.desk = ListAndForm(table, side, side_width)
        column(self).addWidget(self.desk)
        self.text = ""  # what the list is narrowed to; read by other threads
        self.wanted: int | None = None
        self._added = ""
        table.selection_changed.connect(self._on_selected)
        table.row_activated.connect(lambda _row_id: self.edit())
        table.model.loaded.connect(self._on_loaded)

    def edit(self) -> None:
        """Change what is shown."""

    def show_entry(self, entry_id: int) -> None:
        """Show one entry, wherever it stands in the list."""

    def open_card(self) -> QWidget | None:
        """The card of what is shown, if something is."""

    def open_form(self) -> FormCard | None:
        """The form that is being filled in, if one is."""

    def drop_form(self) -> None:
        """Forget the form; it is thrown away by :meth:`close_form`."""

    def take_keyboard(self) -> None:
        """The list has it."""
        if self.open_form() is None:
            self.table.view.setFocus()

    def save(self) -> None:
        """Save the form, if one is open."""
        form = self.open_form()
        if form is not None:
            form.save()

    def put_form(self, form: FormCard) -> None:
        """Show a form in place of the card."""
        self.side.put(form)
        self.desk.make_room(for_form=True)

    def close_form(self) -> None:
        """Throw the form away and show the card again."""
        form = self.open_form()
        if form is not None:
            self.drop_form()
            self.side.drop(form)
            self.desk.make_room(for_form=False)
        card = self.open_card()
        if card is not None:
            self.side.put(card)
        else:
            self.side.show_nothing()

    def leave_form(self, entry_id: int | None = None, said: str = "", added: str = "") -> None:
        """Close the form and show an entry: the one given, else the one before.

        A list that does not reach to an ``added`` one is narrowed to its name.
        """
        self.close_form()
        if entry_id is not None:
            self.show_entry(entry_id)
        if said:
            self.context.messages.say(said)
            self.table.view.setFocus()
        if added:
            self._added = added
            self.table.restart()

    def may_leave(self) -> bool:
        """Whether the form may be closed; asks where something is typed."""
        return may_leave(self.open_form(), self.context.messages)

    def _on_selected(self, entry_id: object) -> None:
        if not isinstance(entry_id, int) or entry_id == self.wanted:
            return
        if self.may_leave():
            self.leave_form(entry_id)
        elif self.wanted is not None:
            self.table.select_id(self.wanted)

    def _on_loaded(self) -> None:
        """The first of the list is shown until somebody chooses; what is shown is marked."""
        added, self._added = self._added, ""
        if self.wanted is not None:
            marked = self.table.selected_id() == self.wanted or self.table.select_id(self.wanted)
            if added and not marked:
                self.search.setText(added)
        elif not self.text and self.open_form() is None:
            self.table.select_first()
