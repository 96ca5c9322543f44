"""Writing a new version of the letter about a revocation."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.consent_texts import TITLE_LIMIT
from app.domain.revocation_texts import RevocationText
from app.system.clock import Clock
from app.ui.kit.buttons import secondary
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.settings.add_dialog import AddDialog


class RevocationDialog(AddDialog):
    """Heading and paragraphs; ``text`` gives the version if its day can be read.

    Signals:
        preview_requested: a ``RevocationText``.
    """

    preview_requested = Signal(object)

    def __init__(self, parent: QWidget, clock: Clock, base: RevocationText) -> None:
        super().__init__(
            parent,
            f"Revocation letter, {base.language.label}: a new version",
            "Keep the new version",
            topic="revocation_letter",
            lead="Words in braces are filled in: {title} and {number} of the consent, {covers}, "
            "and the day it was {received}.",
            width=640,
        )
        self._base = base
        self.start = self.form.add(
            "valid_from",
            "For letters from",
            DateField(clock, max(clock.today(), base.valid_from)),
            required=True,
            half=True,
        )
        self.title = self.form.add(
            "title", "Heading", TextField(base.title, longest=TITLE_LIMIT), required=True
        )
        self.paragraphs = self.form.add(
            "paragraphs",
            "Paragraphs, with an empty line between them",
            NotesField("\n\n".join(base.paragraphs), lines=11),
            required=True,
        )
        self.preview_button = secondary("Preview", "eye", self._on_preview)
        self.buttons.insertWidget(0, self.preview_button)
        self.let_scroll(680, 560)
        self.start.setFocus()

    def text(self) -> RevocationText | None:
        """What is typed, or None after the fields said why not."""
        start = self.first_day(self.start)
        if start is None:
            return None
        parts = self.paragraphs.value().replace("\r", "").split("\n\n")
        return RevocationText(self._base.language, start, self.title.value(), tuple(parts))

    def _on_preview(self) -> None:
        text = self.text()
        if text is not None:
            self.preview_requested.emit(text)
