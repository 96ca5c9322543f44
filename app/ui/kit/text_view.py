"""The words of a consent as they are read: a title, and parts with their headings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from app.domain.consents import Passage
from app.ui.kit.cards import empty_layout
from app.ui.kit.metrics import column
from app.ui.kit.words import selectable, set_state, words

SMALL, LARGE, HUGE = "", "Large", "Huge"
"""How large it is read: beside a form, by the patient, by a patient who wants it larger."""


class TextView(QWidget):
    """Shows title and passages; ``size`` is one of the three above."""

    def __init__(self, size: str = SMALL) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._size = size
        self._labels: list[tuple[QLabel, str]] = []
        self._layout = column(self, gap=6 if size == SMALL else 10)

    def show_text(self, title: str, passages: Sequence[Passage]) -> None:
        """Show other words."""
        empty_layout(self._layout)
        self._labels = []
        self._add(title, "readTitle")
        for passage in passages:
            if passage.heading:
                self._layout.addSpacing(4)
                self._add(passage.heading, "readHeading")
            self._add(passage.text, "readText")

    def set_size(self, size: str) -> None:
        """Read it larger or smaller."""
        self._size = size
        for label, role in self._labels:
            set_state(label, "role", f"{role}{size}")

    def texts(self) -> list[str]:
        """Every line shown, for tests and for reading aloud."""
        return [label.text() for label, _ in self._labels]

    def _add(self, text: str, role: str) -> None:
        label = words(text, f"{role}{self._size}", wrap=True)
        if self._size == SMALL:
            selectable(label)
        label.setAccessibleName(text)
        self._labels.append((label, role))
        self._layout.addWidget(label)
