"""Where the copy goes: the road, the address in the order of hipaa.md section 9, and how it was
confirmed (U72).

Promise: the address shown is the one that will be used; a confidential address wins and says so; an
address that differs from it is only taken when the patient was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.addresses import Address
from app.domain.destinations import AddressSource, Destination
from app.domain.requests import Road
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.buttons import link
from app.ui.kit.choice import ChoiceField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column, row
from app.ui.kit.words import words

FROM_BOOK = "From the address book"
CONFIRMED = (
    "Read back on the phone",
    "Read back in person",
    "Compared with the written request",
    "On file and confirmed at the last visit",
)


class AddressLine(QWidget):
    """The address in one line, where it is from, and a link to type another.

    Signals:
        change_requested: the link was pressed.
    """

    change_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._link = link("Change", clicked=self.change_requested.emit)
        self.input: QWidget = self._link
        self._line = words("", wrap=True)
        self._source = words("", "help", wrap=True)
        layout = row(self, gap=10)
        said = column(gap=2)
        said.addWidget(self._line)
        said.addWidget(self._source)
        layout.addLayout(said, 1)
        layout.addWidget(self.input)

    def show_destination(self, destination: Destination, *, from_book: bool) -> None:
        """Show the address that would be used."""
        source = FROM_BOOK if from_book else destination.source.label
        line = destination.address.one_line
        self._link.setText("Change" if line else "Type the address")
        self._line.setText(line or "No address yet")
        self._source.setText(source if line else "")
        self._source.setVisible(bool(line))

    def text(self) -> str:
        """Address and source as shown."""
        return f"{self._line.text()} {self._source.text()}".strip()


class WherePart(FormRows):
    """Road and destination.

    Signals:
        where_changed: another road, address or confirmation.
    """

    where_changed = Signal()

    def __init__(self) -> None:
        super().__init__(topic="request")
        self._typing = False
        self._destination = Destination(Address(), AddressSource.NONE)
        self.section("Where")
        roads = [(road, road.label) for road in Road]
        self.road: ChoiceField[Road] = ChoiceField(roads, empty="Choose…")
        self.add("road", "Goes by", self.road, half=True)
        self.confirmed: ChoiceField[str] = ChoiceField(
            [(how, how) for how in CONFIRMED], empty="Not yet"
        )
        self.add("address_confirmed_how", "Address confirmed", self.confirmed, half=True)
        self.line = AddressLine()
        self.add("address", "Address", self.line)
        self.fields = AddressFields(prefix="address_")
        self.fields.hide()
        self.add_wide(self.fields)
        self.asked = QCheckBox("The patient was asked and wants it")
        self.asked.hide()
        self.add_wide(self.asked)
        self._connect()
        self.show_destination(self._destination)

    @property
    def typing(self) -> bool:
        """Whether an address is typed by hand."""
        return self._typing

    def typed_address(self) -> Address:
        """The address given with the request; empty where the one on file is used."""
        return self.fields.address() if self._typing else Address()

    def show_destination(self, destination: Destination, *, from_book: bool = False) -> None:
        """Show where the copy would go as things stand."""
        self._destination = destination
        self.line.show_destination(destination, from_book=from_book and not self._typing)
        self.asked.setVisible(destination.conflict)
        self._show_needed()

    def missing(self) -> dict[str, str]:
        """What has to be answered."""
        return {} if self.road.value() else {"road": "Choose how the copy leaves."}

    def show_problems(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Mark the fields of this part; opens the address where it is wrong."""
        if any(name.startswith("address") for name in fields) and "address" not in fields:
            self._show_fields(typing=True)
        left = super().show_problems(fields)
        return self.fields.show_problems(left)

    def draft(self) -> dict[str, Any]:
        """What is answered so far."""
        road = self.road.value()
        return {
            "road": road.value if road else "",
            "confirmed": self.confirmed.value() or "",
            "typing": self._typing,
            "address": self.fields.address().as_dict(),
            "asked": self.asked.isChecked(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        roads = [road for road in Road if road.value == kept.get("road")]
        self.road.set_value(roads[0] if roads else None)
        self.confirmed.set_value(str(kept.get("confirmed") or "") or None)
        address = kept.get("address")
        if isinstance(address, dict):
            self.fields.set_address(Address.from_dict(address))
        self.asked.setChecked(bool(kept.get("asked")))
        self._show_fields(typing=bool(kept.get("typing")))

    def _connect(self) -> None:
        self.road.choice_changed.connect(self._on_road)
        self.confirmed.choice_changed.connect(self.where_changed)
        self.line.change_requested.connect(self._on_change)
        self.fields.address_changed.connect(self.where_changed)
        self.asked.toggled.connect(self.where_changed)

    def _on_road(self) -> None:
        self._show_needed()
        self.where_changed.emit()

    def _on_change(self) -> None:
        if self.fields.address().is_empty:
            self.fields.set_address(self._destination.address)
        self._show_fields(typing=True)
        self.fields.input.setFocus()
        self.where_changed.emit()

    def _show_fields(self, *, typing: bool) -> None:
        self._typing = typing
        self._show_needed()

    def _show_needed(self) -> None:
        """Fields stand open while an address is typed, or while none is known."""
        road = self.road.value()
        postal = road is None or road.is_postal
        self.set_row_visible("address", visible=postal)
        self.set_row_visible("address_confirmed_how", visible=postal)
        self.fields.setVisible(postal and self._typing)
        self.line.input.setVisible(not self._typing)
