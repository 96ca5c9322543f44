"""The practice as its letters name it: the same fields at set-up and in the settings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.addresses import Address
from app.domain.errors import FieldProblems
from app.domain.papers import PracticeProfile
from app.domain.settings import check_practice
from app.domain.us_states import STATE_NAMES
from app.ui.kit.choice import ChoiceField
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column

_ZIP_SENTENCE = "A ZIP code has five digits, or nine written 02143-1234."
_NOBODY = PracticeProfile("", Address(), "", "", "", "")


class PracticeFields(QWidget):
    """Name, address, state, telephone, privacy contact.

    Signals:
        profile_changed: something was typed or chosen.
    """

    profile_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._kept = _NOBODY
        self.form = FormRows(topic="practice")
        column(self).addWidget(self.form)
        self.name = self._text("name", "Name of the practice", required=True)
        self.line1 = self._text("line1", "Street or P.O. box", required=True, half=True)
        self.line2 = self._text("line2", "Suite, floor", half=True)
        self.city = self._text("city", "City", required=True, half=True)
        self.state: ChoiceField[str] = self.form.add(
            "state",
            "State",
            ChoiceField([(code, name) for code, name in STATE_NAMES.items()], empty="Choose…"),
            help_text="Its deadlines are compared with the federal one; the shorter counts.",
            required=True,
            half=True,
        )
        self.state.choice_changed.connect(self.profile_changed)
        self.zip_code = self._text("zip_code", "ZIP code", required=True, half=True)
        self.phone = self._text("phone", "Telephone", required=True, half=True)
        self.contact = self._text("privacy_contact", "Privacy contact", required=True, half=True)
        self.contact_phone = self._text("privacy_phone", "Privacy contact's telephone", half=True)
        self.form.set_help("privacy_contact", "Letters name who answers questions about records.")
        self.form.set_help("privacy_phone", "Empty means the practice's own.")

    @property
    def input(self) -> QWidget:
        """The first field."""
        return self.name

    def profile(self) -> PracticeProfile:
        """What is typed; what has no field here is kept from the profile shown."""
        state = self.state.value() or ""
        place = replace(
            self._kept.address,
            line1=self.line1.value(),
            line2=self.line2.value(),
            city=self.city.value(),
            state=state,
            zip_code=self.zip_code.value(),
        )
        return replace(
            self._kept,
            name=self.name.value(),
            address=place,
            phone=self.phone.value(),
            state=state,
            privacy_contact=self.contact.value(),
            privacy_phone=self.contact_phone.value() or self.phone.value(),
        )

    def set_profile(self, profile: PracticeProfile) -> None:
        """Show a profile."""
        self._kept = profile
        place = profile.address
        self.name.set_value(profile.name)
        self.line1.set_value(place.line1)
        self.line2.set_value(place.line2)
        self.city.set_value(place.city)
        self.state.set_value(profile.state or None)
        self.zip_code.set_value(place.zip_code)
        self.phone.set_value(profile.phone)
        self.contact.set_value(profile.privacy_contact)
        same = profile.privacy_phone == profile.phone
        self.contact_phone.set_value("" if same else profile.privacy_phone)

    def check(self) -> bool:
        """Whether a letter could be headed with this; the fields say why not."""
        problems: dict[str, str] = {}
        try:
            check_practice(self.profile())
        except FieldProblems as found:
            problems = dict(found.fields)
        zip_code = self.zip_code.value()
        if zip_code and not _is_zip(zip_code):
            problems["zip_code"] = _ZIP_SENTENCE
        return not self.form.show_problems(problems) and not problems

    def show_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Mark what the service found; returns what is not about these fields."""
        return self.form.show_problems(fields)

    def _text(
        self, name: str, label: str, *, required: bool = False, half: bool = False
    ) -> TextField:
        field = TextField(longest=200)
        field.textEdited.connect(self.profile_changed)
        return self.form.add(name, label, field, required=required, half=half)


def _is_zip(text: str) -> bool:
    digits = text.replace("-", "")
    return digits.isascii() and digits.isdigit() and len(digits) in (5, 9)
