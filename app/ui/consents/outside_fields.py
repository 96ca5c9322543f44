"""What a paper from outside says, ticked by whoever reads it; what it lacks is named at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.authorization import AuthorizationForm
from app.domain.errors import FieldProblems
from app.ui.kit.choice import CheckGroup
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column

_STATED = (
    ("says_revocation", "It can be taken back in writing, and how"),
    ("says_conditioning", "Care and payment do not depend on signing"),
    ("says_redisclosure", "The recipient may pass it on unprotected"),
    ("plain_language", "It is written in plain language"),
    ("separate_signature", "The signature serves this alone"),
)
_WRONG = (
    ("conditioned", "Care or payment was made to depend on it"),
    ("psychotherapy", "It covers psychotherapy notes"),
    ("psychotherapy_only", "It covers nothing but those notes"),
    ("sought_by_practice", "The practice asked for it"),
    ("handwritten", "It is written by hand"),
)


class OutsideFields(QWidget):
    """The checklist of a paper.

    Signals:
        changed: something was ticked or typed.
    """

    changed = Signal()

    def __init__(self, form: AuthorizationForm) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._form = form
        self.rows = FormRows(topic="consent")
        column(self).addWidget(self.rows)
        self._texts: dict[str, TextField] = {}
        self.rows.section("What the paper says")
        for name, label in (
            ("information", "Which records"),
            ("discloser", "Who may release them"),
            ("recipient", "Who may receive them"),
            ("purpose", "For what purpose"),
        ):
            self._add(name, label)
            if said := getattr(form, name):
                self.rows.set_help(name, f"Expected: {said}. Type what stands on the paper.")
        self.stated: CheckGroup[str] = CheckGroup(_STATED, across=1)
        self.rows.add("stated", "It says", self.stated)
        self.wrong: CheckGroup[str] = CheckGroup(_WRONG, across=1)
        self.rows.add("wrong", "True of it", self.wrong)
        self._add("blanks", "Left empty on the paper")
        self._add("combined_with", "Part of another document")
        self.points = self.rows.add(
            "type_points", "Smallest type, in points", TextField(longest=3), half=True
        )
        self._show(form)
        for group in (self.stated, self.wrong):
            group.choice_changed.connect(self.changed)
        self.points.textEdited.connect(self.changed)

    def form(self) -> AuthorizationForm:
        """What the paper says.

        Raises:
            FieldProblems: the size of the type is no number.
        """
        ticked = self.stated.value() | self.wrong.value()
        typed = self.points.value()
        if typed and not (typed.isascii() and typed.isdigit()):
            raise FieldProblems({"type_points": "Type a whole number, or leave it empty."})
        kept: dict[str, Any] = {name: name in ticked for name, _ in (*_STATED, *_WRONG)}
        texts: dict[str, Any] = {name: field.value() for name, field in self._texts.items()}
        return replace(
            self._form, **kept, **texts, outside=True, type_points=int(typed) if typed else None
        )

    def _add(self, name: str, label: str) -> None:
        field = TextField()
        field.textEdited.connect(self.changed)
        self._texts[name] = self.rows.add(name, label, field)

    def _show(self, form: AuthorizationForm) -> None:
        """What a paper says is read off it: nothing stands there from the request's data."""
        self.wrong.set_value(name for name, _ in _WRONG if getattr(form, name))
