"""People and offices: who asks for records or receives them, with every address they used (U68)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal

from app.domain.dates import format_short_date, format_us_date
from app.domain.people import Party
from app.domain.phones import shown_phone
from app.domain.staff import Operation, Role
from app.services.paging import Page as RowsPage
from app.services.progress import Progress
from app.storage.parties import PartyAddress
from app.ui.kit.buttons import secondary
from app.ui.kit.cards import Card, FactList, caption, empty_layout
from app.ui.kit.chip import Chip
from app.ui.kit.context import UiContext
from app.ui.kit.feed import feed
from app.ui.kit.fields import SearchField
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.registers.list_section import ListSection
from app.ui.registers.party_form import PartyForm
from app.ui.registers.patients import SIDE_WIDTH
from app.ui.registers.side import SidePanel
from app.ui.registers.wording import party_person, party_title

MOST = 500


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry with all its addresses."""

    party: Party = field(repr=False)
    addresses: tuple[PartyAddress, ...] = field(repr=False)


class PartyCard(Card):
    """The chosen entry of the book.

    Signals:
        edit_requested: change what is known.
    """

    edit_requested = Signal()

    def __init__(self) -> None:
        super().__init__(" ", scrolls=True)
        self.chip = Chip()
        self.edit_button = secondary("Edit", "pencil", self.edit_requested.emit)
        self.edit_button.setAccessibleName("Edit this entry")
        self.facts = FactList()
        self._addresses = column(gap=8)
        top = row(gap=8)
        top.addWidget(self.chip)
        top.addStretch(1)
        top.addWidget(self.edit_button)
        self.body.addLayout(top)
        self.add(self.facts)
        self.add(caption("Addresses"))
        self.body.addLayout(self._addresses)
        self.body.addStretch(1)

    def show_entry(self, entry: _Entry) -> None:
        """Show an entry."""
        details = entry.party.details
        self.set_title(party_title(details))
        self.chip.show_state(details.kind.label, Kind.IDLE)
        used = entry.party.last_used_on
        self.facts.show_facts(
            [
                ("Person", party_person(details)),
                ("Phone", shown_phone(details.phone)),
                ("E-mail", details.email),
                ("Last used", format_us_date(used) if used else "Not used yet"),
            ]
        )
        empty_layout(self._addresses)
        if not entry.addresses:
            self._addresses.addWidget(words("None on file.", "muted"))
        for each in entry.addresses:
            lines = column(gap=0)
            lines.addWidget(words(each.address.one_line, wrap=True))
            used = each.last_used_on
            said = f"Last used {format_us_date(used)}" if used else "Not used yet"
            lines.addWidget(words(said, "help"))
            self._addresses.addLayout(lines)


