"""A newer state rule: from which day of receipt, how many days, and where the law says so."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems
from app.domain.requests import AccessKind
from app.domain.state_rules import Confidence, DayType, ProviderKind, StateRule
from app.system.clock import Clock
from app.ui.kit.choice import ChoiceField, RadioGroup
from app.ui.kit.date_field import DateField
from app.ui.kit.fields import TextField
from app.ui.settings.add_dialog import AddDialog

_LEGAL = 300


class RuleDialog(AddDialog):
    """Everything one row needs; ``rule`` says whether it can be added."""

    def __init__(self, parent: QWidget, clock: Clock, state: str | None) -> None:
        super().__init__(
            parent,
            "Add a newer rule",
            "Add the rule",
            topic="rules",
            lead="It takes the place of the older row from its first day on; older requests keep "
            "theirs. Your name stands beside it as the one who compared it.",
            width=560,
        )
        self.state = self.add_state(state)
        self.start = self.form.add(
            "valid_from",
            "For requests received from",
            DateField(clock, clock.today()),
            required=True,
            half=True,
        )
        self._add_count()
        self._add_law()

    def _add_count(self) -> None:
        self.access: RadioGroup[AccessKind] = self.form.add(
            "access_kind",
            "For",
            RadioGroup([(AccessKind.COPY, "Copies"), (AccessKind.INSPECTION, "Inspection")]),
            half=True,
        )
        self.access.set_value(AccessKind.COPY)
        self.provider: ChoiceField[ProviderKind] = self.form.add(
            "provider_kind",
            "Who it binds",
            ChoiceField([(kind, kind.label) for kind in ProviderKind]),
            half=True,
        )
        self.days = self.form.add(
            "days",
            "Days",
            TextField(longest=3),
            help_text="Empty: the state names no shorter count.",
            half=True,
        )
        self.day_type: RadioGroup[DayType] = self.form.add(
            "day_type",
            "Counted in",
            RadioGroup([(DayType.CALENDAR, "Calendar days"), (DayType.BUSINESS, "Business days")]),
            half=True,
        )
        self.day_type.set_value(DayType.CALENDAR)

    def _add_law(self) -> None:
        self.citation = self.form.add(
            "citation", "Law, with its section", TextField(longest=_LEGAL), required=True
        )
        self.source = self.form.add(
            "source", "Where you read it", TextField(longest=_LEGAL), required=True
        )
        self.condition = self.form.add(
            "condition",
            "Only if",
            TextField(longest=_LEGAL),
            help_text="A case in which alone it holds; it is then shown, not applied by itself.",
        )

    def rule(self) -> StateRule | None:
        """What is typed, or None after the fields said why not."""
        problems: dict[str, str] = {}
        start = None
        try:
            start = self.start.day("valid_from")
        except FieldProblems as found:
            problems |= found.fields
        if start is None:
            problems.setdefault("valid_from", "Type the first day.")
        typed = self.days.value()
        if typed and not (typed.isascii() and typed.isdigit()):
            problems["days"] = "Type a whole number."
        if self.state.value() is None:
            problems["state"] = "Choose a state."
        self.form.show_problems(problems)
        if problems or start is None:
            return None
        return StateRule(
            state=self.state.value() or "",
            provider_kind=self.provider.value() or ProviderKind.ANY,
            access_kind=self.access.value() or AccessKind.COPY,
            days=int(typed) if typed else None,
            day_type=self.day_type.value() or DayType.CALENDAR,
            citation=self.citation.value(),
            confidence=Confidence.HIGH,
            source=self.source.value(),
            valid_from=start,
            condition=self.condition.value(),
        )
