"""What the steps of the set-up guide share."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.ui.vault.door_page import DoorPage


class SetupStep(DoorPage):
    """One step: a small question, going on when it is answered, back without losing anything.

    Signals:
        step_done: the answers can stand.
    """

    step_done = Signal()
    help_page = "setup"

    def __init__(self, title: str, lead: str, *, width: int = 520) -> None:
        super().__init__(title, lead, width=width)
        self._said = (title, lead)
        self.set_go("Continue")

    def number(self, place: int, count: int) -> None:
        """Say which step of how many this is."""
        self.set_title(*self._said, caption=f"Step {place} of {count}")
        self.back_button.setVisible(place > 1)

    def take_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Show those problems that are about this step; returns the others."""
        return fields
