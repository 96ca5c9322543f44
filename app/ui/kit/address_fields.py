"""A postal address typed in its parts; Puerto Rico shows its urbanization line."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.addresses import Address
from app.domain.us_states import STATE_NAMES
from app.ui.kit.choice import ChoiceField
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column


class AddressFields(QWidget):
    """Reads and writes an ``Address``.

    ``prefix`` stands before each name in problems: ``"address."`` makes ``"address.city"``.

    Signals:
        address_changed: something was typed or chosen.
    """

    address_changed = Signal()

    def __init__(self, *, attention: bool = False, prefix: str = "") -> None:
        super().__init__()
        self.setObjectName("plain")
        self._prefix = prefix
        self._kept = Address()
        self.form = FormRows(topic="address", prefix=prefix)
        column(self).addWidget(self.form)
        self._texts: dict[str, TextField] = {}
        if attention:
            self._add("attention", "Attention", half=True)
            self._add("company", "Company or office", half=True)
        self._add("urbanization", "Urbanization")
        self._add("line1", "Street or P.O. box")
        self._add("line2", "Apartment, suite, unit")
        self._add("city", "City")
        self._state: ChoiceField[str] = ChoiceField(
            [(code, f"{code}  {name}") for code, name in STATE_NAMES.items()], empty="Choose…"
        )
        self.form.add(prefix + "state", "State", self._state, half=True)
        self._add("zip_code", "ZIP code", half=True)
        self._add("country", "Country, if not the United States")
        self._state.choice_changed.connect(self._on_changed)
        self._show_urbanization()

    @property
    def input(self) -> QWidget:
        """The first field of the street."""
        return self._texts["line1"]

    def parts(self) -> list[QWidget]:
        """Named by their own rows already."""
        return []

    def address(self) -> Address:
        """What is typed; parts that have no field here are kept from the address shown."""
        typed = {name: field.value() for name, field in self._texts.items()}
        typed["state"] = self._state.value() or ""
        return Address.from_dict({**self._kept.as_dict(), **typed})

    def set_address(self, address: Address) -> None:
        """Show an address."""
        self._kept = address
        for name, text in address.as_dict().items():
            if name in self._texts:
                self._texts[name].set_value(text)
        self._state.set_value(address.state.upper() or None)

    def show_problems(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Mark fields of this address; returns the problems that are not about it."""
        return self.form.show_problems(fields)

    def _add(self, name: str, label: str, *, half: bool = False) -> None:
        field = TextField(longest=200)
        field.textEdited.connect(self._on_changed)
        self._texts[name] = self.form.add(self._prefix + name, label, field, half=half)

    def _show_urbanization(self) -> None:
        shown = self._state.value() == "PR" or bool(self._texts["urbanization"].value())
        self.form.set_row_visible(self._prefix + "urbanization", visible=shown)

    def _on_changed(self) -> None:
        self._show_urbanization()
        self.address_changed.emit()
