"""How the request came, and what is wanted: the two plain parts of the form (U2, U3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from app.domain.dates import check_not_future, format_us_date
from app.domain.errors import FieldProblems
from app.domain.requests import Channel, CopyForm, RecordType, Road
from app.ui.kit.choice import CheckGroup, ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows

ELECTRONIC_ROADS = frozenset({Road.PORTAL, Road.ENCRYPTED_EMAIL, Road.MEDIA})


class CamePart(FormRows):
    """Day of receipt and channel.

    Signals:
        came_changed: another day or channel, or something typed.
    """

    came_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(topic="request")
        self._clock = context.clock
        self.section("How it came")
        self.received = self.add("received_on", "Received", DateField(context.clock), half=True)
        self.received.set_day(context.clock.today())
        self.channel: ChoiceField[Channel] = self.add(
            "channel",
            "By",
            ChoiceField([(channel, channel.label) for channel in Channel], empty="Choose…"),
            half=True,
        )
        self.received.textEdited.connect(self.came_changed)
        self.received.day_changed.connect(self._on_left)
        self.channel.choice_changed.connect(self.came_changed)

    def day(self) -> date | None:
        """The day of receipt.

        Raises:
            FieldProblems: it is no date, or in the future.
        """
        day = self.received.day("received_on")
        return (
            None if day is None else check_not_future(day, self._clock.today(), field="received_on")
        )

    def missing(self) -> dict[str, str]:
        """What has to be answered."""
        problems: dict[str, str] = {}
        try:
            if self.day() is None:
                problems["received_on"] = "Type the day on which the request came in."
        except FieldProblems as wrong:
            problems |= wrong.fields
        if self.channel.value() is None:
            problems["channel"] = "Choose how it came."
        return problems

    def show_due(self, words: str) -> None:
        """Say under the day what date follows from it."""
        self.set_help("received_on", words)

    def draft(self) -> dict[str, Any]:
        """What is typed so far."""
        channel = self.channel.value()
        return {"received": self.received.text(), "channel": channel.value if channel else ""}

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        self.received.setText(str(kept.get("received", format_us_date(self._clock.today()))))
        channels = [channel for channel in Channel if channel.value == kept.get("channel")]
        self.channel.set_value(channels[0] if channels else None)

    def _on_left(self) -> None:
        """A wrong day is said when the field is left, not only at the end."""
        try:
            self.day()
        except FieldProblems as wrong:
            self.show_problem("received_on", wrong.fields.get("received_on", wrong.happened))
        else:
            self.show_problem("received_on", "")
        self.came_changed.emit()


class WhatPart(FormRows):
    """Records, span, form and a note.

    Signals:
        what_changed: something was ticked or typed.
    """

    what_changed = Signal()

    def __init__(self) -> None:
        super().__init__(topic="request")
        self._form_chosen = False
        self.section("What")
        self.wanted: CheckGroup[RecordType] = CheckGroup(
            [(kind, kind.label) for kind in RecordType], across=3
        )
        self.add("wanted", "Records wanted", self.wanted)
        self.span = TextField(placeholder="2024 to today", longest=400)
        self.add("wanted_span", "From and to", self.span, half=True)
        self.copy_form: ChoiceField[CopyForm] = ChoiceField([(f, f.label) for f in CopyForm])
        self.add("copy_form", "Form", self.copy_form, half=True)
        self.note = TextField(placeholder="Anything else the request says", longest=20_000)
        self.add("wanted_note", "Note", self.note)
        self.wanted.choice_changed.connect(self.what_changed)
        self.copy_form.choice_changed.connect(self._on_form)
        self.span.textEdited.connect(self.what_changed)
        self.note.textEdited.connect(self.what_changed)

    def suggest_form(self, road: Road | None) -> None:
        """What leaves by wire or on a disc is electronic, unless the person said otherwise."""
        if road is not None and not self._form_chosen:
            form = CopyForm.ELECTRONIC if road in ELECTRONIC_ROADS else CopyForm.PAPER
            self.copy_form.set_value(form)
            self._form_chosen = False

    def missing(self) -> dict[str, str]:
        """What has to be answered."""
        return {} if self.wanted.value() else {"wanted": "Choose what is wanted."}

    def _on_form(self) -> None:
        self._form_chosen = True
        self.what_changed.emit()

    def draft(self) -> dict[str, Any]:
        """What is answered so far."""
        form = self.copy_form.value() or CopyForm.PAPER
        return {
            "wanted": sorted(kind.value for kind in self.wanted.value()),
            "span": self.span.text(),
            "form": form.value,
            "note": self.note.text(),
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        wanted = kept.get("wanted")
        names = set(wanted) if isinstance(wanted, list) else set()
        self.wanted.set_value(kind for kind in RecordType if kind.value in names)
        self.span.set_value(str(kept.get("span", "")))
        self.note.set_value(str(kept.get("note", "")))
        forms = [form for form in CopyForm if form.value == kept.get("form")]
        self.copy_form.set_value(forms[0] if forms else CopyForm.PAPER)
