"""A page that says what the program is busy with, while nothing can be asked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar

from app.ui.vault.door_page import DoorPage


class ProgressPage(DoorPage):
    """Title, a sentence and a bar."""

    def __init__(self, title: str, sentence: str = "") -> None:
        super().__init__(title, sentence, width=440)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        self.body.addWidget(self.bar)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, text: str) -> None:
        """A way out of waiting; ``back_requested`` says that it was taken."""
        self.back_button.setText(text)
        self.back_button.show()
        self.back_button.setFocus()

    def wind_up(self, sentence: str) -> None:
        """The way out was taken; the work ends at its next step."""
        self.back_button.hide()
        self.set_title(self.title.text(), sentence)
        self.bar.setRange(0, 0)

    def show_step(self, done: int, total: int) -> None:
        """Fill the bar as far as the work is."""
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(done)
