"""A newer row of what a state asks of an authorization."""

from __future__ import annotations

from enum import Enum

from PySide6.QtWidgets import QWidget

from app.domain.authorization import StateAddOn
from app.domain.errors import FieldProblems
from app.domain.state_add_ons import LEGAL_LIMIT
from app.system.clock import Clock
from app.ui.kit.choice import CheckGroup
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import TextField
from app.ui.settings.add_dialog import AddDialog


class Also(Enum):
    """What a law asks of the paper besides sizes and months."""

    SEPARATE = "separate_signature"
    COPY = "copy_always"
    END_DATE = "end_date"


_ALSO = (
    (Also.SEPARATE, "A signature that serves only this purpose"),
    (Also.COPY, "A copy for the signer, whoever asked for the authorization"),
    (Also.END_DATE, "A date on which it ends, not only an event"),
)
_COUNTS = (
    ("least_points", "Smallest type, in points"),
    ("most_months", "Holds at most, in months"),
    ("default_months", "Without an end it holds, in months"),
)


class AddOnDialog(AddDialog):
    """Filled with the row before; ``rule`` gives the new one if its fields can be read."""

    def __init__(self, parent: QWidget, clock: Clock, base: StateAddOn | None) -> None:
        super().__init__(
            parent,
            "Add a newer rule",
            "Add the rule",
            topic="state_add_on",
            lead="It takes the place of the older row from its first day on. Your name stands "
            "beside it as the one who compared it.",
            width=560,
        )
        self.state = self.add_state(base.state if base else None)
        self.start = self.form.add(
            "valid_from", "From", DateField(clock, clock.today()), required=True, half=True
        )
        self.counts: dict[str, TextField] = {}
        for name, label in _COUNTS:
            number = getattr(base, name) if base else None
            self.counts[name] = self.form.add(
                name, label, TextField(str(number or ""), longest=3), half=True
            )
        self.also: CheckGroup[Also] = self.form.add(
            "also", "Also asked for", CheckGroup(_ALSO, across=1)
        )
        self.also.set_value([one for one, _ in _ALSO if base and getattr(base, one.value)])
        self.citation = self.form.add(
            "citation",
            "Law, with its section",
            TextField(base.citation if base else "", longest=LEGAL_LIMIT),
            required=True,
        )
        self.source = self.form.add(
            "source", "Where you read it", TextField(longest=LEGAL_LIMIT), required=True
        )
        self.let_scroll(600, 650)
        self.state.setFocus()

    def rule(self) -> StateAddOn | None:
        """What is typed, or None after the fields said why not."""
        problems: dict[str, str] = {}
        start = None
        try:
            start = self.start.day("valid_from")
        except FieldProblems as found:
            problems = dict(found.fields)
        if start is None:
            problems.setdefault("valid_from", "Type the first day.")
        for name, field in self.counts.items():
            typed = field.value()
            if typed and not (typed.isascii() and typed.isdigit()):
                problems[name] = "Type a number, or nothing."
        self.form.show_problems(problems)
        if problems or start is None:
            return None
        also = self.also.value()
        return StateAddOn(
            state=self.state.value() or "",
            citation=self.citation.value(),
            valid_from=start,
            source=self.source.value(),
            least_points=self._count("least_points"),
            most_months=self._count("most_months"),
            default_months=self._count("default_months"),
            separate_signature=Also.SEPARATE in also,
            copy_always=Also.COPY in also,
            end_date=Also.END_DATE in also,
        )

    def _count(self, name: str) -> int | None:
        typed = self.counts[name].value()
        return int(typed) if typed else None
