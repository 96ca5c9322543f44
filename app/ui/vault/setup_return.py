"""Step 2 of the guide: what stands in the corner of the envelope."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.papers import PracticeProfile
from app.ui.kit.return_address import WHY_NEUTRAL, ReturnAddressFields
from app.ui.vault.setup_step import SetupStep


class ReturnStep(SetupStep):
    """Full or neutral; either can stand."""

    def __init__(self, practice: Callable[[], PracticeProfile]) -> None:
        super().__init__("Return address", WHY_NEUTRAL)
        self._practice = practice
        self.fields = ReturnAddressFields()
        self.body.addWidget(self.fields)
        self.fields.show_practice(practice())

    def first_field(self) -> QWidget:
        """The chosen form."""
        return self.fields.input

    def applied(self, profile: PracticeProfile) -> PracticeProfile:
        """The practice with this return address."""
        return self.fields.applied(profile)

    def go(self) -> None:
        """Either form can stand."""
        self.step_done.emit()

    def focus_first(self) -> None:
        """The practice may have changed since this was last seen."""
        self.fields.show_practice(self._practice())
        super().focus_first()

    def take_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Show those problems that are about the return address."""
        return self.fields.show_problems(fields)
