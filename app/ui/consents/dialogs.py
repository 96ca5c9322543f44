"""Small dialogs for what happens to a consent now and then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtWidgets import QFrame, QWidget

from app.domain.consents import PatientMessage, RenderedText
from app.domain.errors import FieldProblems
from app.services.consents import VoiceAnswer
from app.system.clock import Clock
from app.ui.consents.ask import AskDialog, Question
from app.ui.kit.cards import scroll_area
from app.ui.kit.choice import RadioGroup
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.metrics import column, sized
from app.ui.kit.text_view import TextView
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words

RECORD = "Record it"


@dataclass(frozen=True, slots=True)
class DayAndNote:
    """A day and what is to be remembered with it."""

    day: date
    note: str = field(repr=False)


class RevokeDialog(AskDialog):
    """The patient takes it back."""

    def __init__(self, parent: QWidget | None, clock: Clock, resting: Sequence[str]) -> None:
        """``resting``: the numbers of open requests that may rest on it."""
        super().__init__(
            parent,
            Question(
                "Take this consent back",
                "From this moment nothing more leaves on it. What has left already stays as it is.",
                "Take it back",
                dangerous=True,
            ),
            self.answer,
        )
        if resting:
            count = "This open request rests" if len(resting) == 1 else "These open requests rest"
            self.notice.say(
                f"{count} on a consent of this kind and will be looked at anew at once: "
                f"{', '.join(resting)}.",
                Kind.SOON,
            )
        else:
            self.notice.say("No open request rests on it.")
        self.day = self.form.add(
            "received_on",
            "Received on",
            DateField(clock, clock.today()),
            required=True,
            help_text="The day the patient's words reached the practice.",
        )
        self.note = self.form.add(
            "note", "How it came", TextField(placeholder="Letter, e-mail, at the counter…")
        )
        self.note.setFocus()

    def answer(self) -> DayAndNote:
        """The day and the note."""
        return DayAndNote(day_of(self.day, "received_on"), self.note.value())


class EventDialog(AskDialog):
    """The event it ends with has happened."""

    def __init__(self, parent: QWidget | None, clock: Clock, event: str) -> None:
        super().__init__(
            parent,
            Question(
                "Its event has happened",
                f"It was agreed to end with: {event}. Nothing more leaves on it from now on.",
                RECORD,
            ),
            self.answer,
        )
        self.day = self.form.add(
            "on", "Happened on", DateField(clock, clock.today()), required=True
        )
        self.note = self.form.add("note", "How you know", TextField())

    def answer(self) -> DayAndNote:
        """The day and the note."""
        return DayAndNote(day_of(self.day, "on"), self.note.value())


class NoteDialog(AskDialog):
    """One sentence that is kept with what was done."""

    def __init__(
        self, parent: QWidget | None, said: tuple[str, str], label: str, name: str = "note"
    ) -> None:
        """``said``: the title and what it means."""
        super().__init__(parent, Question(*said, RECORD), self.answer)
        self.note = self.form.add(name, label, NotesField())
        self.note.setFocus()

    def answer(self) -> str:
        """What was typed."""
        return self.note.value()


class VoiceDialog(AskDialog):
    """The exact words are read out; somebody else listens (hipaa.md 4.3)."""

    def __init__(self, parent: QWidget | None, text: RenderedText) -> None:
        self._text = text
        super().__init__(
            parent,
            Question(
                "Given by voice",
                "Read these words to the patient, letter for letter, while a colleague listens. "
                "The time is kept when you record it.",
                RECORD,
                width=620,
            ),
            self.answer,
        )
        self.answered_yes: RadioGroup[bool] = self.form.add(
            "answered",
            "The patient answered",
            RadioGroup([(True, "Yes, I still want it"), (False, "No")]),
            required=True,
        )
        self.answer_words = self.form.add(
            "answer", "In these words", TextField(placeholder="“Yes, send it there.”")
        )
        self.witness = self.form.add("witness", "Who listened", TextField(), required=True)
        self.answered_yes.choice_changed.connect(self._on_answered)

    def fill_body(self) -> None:
        """The words to read stand first."""
        self.words = TextView()
        self.words.show_text(self._text.title, self._text.passages)
        inner = plain()
        layout = column(inner, pads=(16, 12, 16, 12))
        layout.addWidget(self.words)
        layout.addStretch(1)
        frame = QFrame()
        frame.setProperty("role", "card")
        area = scroll_area(inner)
        area.setAccessibleName("The words to read")
        column(frame, pads=(1, 1, 1, 1)).addWidget(area)
        sized(frame, min_height=230)
        self.body.addWidget(words("READ THIS ALOUD", "caption"))
        self.body.addWidget(frame, 1)
        self.body.addWidget(self.form)

    def answer(self) -> VoiceAnswer | None:
        """Who listened and what was said; None where the patient said no."""
        answered = self.answered_yes.value()
        if answered is None:
            raise FieldProblems({"answered": "Choose what the patient answered."})
        if not answered:
            return None
        said = self.answer_words.value() or "Yes"
        return VoiceAnswer(self.witness.value(), said)

    def _on_answered(self) -> None:
        yes = self.answered_yes.value() is not False
        for name in ("answer", "witness"):
            self.form.set_row_visible(name, visible=yes)


class MessageDialog(AskDialog):
    """The patient wrote first by ordinary e-mail (U112)."""

    def __init__(self, parent: QWidget | None, clock: Clock) -> None:
        super().__init__(
            parent,
            Question(
                "The patient wrote first",
                "Then ordinary e-mail may be used for an answer. Before the record itself is "
                "sent, the warning is still owed.",
                RECORD,
            ),
            self.answer,
        )
        self.message = self.form.add(
            "message_id",
            "Message",
            TextField(placeholder="Its id, or its subject and time"),
            required=True,
        )
        self.day = self.form.add(
            "written_on", "Written on", DateField(clock, clock.today()), required=True
        )
        self.alert: RadioGroup[bool] = self.form.add(
            "alert_sent",
            "Alert about the risk",
            RadioGroup([(True, "Sent before any answer"), (False, "Not sent")]),
            required=True,
        )
        self.message.setFocus()

    def answer(self) -> PatientMessage:
        """What is to be kept of the message."""
        day, alert = day_of(self.day, "written_on"), self.alert.value()
        if alert is None:
            raise FieldProblems({"alert_sent": "Choose whether the alert was sent."})
        return PatientMessage(self.message.value(), day, alert)


def day_of(field_of: DateField, name: str) -> date:
    """The day that was typed.

    Raises:
        FieldProblems: nothing, or no day, was typed.
    """
    day = field_of.day(name)
    if day is None:
        raise FieldProblems({name: "Type the day."})
    return day
