"""Chips: a word on a tint. The word carries the meaning, the tint repeats it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.kit.tokens import Kind
from app.ui.kit.words import set_state, words


class Chip(QLabel):
    """A short word in a pill."""

    def __init__(self, text: str = "", kind: Kind = Kind.IDLE) -> None:
        super().__init__()
        self.setTextFormat(words().textFormat())
        self.setProperty("role", "chip")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_state(text, kind)

    def show_state(self, text: str, kind: Kind) -> None:
        """Show another word."""
        self.setText(text)
        self.setVisible(bool(text))
        set_state(self, "kind", kind.value)
