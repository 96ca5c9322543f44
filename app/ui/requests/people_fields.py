"""Who asks or receives, found in the address book as it is typed, or typed by hand (U68)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.domain.addresses import Address
from app.domain.people import Party, PartyDetails, PartyKind
from app.domain.requests import Person
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.fields import TextField
from app.ui.kit.finder import Finder, Found
from app.ui.kit.forms import FormRows
from app.ui.requests.wording import kinds_of_others, party_words

MOST_FOUND = 6


class PersonFields(FormRows):
    """One person or office of a request.

    ``name`` is the field's name in problems. A representative is asked for the relation to the
    patient; anyone else for the kind and the organization.

    Signals:
        person_changed: something was typed or chosen.
    """

    person_changed = Signal()

    def __init__(self, context: UiContext, name: str, label: str, *, relation: bool) -> None:
        super().__init__(topic="request")
        self._field, self._relation = name, relation
        self._party_id: int | None = None
        self._address = Address()
        book = context.services.parties

        def find(text: str) -> Sequence[Found]:
            hits = book.find(text=text, limit=MOST_FOUND)
            return [Found(hit, party_words(hit), _field_text(hit)) for hit in hits]

        self.kind: ChoiceField[PartyKind] = ChoiceField(list(kinds_of_others()), empty="Choose…")
        if not relation:
            self.add(f"{name}_kind", "Who is that?", self.kind, half=True)
        self.finder = Finder(context, find, placeholder="From the address book, or typed")
        self.add(name, label, self.finder, half=True)
        self.other = TextField(placeholder="parent, guardian, executor" if relation else "")
        other_label = "Relation to the patient" if relation else "Organization"
        self.add(f"{name}_other", other_label, self.other, half=True)
        self.keep = QCheckBox("Keep in the address book")
        self.keep.setAccessibleName(f"{label}: keep in the address book")
        self.keep.hide()
        self.add_wide(self.keep)
        self._connect()

    def person(self) -> Person:
        """What is typed or chosen."""
        return Person(
            name=self.finder.value(),
            organization="" if self._relation else self.other.value(),
            kind=self._kind(),
            relation=self.other.value() if self._relation else "",
            party_id=self._party_id,
        )

    @property
    def book_address(self) -> Address:
        """The address that the book has for the chosen entry; empty for someone typed."""
        return self._address if self._party_id is not None else Address()

    def new_entry(self, address: Address) -> PartyDetails | None:
        """What the book should keep after the request is logged, if the person wants that."""
        person = self.person()
        if not self.keep.isChecked() or self._party_id is not None or not person.shown:
            return None
        return PartyDetails(person.kind, person.name, person.organization, address=address)

    def missing(self) -> dict[str, str]:
        """What has to be answered before the path is clear."""
        if not self._relation and self.kind.value() is None:
            return {f"{self._field}_kind": "Choose who that is; it decides the rules."}
        return {}

    def draft(self) -> dict[str, Any]:
        """What is typed, for the draft."""
        kind = self.kind.value()
        return {
            "name": self.finder.text(),
            "other": self.other.text(),
            "kind": kind.value if kind else "",
            "party": self._party_id,
            "address": self.book_address.as_dict(),
            "keep": self.keep.isChecked(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        party = kept.get("party")
        self._party_id = party if isinstance(party, int) else None
        address = kept.get("address")
        self._address = Address.from_dict(address) if isinstance(address, dict) else Address()
        self.finder.show_text(str(kept.get("name", "")))
        self.other.set_value(str(kept.get("other", "")))
        kinds = [kind for kind in PartyKind if kind.value == kept.get("kind")]
        self.kind.set_value(kinds[0] if kinds else None)
        self.keep.setChecked(bool(kept.get("keep")))
        self._show_keep()

    def _connect(self) -> None:
        self.finder.item_chosen.connect(self._on_chosen)
        self.finder.textEdited.connect(self._on_typed)
        self.other.textEdited.connect(self._on_typed)
        self.kind.choice_changed.connect(self.person_changed)

    def _kind(self) -> PartyKind:
        if self._relation:
            return PartyKind.REPRESENTATIVE
        return self.kind.value() or PartyKind.OTHER

    def _on_chosen(self, party: Party) -> None:
        self._party_id, self._address = party.id, party.details.address
        details = party.details
        self.finder.show_chosen(party, details.name or details.organization)
        if not self._relation:
            self.other.set_value(details.organization)
            self.kind.set_value(details.kind)
        self._show_keep()
        self.person_changed.emit()
        self.focusNextChild()

    def _on_typed(self) -> None:
        self._party_id = None
        self._show_keep()
        self.person_changed.emit()

    def _show_keep(self) -> None:
        self.keep.setVisible(self._party_id is None and bool(self.person().shown))


def _field_text(party: Party) -> str:
    return party.details.name or party.details.organization
