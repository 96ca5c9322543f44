"""The audit trail for those who may see it: what happened, and whether the trail is whole."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.errors import FieldProblems
from app.services.audit import AuditReport
from app.services.paging import Page as RowsPage
from app.services.progress import Progress
from app.ui.kit.buttons import link, primary
from app.ui.kit.cards import Card, FactList, caption
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.fields import SearchField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column, sized
from app.ui.kit.notice import Notice
from app.ui.kit.split import ListDetail
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words
from app.ui.registers.audit_reader import AuditFilter, AuditReader, AuditRow
from app.ui.registers.audit_words import AuditKind, detail_lines, moment_of
from app.ui.registers.section import Section
from app.ui.registers.wording import local_moment


class VerifyCard(Card):
    """Checks the trail from its first event to its last, and against a seal on paper."""

    def __init__(self, context: UiContext) -> None:
        super().__init__("Is the trail whole?", scrolls=True)
        self.context = context
        self.add(
            words(
                "Every event is sealed together with the one before it. What was changed, removed "
                "or put in later is found, as long as a note of the trail was kept outside.",
                wrap=True,
            )
        )
        self.form = FormRows(topic="desk")
        self.seal = self.form.add(
            "seal",
            "Seal from a printed page",
            TextField(placeholder="004521-7F3K-9QXA", longest=60),
            help_text="If you have one. The trail must still hold what was printed then.",
        )
        self.button = primary("Verify the trail", "shield", self.verify)
        self.notice = Notice()
        self.facts = FactList()
        for part in (self.form, self.button, self.notice, self.facts):
            self.add(part)
        self.chosen = plain()
        self._chosen_facts = FactList()
        self.open_link = link("Open the request", clicked=self._on_open)
        inside = column(self.chosen, gap=10)
        inside.addWidget(caption("Chosen event"))
        inside.addWidget(self._chosen_facts)
        inside.addWidget(self.open_link, 0, Qt.AlignmentFlag.AlignLeft)
        self.chosen.hide()
        self.add(self.chosen)
        self.body.addStretch(1)
        self._request_id: int | None = None
        self.seal.returnPressed.connect(self.verify)

    def verify(self) -> None:
        """Check the whole trail; long trails take a while."""
        if not self.button.isEnabled():
            return
        self.form.clear_problems()
        self.facts.show_facts([])
        self.notice.say("Reading the whole trail…")
        self.button.setEnabled(False)
        audit, typed = self.context.services.audit, self.seal.value()

        def work(_progress: Progress) -> AuditReport:
            return audit.verify(typed_seal=typed or None)

        self.context.compute(self, work, self._show, self._on_failed)

    def show_row(self, row: AuditRow | None) -> None:
        """Show all that is kept of one event."""
        self.chosen.setVisible(row is not None)
        if row is None:
            return
        entry, today = row.entry, self.context.clock.today()
        self._request_id = row.request_id
        self.open_link.setVisible(row.request_id is not None)
        self._chosen_facts.show_facts(
            [
                ("Event", f"{entry.seq:,}"),
                ("When", local_moment(moment_of(entry), today)),
                ("Who", entry.actor_name),
                ("What", row.what),
                ("Request", row.number),
                *detail_lines(entry),
            ]
        )

    def _show(self, report: AuditReport) -> None:
        self.button.setEnabled(True)
        self.notice.say(report.sentence, Kind.DONE if report.intact else Kind.LATE)
        self.facts.show_facts(
            [
                ("Events", f"{report.entries:,}"),
                ("Notes compared", f"{report.anchors:,}"),
                ("Seal now", report.seal),
            ]
        )

    def _on_failed(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.notice.clear()
        if isinstance(error, FieldProblems):
            self.form.show_problems(error.fields)
        else:
            self.context.messages.show_failure(error)

    def _on_open(self) -> None:
        if self._request_id is not None:
            self.context.navigator.go("requests", ("request", self._request_id))


class AuditSection(Section):
    """The trail, newest first."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._reader = AuditReader(context.services.audit)
        self._task: Task | None = None
        self.search = SearchField("What, who or request number", "Find events")
        self.search.setToolTip(context.actions.text_with_shortcut("filter"))
        sized(self.search, min_width=150, max_width=330)
        self.person: ChoiceField[str] = ChoiceField(empty="Everyone")
        self.person.setAccessibleName("Who")
        self.kind: ChoiceField[AuditKind] = ChoiceField(
            [(kind, kind.label) for kind in AuditKind], empty="Everything"
        )
        self.kind.setAccessibleName("What kind")
        for choice in (self.person, self.kind):
            sized(choice, min_width=110, max_width=180)
            choice.choice_changed.connect(self.restart)
        self.search.search_changed.connect(self.restart)
        self.table = _made_table(context)
        self.table.page_wanted.connect(self._on_page_wanted)
        self.table.selection_changed.connect(self._on_selected)
        self.table.set_empty("No event fits", "Choose everyone and everything to see them all.")
        self.verify_card = VerifyCard(context)
        list_card = Card(tight=True)
        list_card.add(self.table)
        column(self).addWidget(ListDetail(list_card, self.verify_card))
        self.add_tools(self.search, self.columns_button(self.table))
        self.extra_stretch = 1
        self.add_extras(self.person, self.kind)

    def refresh(self) -> None:
        """Ask for the trail anew."""
        self.restart()

    def restart(self) -> None:
        """Ask for the events that fit now."""
        self.table.restart()

    def _on_page_wanted(self, wanted: PageWanted) -> None:
        """A narrowed trail may have to be read to its end, so it is read beside the writer."""
        if self._task is not None:
            self._task.cancel()
        reader, before = self._reader, wanted.after
        narrowed = AuditFilter(self.person.value() or "", self.kind.value(), self.search.value())

        def work(progress: Progress) -> RowsPage[AuditRow]:
            last = before if isinstance(before, int) else None
            return reader.page(narrowed, last, wanted.limit, progress)

        def show(page: RowsPage[AuditRow]) -> None:
            self.table.add_page(wanted.generation, page)
            self.person.set_options([(name, name) for name in reader.people])

        self._task = self.context.compute(self, work, show)

    def _on_selected(self, seq: object) -> None:
        found = [row for row in self.table.model.rows() if row.entry.seq == seq]
        self.verify_card.show_row(found[0] if found else None)


def _made_table(context: UiContext) -> PagedTable:
    today = context.clock.today
    columns: list[Column[AuditRow]] = [
        Column("when", "When", 120, lambda r: Cell(local_moment(moment_of(r.entry), today()))),
        Column("who", "Who", 130, lambda r: Cell(r.entry.actor_name, bold=True)),
        Column("what", "What", 220, lambda r: Cell(r.what), stretch=True),
        Column("request", "Request", 104, lambda r: Cell(r.number, muted=True)),
        Column("seq", "Event", 70, lambda r: Cell(f"{r.entry.seq:,}", muted=True)),
    ]
    return PagedTable(
        columns, lambda r: r.entry.seq, name="audit", label="Audit trail", views=context.views
    )
