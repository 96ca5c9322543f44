"""State deadlines: dated rows with their law and who compared them, newer ones added."""

from __future__ import annotations

from app.domain.dates import format_us_date
from app.domain.reference import StoredRule
from app.domain.requests import AccessKind
from app.domain.staff import Operation
from app.domain.us_states import STATE_NAMES
from app.services.changes import Area
from app.services.paging import Page as RowsPage
from app.ui.kit.buttons import primary
from app.ui.kit.cards import FactList
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.rule_dialog import RuleDialog
from app.ui.settings.section import Section

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


class DeadlinesSection(Section):
    """The table, one state at a time or all, and the chosen row in full."""

    wide = True
    needs = Operation.EDIT_RULES
    watches = frozenset({Area.REFERENCE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            context,
            "State deadlines",
            "Where a state's rule is shorter than the federal 30 days, it wins (45 CFR 160.203). "
            "Compare a row with the law before you rely on it.",
        )
        self._rules: dict[int, StoredRule] = {}
        self.state: ChoiceField[str] = ChoiceField(
            [(code, f"{code}  {name}") for code, name in STATE_NAMES.items()], empty="All states"
        )
        self.state.setAccessibleName("State")
        sized(self.state, width=220)
        self.add_button = primary("Add a newer rule", "plus", self._on_add)
        self.table = PagedTable(
            _COLUMNS,
            lambda s: s.id,
            name="settings.rules",
            label="State deadlines",
            views=context.views,
        )
        sized(self.table, min_height=200)
        self.table.set_empty(
            "No row for this state",
            "The federal 30 days hold. If the state has a shorter rule, add it with its law.",
        )
        self.facts = FactList()
        top = row(gap=10)
        top.addWidget(words("Show"))
        top.addWidget(self.state)
        top.addStretch(1)
        top.addWidget(self.add_button)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.facts)
        self.state.choice_changed.connect(self.table.restart)
        self.table.page_wanted.connect(self._on_wanted)
        self.table.selection_changed.connect(lambda _id: self._show_chosen())

    def set_editable(self, *, editable: bool) -> None:
        """Everyone may look."""
        self.add_button.setVisible(editable)

    def refresh(self) -> None:
        """Show the table anew."""
        self.table.restart()

    def _on_wanted(self, wanted: PageWanted) -> None:
        reference, state = self.context.services.reference, self.state.value()

        def show(rules: tuple[StoredRule, ...]) -> None:
            self._rules = {stored.id: stored for stored in rules}
            self.table.add_page(wanted.generation, RowsPage(rules, more=False, next_key=None))
            self._show_chosen()

        self.read(lambda: reference.state_rules(state=state), show)

    def _show_chosen(self) -> None:
        chosen = self.table.selected_id()
        stored = self._rules.get(chosen) if isinstance(chosen, int) else None
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

    def _on_add(self) -> None:
        dialog = RuleDialog(self.window(), self.context.clock, self.state.value())
        reference = self.context.services.reference

        def add() -> None:
            rule = dialog.rule()
            if rule is not None:
                self.act(
                    lambda: reference.add_rule(rule=rule),
                    "The rule was added. Requests received from its first day on follow it.",
                    then=lambda _id: dialog.accept(),
                    fields=dialog.form.show_problems,
                )

        dialog.add_requested.connect(add)
        dialog.open()
