"""Step 1 of the guide: the practice as its letters name it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.papers import PracticeProfile
from app.ui.kit.practice_fields import PracticeFields
from app.ui.vault.setup_step import SetupStep


class PracticeStep(SetupStep):
    """Name, address, telephone, state, privacy contact.

    Signals:
        sample_requested: look at the sample practice first.
        restore_requested: bring back an earlier practice from a backup.
        existing_requested: open a data folder that is already there.
        left: a ``PracticeProfile``, what was typed before one of these ways was taken.
    """

    left = Signal(object)

    sample_requested = Signal()
    restore_requested = Signal()
    existing_requested = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Your practice",
            "This stands at the top of your letters. All of it can be changed later.",
            width=560,
        )
        self.fields = PracticeFields()
        self.body.addWidget(self.fields)
        sample = self.add_link("Look around in a sample practice first")
        restore = self.add_link("Bring back a practice from a backup")
        existing = self.add_link("Open a data folder that is already on this computer")
        sample.clicked.connect(lambda _on=False: self._leave(self.sample_requested.emit))
        restore.clicked.connect(lambda _on=False: self._leave(self.restore_requested.emit))
        existing.clicked.connect(lambda _on=False: self._leave(self.existing_requested.emit))

    def first_field(self) -> QWidget:
        """The name."""
        return self.fields.input

    def profile(self) -> PracticeProfile:
        """What is typed."""
        return self.fields.profile()

    def show_profile(self, profile: PracticeProfile) -> None:
        """Show what was typed before."""
        self.fields.set_profile(profile)

    def _leave(self, way: Callable[[], object]) -> None:
        self.left.emit(self.profile())
        way()

    def go(self) -> None:
        """On, if a letter could be headed with this."""
        if self.fields.check():
            self.step_done.emit()

    def take_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Show those problems that are about the practice."""
        return self.fields.show_problems(fields)
