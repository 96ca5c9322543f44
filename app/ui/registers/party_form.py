"""Adding an entry to the book of people and offices, or changing one; earlier addresses stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal

from app.domain.addresses import Address
from app.domain.people import Party, PartyDetails, PartyKind
from app.services.changes import Outcome
from app.services.progress import Progress
from app.storage.parties import PartyAddress
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.fields import TextField
from app.ui.registers.address_advice import AddressAdvice
from app.ui.registers.side import FormCard
from app.ui.registers.wording import party_title

_TEXTS: tuple[tuple[str, str], ...] = (
    ("organization", "Office or organization"),
    ("name", "Person"),
    ("phone", "Phone"),
    ("email", "E-mail"),
)


class PartyForm(FormCard):
    """One entry of the book.

    Signals:
        party_requested: the id of the entry to show as it is now.
    """

    party_requested = Signal(int)

    def __init__(
        self,
        context: UiContext,
        party: Party | None = None,
        addresses: tuple[PartyAddress, ...] = (),
    ) -> None:
        title = party_title(party.details) if party else "New person or office"
        super().__init__(title, "Save changes" if party else "Add to the book", topic="party")
        self.context, self.party = context, party
        self.texts: dict[str, TextField] = {}
        self._known = addresses
        self._build()
        if party is not None:
            self._show_details(party.details)
        self.notice.action_requested.connect(self._on_look_again)
        self._first = self.facts()

    def _build(self) -> None:
        self.kind: ChoiceField[PartyKind] = ChoiceField([(each, each.label) for each in PartyKind])
        self.kind.set_value(PartyKind.OTHER)
        self.form.add("kind", "Kind", self.kind)
        for name, label in _TEXTS:
            half = name in ("phone", "email")
            self.texts[name] = self.form.add(name, label, TextField(), half=half)
        self.form.section("Address")
        self.known: ChoiceField[int] = ChoiceField(
            [(each.id, each.address.one_line) for each in self._known], empty="Another address"
        )
        self.known.choice_changed.connect(self._on_known_chosen)
        self.form.add(
            "known",
            "From the book",
            self.known,
            help_text="Choose “Another address” to type one more; the others stay in the book.",
        )
        self.form.set_row_visible("known", visible=bool(self._known))
        self.address = AddressFields(attention=True)
        self.form.add_wide(self.address)
        self.advice = AddressAdvice(self.context, self.address)
        self.form.add_wide(self.advice)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self.kind.setFocus()

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.facts() != self._first

    def facts(self) -> dict[str, Any]:
        """What is typed, for a draft."""
        kind = self.kind.value() or PartyKind.OTHER
        return {
            "kind": kind.value,
            "texts": {name: field.text() for name, field in self.texts.items()},
            "address": self.address.address().as_dict(),
        }

    def show_facts(self, facts: Mapping[str, Any]) -> None:
        """Show a draft again."""
        kinds = {each.value: each for each in PartyKind}
        self.kind.set_value(kinds.get(str(facts.get("kind")), PartyKind.OTHER))
        for name, text in facts.get("texts", {}).items():
            if name in self.texts:
                self.texts[name].set_value(str(text))
        self.address.set_address(Address.from_dict(facts.get("address", {})))

    def save(self) -> None:
        """Save, or show what is wrong."""
        if not self.save_button.isEnabled():
            return
        self.clear_problems(self.address)
        self.set_busy(busy=True)
        parties, party = self.context.services.parties, self.party
        details = PartyDetails(
            kind=self.kind.value() or PartyKind.OTHER,
            address=self.address.address(),
            **{name: field.value() for name, field in self.texts.items()},
        )

        def work(_progress: Progress) -> Outcome[int]:
            return parties.save(
                details=details,
                party_id=party.id if party else None,
                version=party.version if party else 0,
            )

        self.context.act(self, work, self.saved.emit, self._on_failed)

    def _show_details(self, details: PartyDetails) -> None:
        self.kind.set_value(details.kind)
        for name, field in self.texts.items():
            field.set_value(getattr(details, name))
        own = [each.id for each in self._known if each.address == details.address]
        self.known.set_value(own[0] if own else None)
        self.address.set_address(details.address)

    def _on_known_chosen(self) -> None:
        chosen = self.known.value()
        found = [each.address for each in self._known if each.id == chosen]
        self.address.set_address(found[0] if found else Address())

    def _on_failed(self, error: Exception) -> None:
        if not self.show_failure(error, self.address):
            self.context.messages.show_failure(error)

    def _on_look_again(self) -> None:
        if self.party is not None:
            self.party_requested.emit(self.party.id)
