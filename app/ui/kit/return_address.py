"""Full or neutral return address, seen on a drawn envelope at once (hipaa.md 11.2)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.papers import PracticeProfile, ReturnAddressMode
from app.ui.kit.choice import RadioGroup
from app.ui.kit.envelope_corner import EnvelopeCorner
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column

WHY_NEUTRAL = (
    "Whoever sees the envelope reads the return address. If your name tells the specialty (cancer, "
    "addiction, psychiatry, fertility), the neutral form keeps that private; the mail still comes "
    "back to you if it cannot be delivered."
)
MODES = (
    (ReturnAddressMode.FULL, "With the practice's name"),
    (ReturnAddressMode.NEUTRAL, "Neutral: without it"),
)


class ReturnAddressFields(QWidget):
    """The choice, the neutral first line, and the corner of the envelope.

    Signals:
        choice_changed: another form, or another first line.
    """

    choice_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._practice: PracticeProfile | None = None
        self.form = FormRows(topic="practice")
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
        layout = column(self, gap=12)
        layout.addWidget(self.form)
        layout.addWidget(self.corner)
        self.mode.choice_changed.connect(self._on_changed)
        self.neutral.textEdited.connect(self._on_changed)
        self._show()

    @property
    def input(self) -> QWidget:
        """The chosen form."""
        return self.mode.input

    def applied(self, profile: PracticeProfile) -> PracticeProfile:
        """The practice with this return address."""
        mode = self.mode.value() or ReturnAddressMode.FULL
        return replace(profile, return_mode=mode, neutral_name=self.neutral.value())

    def show_practice(self, profile: PracticeProfile) -> None:
        """Draw the corner for this practice; the choice stays."""
        self._practice = profile
        self._show()

    def set_profile(self, profile: PracticeProfile) -> None:
        """Show the practice's own choice."""
        self.mode.set_value(profile.return_mode)
        self.neutral.set_value(profile.neutral_name)
        self.show_practice(profile)

    def show_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Mark what the service found; returns what is not about these fields."""
        return self.form.show_problems(fields)

    def _on_changed(self) -> None:
        self._show()
        self.choice_changed.emit()

    def _show(self) -> None:
        neutral = self.mode.value() is ReturnAddressMode.NEUTRAL
        self.form.set_row_visible("neutral_name", visible=neutral)
        if self._practice is not None:
            self.corner.show_practice(self.applied(self._practice))
