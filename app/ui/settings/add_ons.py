"""What states ask of an authorization: dated rows with their law, newer ones added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.authorization import StateAddOn, add_on_for
from app.domain.dates import format_us_date
from app.domain.state_add_ons import asked_words
from app.domain.us_states import STATE_NAMES
from app.ui.kit.cards import FactList
from app.ui.kit.context import UiContext
from app.ui.kit.table import Cell, Column
from app.ui.kit.tokens import Kind
from app.ui.settings.add_on_dialog import AddOnDialog
from app.ui.settings.dated import DatedSection, DatedTable


@dataclass(frozen=True, slots=True)
class AddOnRow:
    """A row in the table; those that come with the program have no number in the store."""

    id: int
    rule: StateAddOn
    in_force: bool
    to_come: bool


class AddOnsSection(DatedSection[AddOnRow]):
    """The table, and the chosen row in full."""

    def __init__(self, context: UiContext) -> None:
        self._add_ons = context.services.state_add_ons
        self._clock = context.clock
        super().__init__(
            context,
            DatedTable(
                title="State authorization rules",
                lead="What a state asks of an authorization beyond 45 CFR 164.508. The row of the "
                "practice's own state is applied to what is signed from its first day on; a paper "
                "signed before keeps to the row of its day. Compare a row with the law before you "
                "rely on it.",
                name="settings.add_ons",
                add_text="Add a newer rule",
                columns=_COLUMNS,
                load=self._load_rows,
            ),
        )
        self.table.set_empty("No state asks for more", "The federal rule alone is checked.")
        self.facts = FactList()
        self.body.addWidget(self.facts)

    def show_chosen(self) -> None:
        """The chosen row in full."""
        row = self.chosen()
        if row is None:
            if self.table.model.rowCount():
                self.table.select_first()
            else:
                self.facts.show_facts(())
            return
        rule = row.rule
        self.facts.show_facts(
            [
                ("State", STATE_NAMES.get(rule.state, rule.state)),
                ("Law", rule.citation),
                ("Asks for", "\n".join(asked_words(rule))),
                ("From", format_us_date(rule.valid_from)),
                ("Read in", rule.source),
                ("Compared", rule.verified_by or "Nobody here has compared it."),
            ]
        )

    def on_add(self) -> None:
        """Begin with the chosen row."""
        row = self.chosen()
        dialog = AddOnDialog(self.window(), self._clock, row.rule if row else None)
        self.ask(
            dialog,
            dialog.rule,
            lambda rule: self._add_ons.add(rule=rule),
            "The rule was added. From its first day on authorizations are checked against it.",
        )

    def _load_rows(self) -> Sequence[AddOnRow]:
        rules, today = self._add_ons.list(), self._clock.today()
        return [
            AddOnRow(
                number,
                rule,
                add_on_for(rules, rule.state, today) == rule,
                rule.valid_from > today,
            )
            for number, rule in enumerate(rules, start=1)
        ]


def _state(row: AddOnRow) -> Cell:
    if row.in_force:
        return Cell("In force", chip=Kind.DONE)
    if row.to_come:
        return Cell("From its day", chip=Kind.INFO)
    return Cell("Earlier", chip=Kind.IDLE)


def _by(row: AddOnRow) -> Cell:
    if row.rule.verified_by:
        return Cell(row.rule.verified_by, muted=True)
    return Cell("Not verified here", chip=Kind.SOON)


_COLUMNS: list[Column[AddOnRow]] = [
    Column("state", "State", 58, lambda row: Cell(row.rule.state, bold=True)),
    Column("used", "Used", 112, _state, firm=True),
    Column("asks", "Asks for", 240, lambda row: Cell("; ".join(asked_words(row.rule))),
           stretch=True),
    Column("from", "From", 100, lambda row: Cell(format_us_date(row.rule.valid_from)), firm=True),
    Column("by", "Compared by", 150, _by, firm=True, spare=True),
]  # fmt: skip
