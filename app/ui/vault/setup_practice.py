"""Step 1 of the guide: the practice as its letters name it."""

from __future__ import annotations

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
from app.ui.vault.setup_step import SetupStep

_ZIP_SENTENCE = "A ZIP code has five digits, or nine written 02143-1234."


class PracticeStep(SetupStep):
    """Name, address, telephone, state, privacy contact.

    Signals:
        sample_requested: look at the sample practice first.
        restore_requested: bring back an earlier practice from a backup.
        existing_requested: open a data folder that is already there.
    """

    sample_requested = Signal()
    restore_requested = Signal()
    existing_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Your practice",
            "This stands at the top of your letters. All of it can be changed later.",
            width=560,
        )
        self.form = FormRows()
        self.name = self._text("name", "Name of the practice", required=True)
        self.line1 = self._text("line1", "Street or P.O. box", required=True)
        self.line2 = self._text("line2", "Suite, floor")
        self.city = self._text("city", "City", required=True)
        self.state: ChoiceField[str] = self.form.add(
            "state",
            "State",
            ChoiceField([(code, name) for code, name in STATE_NAMES.items()], empty="Choose…"),
            help_text="Its deadlines are compared with the federal one; the shorter counts.",
            required=True,
            half=True,
        )
        self.zip_code = self._text("zip_code", "ZIP code", required=True, half=True)
        self.phone = self._text("phone", "Telephone", required=True, half=True)
        self.contact_phone = self._text("privacy_phone", "Privacy contact's telephone", half=True)
        self.contact = self._text("privacy_contact", "Privacy contact", required=True)
        self.form.set_help(
            "privacy_contact",
            "Who answers questions about records. Letters name this person "
            "(45 CFR 164.524(d)(2)(iii)).",
        )
        self.form.set_help("privacy_phone", "Empty means the practice's own.")
        self.body.addWidget(self.form)
        sample = self.add_link("Look around in a sample practice first")
        restore = self.add_link("Bring back a practice from a backup")
        existing = self.add_link("Open a data folder that is already on this computer")
        sample.clicked.connect(lambda _on=False: self.sample_requested.emit())
        restore.clicked.connect(lambda _on=False: self.restore_requested.emit())
        existing.clicked.connect(lambda _on=False: self.existing_requested.emit())

    def first_field(self) -> QWidget:
        """The name."""
        return self.name

    def profile(self) -> PracticeProfile:
        """What is typed."""
        state = self.state.value() or ""
        return PracticeProfile(
            name=self.name.value(),
            address=Address(
                line1=self.line1.value(),
                line2=self.line2.value(),
                city=self.city.value(),
                state=state,
                zip_code=self.zip_code.value(),
            ),
            phone=self.phone.value(),
            state=state,
            privacy_contact=self.contact.value(),
            privacy_phone=self.contact_phone.value() or self.phone.value(),
        )

    def go(self) -> None:
        """On, if a letter could be headed with this."""
        problems: dict[str, str] = {}
        try:
            check_practice(self.profile())
        except FieldProblems as found:
            problems = dict(found.fields)
        zip_code = self.zip_code.value()
        if zip_code and not _is_zip(zip_code):
            problems["zip_code"] = _ZIP_SENTENCE
        self.form.show_problems(problems)
        if not problems:
            self.step_done.emit()

    def take_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Show those problems that are about the practice."""
        return self.form.show_problems(fields)

    def _text(
        self, name: str, label: str, *, required: bool = False, half: bool = False
    ) -> TextField:
        field = TextField(longest=200)
        return self.form.add(name, label, field, required=required, half=half)


def _is_zip(text: str) -> bool:
    digits = text.replace("-", "")
    return digits.isascii() and digits.isdigit() and len(digits) in (5, 9)
