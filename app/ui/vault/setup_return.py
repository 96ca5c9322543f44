"""Step 2 of the guide: what stands in the corner of the envelope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.domain.papers import PracticeProfile, ReturnAddressMode
from app.ui.kit.choice import RadioGroup
from app.ui.kit.envelope_corner import EnvelopeCorner
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.vault.setup_step import SetupStep

WHY_NEUTRAL = (
    "Whoever sees the envelope reads the return address. If your name tells the specialty (cancer, "
    "addiction, psychiatry, fertility), the neutral form keeps that private; the mail still comes "
    "back to you if it cannot be delivered."
)
MODES = (
    (ReturnAddressMode.FULL, "With the practice's name"),
    (ReturnAddressMode.NEUTRAL, "Neutral: without it"),
)


class ReturnStep(SetupStep):
    """Full or neutral, seen on a drawn envelope at once."""

    def __init__(self, practice: Callable[[], PracticeProfile]) -> None:
        super().__init__("Return address", WHY_NEUTRAL)
        self._practice = practice
        self.form = FormRows()
        self.mode: RadioGroup[ReturnAddressMode] = self.form.add(
            "return_mode", "In the corner of the envelope", RadioGroup(MODES, across=1)
        )
        self.mode.set_value(ReturnAddressMode.FULL)
        self.neutral = self.form.add(
            "neutral_name",
            "First line instead of the name",
            TextField(longest=64),
            help_text="Initials or a parent company. Empty means street and city alone.",
        )
        self.corner = EnvelopeCorner()
        self.body.addWidget(self.form)
        self.body.addWidget(self.corner)
        self.mode.choice_changed.connect(self._show)
        self.neutral.textEdited.connect(self._show)
        self._show()

    def first_field(self) -> QWidget:
        """The chosen form."""
        return self.mode.input

    def applied(self, profile: PracticeProfile) -> PracticeProfile:
        """The practice with this return address."""
        mode = self.mode.value() or ReturnAddressMode.FULL
        return replace(profile, return_mode=mode, neutral_name=self.neutral.value())

    def go(self) -> None:
        """Either form can stand."""
        self.step_done.emit()

    def focus_first(self) -> None:
        """The practice may have changed since this was last seen."""
        self._show()
        super().focus_first()

    def take_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Show those problems that are about the return address."""
        return self.form.show_problems(fields)

    def _show(self) -> None:
        neutral = self.mode.value() is ReturnAddressMode.NEUTRAL
        self.form.set_row_visible("neutral_name", visible=neutral)
        self.corner.show_practice(self.applied(self._practice()))
