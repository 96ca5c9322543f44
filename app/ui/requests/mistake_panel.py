"""A mistake found after the copy left: remarked upon, since what was released is not rewritten."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.kit.fields import NotesField
from app.ui.kit.forms import input_of
from app.ui.requests.panels import Verb, VerbPanel


class MistakePanel(VerbPanel):
    """What is wrong, what is right, and why."""

    def __init__(self) -> None:
        super().__init__(
            (
                "Correct a mistake",
                (
                    "The copy has left or the request has ended, so nothing above is rewritten. "
                    "A line in the timeline says what is right."
                ),
                "Note the mistake",
            ),
            self.verb,
        )
        self.wrong = self.form.add("wrong", "What is wrong", NotesField(lines=1))
        self.right = self.form.add("right", "What is right", NotesField(lines=1))
        self.why = self.form.add("why", "Why, and how it was found", NotesField(lines=2))

    def first(self) -> QWidget:
        """What is wrong."""
        return input_of(self.wrong)

    def verb(self) -> Verb:
        """Note it."""
        wrong, right, why = self.wrong.value(), self.right.value(), self.why.value()
        return lambda service, request_id, version: service.note_mistake(
            request_id=request_id, version=version, wrong=wrong, right=right, why=why
        )