class PartiesSection(ListSection):
    """The book of people and offices."""

    def __init__(self, context: UiContext) -> None:
        side = SidePanel("Nobody chosen", "Choose an entry in the list to see its addresses.")
        super().__init__(context, _made_table(context), side, SIDE_WIDTH)
        feed(self.table, context, self._ask)
        self.search = SearchField("Name, office, city or phone", "Find people and offices")
        self.search.setToolTip(context.actions.text_with_shortcut("filter"))
        sized(self.search, min_width=150, max_width=330)
        self.add_button = secondary("Add person or office", "plus", self.add)
        self.card = PartyCard()
        side.addWidget(self.card)
        self.form: PartyForm | None = None
        self._entry: _Entry | None = None
        self._task: Task | None = None
        self.add_tools(self.search, self.add_button)
        self.add_extras(self.columns_button(self.table))
        self.search.search_changed.connect(self._on_search)
        self.table.empty_action_requested.connect(self.add)
        self.card.edit_requested.connect(self.edit)
        self.allow(self.role)

    def allow(self, role: Role) -> None:
        """Offer what this role may do."""
        super().allow(role)
        edit = self.may(Operation.EDIT_REQUESTS)
        self.add_button.setVisible(edit)
        self.card.edit_button.setVisible(edit)
        self._show_empty()

    def refresh(self) -> None:
        """Ask for the book anew, and for the entry shown."""
        self.table.restart()
        if self._entry is not None and self.form is None:
            self.show_party(self._entry.party.id)

    def show_party(self, party_id: int) -> None:
        """Show one entry."""
        self.wanted = party_id
        if self._task is not None:
            self._task.cancel()
        parties = self.context.services.parties

        def work(_progress: Progress) -> _Entry:
            return _Entry(parties.get(party_id=party_id), parties.addresses(party_id=party_id))

        self._task = self.context.read(self, work, self._show)
        self.table.select_id(party_id)

    def add(self) -> None:
        """Fill in a new entry."""
        if self.may_leave():
            self._open_form(None)

    def edit(self) -> None:
        """Change the entry shown."""
        if self.form is None and self._entry and self.may(Operation.EDIT_REQUESTS):
            self._open_form(self._entry)

    def show_entry(self, entry_id: int) -> None:
        """Show one entry."""
        self.show_party(entry_id)

    def open_card(self) -> PartyCard | None:
        """The entry shown."""
        return self.card if self._entry is not None else None

    def open_form(self) -> PartyForm | None:
        """The form, if one is open."""
        return self.form

    def drop_form(self) -> None:
        """Forget the form."""
        self.form = None

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved."""
        if self.form is None or not self.form.changed:
            return None
        party = self.form.party
        return {"party": party.id if party else None, "facts": self.form.facts()}

    def reopen(self, draft: dict[str, Any]) -> None:
        """Show a kept form again; the entry is read anew, so a later change is not lost."""
        facts, party_id = draft.get("facts", {}), draft.get("party")
        if party_id is None:
            self._open_form(None, facts)
            return
        parties = self.context.services.parties

        def work(_progress: Progress) -> _Entry:
            return _Entry(parties.get(party_id=party_id), parties.addresses(party_id=party_id))

        self.context.read(self, work, lambda entry: self._open_form(entry, facts))

    def _ask(self, _wanted: PageWanted) -> RowsPage[Party]:
        found = self.context.services.parties.find(text=self.text, limit=MOST)
        return RowsPage(found, more=False, next_key=None)

    def _on_search(self, text: str) -> None:
        self.text = text
        self._show_empty()
        self.table.restart()

    def _show_empty(self) -> None:
        action = "Add person or office" if self.may(Operation.EDIT_REQUESTS) else ""
        if self.text:
            self.table.set_empty("Nobody found", "No entry begins like this.", action)
        else:
            self.table.set_empty(
                "The book is empty",
                "Everyone who asks for records or receives them is kept here for the next time.",
                action,
            )

    def _show(self, entry: _Entry) -> None:
        self._entry = entry
        self.card.show_entry(entry)
        if self.form is None:
            self.side.put(self.card)

    def _open_form(self, entry: _Entry | None, facts: dict[str, Any] | None = None) -> None:
        self.close_form()
        form = PartyForm(
            self.context, entry.party if entry else None, entry.addresses if entry else ()
        )
        if facts:
            form.show_facts(facts)
        form.saved.connect(lambda party_id: self.leave_form(party_id, "Saved."))
        form.left.connect(self.leave_form)
        form.party_requested.connect(self.leave_form)
        self.form = form
        self.put_form(form)
        form.focus_first()


def _made_table(context: UiContext) -> PagedTable:
    columns: list[Column[Party]] = [
        Column("name", "Name", 132, lambda r: Cell(party_title(r.details), bold=True),
               stretch=True),
        Column("person", "Person", 120, lambda r: Cell(party_person(r.details))),
        Column("kind", "Kind", 130, lambda r: Cell(r.details.kind.label, muted=True)),
        Column("place", "Place", 104, lambda r: Cell(r.details.address.city)),
        Column("phone", "Phone", 118, lambda r: Cell(shown_phone(r.details.phone), muted=True),
               firm=True),
        Column("used", "Last used", 90, lambda r: _used(r, context)),
    ]  # fmt: skip
    return PagedTable(
        columns, lambda r: r.id, name="parties", label="People and offices", views=context.views
    )


def _used(party: Party, context: UiContext) -> Cell:
    if party.last_used_on is None:
        return Cell("", muted=True)
    return Cell(format_short_date(party.last_used_on, context.clock.today()), muted=True)
