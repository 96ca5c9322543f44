"""State deadlines: dated rows with their law and who compared them, newer ones added."""

from __future__ import annotations

from app.domain.dates import format_us_date
from app.domain.reference import StoredRule
from app.domain.requests import AccessKind
from app.domain.us_states import STATE_NAMES
from app.ui.kit.cards import FactList
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import sized
from app.ui.kit.table import Cell, Column
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.dated import DatedSection, DatedTable
from app.ui.settings.rule_dialog import RuleDialog

ACCESS_WORDS = {AccessKind.COPY: "Copies", AccessKind.INSPECTION: "Inspection"}


def _verified(stored: StoredRule) -> Cell:
    if stored.rule.is_verified:
        return Cell(stored.rule.verified_by, chip=Kind.DONE)
    return Cell("Not verified here", chip=Kind.SOON)


_COLUMNS: list[Column[StoredRule]] = [
    Column("state", "State", 58, lambda s: Cell(s.rule.state, bold=True)),
    Column("access", "For", 84, lambda s: Cell(ACCESS_WORDS[s.rule.access_kind])),
    Column("count", "Count", 100, lambda s: Cell(s.rule.count_words), stretch=True),
    Column("from", "From", 106, lambda s: Cell(format_us_date(s.rule.valid_from))),
    Column("verified", "Compared by", 134, _verified),
]


class DeadlinesSection(DatedSection[StoredRule]):
    """The table, one state at a time or all, and the chosen row in full."""

    def __init__(self, context: UiContext) -> None:
        self._asked: str | None = None
        super().__init__(
            context,
            DatedTable(
                title="State deadlines",
                lead="Where a state's rule is shorter than the federal 30 days, it wins (45 CFR "
                "160.203). Compare a row with the law before you rely on it.",
                name="settings.rules",
                add_text="Add a newer rule",
                columns=_COLUMNS,
                load=lambda: context.services.reference.state_rules(state=self._asked),
            ),
        )
        self.state: ChoiceField[str] = ChoiceField(
            [(code, f"{code}  {name}") for code, name in STATE_NAMES.items()], empty="All states"
        )
        self.state.setAccessibleName("State")
        sized(self.state, width=220)
        self.table.set_empty(
            "No row for this state",
            "The federal 30 days hold. If the state has a shorter rule, add it with its law.",
        )
        self.facts = FactList()
        self.top.insertWidget(0, words("Show"))
        self.top.insertWidget(1, self.state)
        self.body.addWidget(self.facts)
        self.state.choice_changed.connect(self._on_state)

    def _on_state(self) -> None:
        self._asked = self.state.value()
        self.table.restart()

    def show_chosen(self) -> None:
        """The chosen row in full."""
        stored = self.chosen()
        if stored is None:
            self.facts.show_facts(())
            return
        rule = stored.rule
        on = format_us_date(rule.verified_on) if rule.verified_on else ""
        self.facts.show_facts(
            [
                ("Law", rule.citation),
                ("For", f"{rule.provider_kind.label}, {ACCESS_WORDS[rule.access_kind].lower()}"),
                ("Only if", rule.condition),
                ("Note", rule.note),
                ("Read in", rule.source),
                ("Compared", f"{rule.verified_by}, {on}" if on else "Nobody here has compared it."),
            ]
        )

    def on_add(self) -> None:
        """Ask for a newer rule, of the chosen state first."""
        dialog = RuleDialog(self.window(), self.context.clock, self.state.value())
        reference = self.context.services.reference
        self.ask(
            dialog,
            dialog.rule,
            lambda rule: reference.add_rule(rule=rule),
            "The rule was added. Requests received from its first day on follow it.",
        )
