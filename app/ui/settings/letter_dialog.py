"""Writing a new version of the cover letter's words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.reference import StoredText
from app.services.reference import NewLetterText
from app.system.clock import Clock
from app.ui.kit.buttons import secondary
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.settings.add_dialog import AddDialog

_BRACES = (
    "Words in braces are filled in: {patient_name}, {request_date}, {letter_date}, "
    "{request_number}, {addressee_name}, {practice_name}, {practice_phone}, {privacy_contact}, "
    "{privacy_phone}."
)


class LetterDialog(AddDialog):
    """The parts of the letter; ``text`` says whether they can be added.

    Signals:
        preview_requested: a ``NewLetterText``.
    """

    preview_requested = Signal(object)

    def __init__(self, parent: QWidget, clock: Clock, base: StoredText) -> None:
        super().__init__(
            parent,
            "Write a new version",
            "Keep the new version",
            topic="letter",
            lead=f"{_BRACES} Never name a condition, a birth date or a record number.",
            width=680,
        )
        body = base.body
        self.start = self.form.add(
            "valid_from",
            "For letters from",
            DateField(clock, max(clock.today(), base.valid_from)),
            required=True,
            half=True,
        )
        self.closing = self.form.add(
            "closing", "Closing", TextField(body["closing"], longest=100), required=True, half=True
        )
        self.whole = self._notes("opening_whole", "Opening, all granted", body["opening_whole"], 3)
        self.part = self._notes("opening_part", "Opening, a part granted", body["opening_part"], 4)
        self.paragraphs = self._notes(
            "paragraphs",
            "Paragraphs, with an empty line between them; the first line is the heading",
            "\n\n".join(body["paragraphs"]),
            10,
        )
        self.let_scroll(720, 640)
        self.preview_button = secondary("Preview", "eye", self._on_preview)
        self.buttons.insertWidget(0, self.preview_button)
        self.start.setFocus()

    def text(self) -> NewLetterText | None:
        """What is typed, or None after the fields said why not."""
        start = self.first_day(self.start)
        if start is None:
            return None
        parts = self.paragraphs.value().replace("\r", "").split("\n\n")
        return NewLetterText(
            valid_from=start,
            opening_whole=self.whole.value(),
            opening_part=self.part.value(),
            paragraphs=tuple(part.strip() for part in parts if part.strip()),
            closing=self.closing.value(),
        )

    def _notes(self, name: str, label: str, text: str, lines: int) -> NotesField:
        return self.form.add(name, label, NotesField(text, lines=lines), required=True)

    def _on_preview(self) -> None:
        text = self.text()
        if text is not None:
            self.preview_requested.emit(text)
