"""The imports made so far: when, by whom, what they did; each can be undone as a whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from app.domain.staff import Operation, Role
from app.services.imports import UndoResult
from app.services.paging import Page as RowsPage
from app.storage.imports import ImportBatch
from app.ui.kit.buttons import danger, primary
from app.ui.kit.cards import Card, FactList
from app.ui.kit.context import UiContext
from app.ui.kit.feed import feed
from app.ui.kit.metrics import column
from app.ui.kit.notice import Notice
from app.ui.kit.split import ListDetail
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.registers.import_result import undo
from app.ui.registers.section import Section
from app.ui.registers.side import SidePanel
from app.ui.registers.stayed import StayedList
from app.ui.registers.wording import counted, local_moment, undo_words

KINDS = {"csv": "CSV list", "fhir": "FHIR R4"}


class ImportCard(Card):
    """The chosen import.

    Signals:
        undo_requested: undo it.
    """

    undo_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(" ", scrolls=True)
        self._context = context
        self.batch: ImportBatch | None = None
        self.notice = Notice()
        self.facts = FactList()
        self.undo_button = danger("Undo this import", "undo", self.undo_requested.emit)
        self.help = words(
            "Takes out everyone it added and puts back what it changed. Patients with a request, "
            "or changed by hand since, stay.",
            "help",
            wrap=True,
        )
        for part in (self.notice, self.facts):
            self.add(part)
        self.body.addSpacing(4)
        self.body.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self.help)
        self.stayed = StayedList(context)
        self.add(self.stayed)
        self.body.addStretch(1)

    def show_batch(self, batch: ImportBatch, *, may_undo: bool) -> None:
        """Show an import."""
        if self.batch is None or self.batch.id != batch.id:
            self.notice.clear()
            self.stayed.show_result(None)
        self.batch = batch
        today = self._context.clock.today()
        undone = local_moment(batch.undone_at, today) if batch.undone_at else ""
        self.set_title(f"Import of {local_moment(batch.made_at, today)}")
        self.facts.show_facts(
            [
                ("Made by", batch.made_by),
                ("From", KINDS.get(batch.kind, batch.kind)),
                ("Added", counted(batch.added, "patient")),
                ("Changed", counted(batch.updated, "patient")),
                ("Left out", counted(batch.rejected, "row")),
                ("Undone", undone),
            ]
        )
        offered = may_undo and batch.undone_at is None
        self.undo_button.setVisible(offered)
        self.undo_button.setEnabled(offered)
        self.help.setVisible(offered)


class ImportsSection(Section):
    """All imports, the newest first.

    Signals:
        import_requested: the person wants to bring in a list.
    """

    import_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.import_button = primary("Bring in patients", "import", self.import_requested.emit)
        self.table = _made_table(context)
        feed(self.table, context, self._ask)
        self.side = SidePanel("No import chosen", "Choose one to see what it did or to undo it.")
        self.card = ImportCard(context)
        self.side.addWidget(self.card)
        list_card = Card(tight=True)
        list_card.add(self.table)
        column(self).addWidget(ListDetail(list_card, self.side))
        self.add_tools(self.import_button)
        self.table.selection_changed.connect(self._on_selected)
        self.table.model.loaded.connect(self._on_loaded)
        self.table.empty_action_requested.connect(self.import_requested)
        self.card.undo_requested.connect(self._on_undo)
        self.allow(self.role)

    def allow(self, role: Role) -> None:
        """Offer what this role may do."""
        super().allow(role)
        may = self.may(Operation.IMPORT_PATIENTS)
        self.import_button.setVisible(may)
        self.table.set_empty(
            "No imports yet",
            "A list from another program is looked at and tried dry before anything is written.",
            "Bring in patients" if may else "",
        )

    def refresh(self) -> None:
        """Ask for the list anew."""
        self.table.restart()

    def _ask(self, _wanted: PageWanted) -> RowsPage[ImportBatch]:
        batches = self.context.services.imports.batches()
        return RowsPage(batches, more=False, next_key=None)

    def _on_loaded(self) -> None:
        self._on_selected(self.table.selected_id())

    def _on_selected(self, batch_id: object) -> None:
        found = [each for each in self.table.model.rows() if each.id == batch_id]
        if found:
            self.card.show_batch(found[0], may_undo=self.may(Operation.IMPORT_PATIENTS))
            self.side.put(self.card)
        else:
            self.side.show_nothing()

    def _on_undo(self) -> None:
        batch = self.card.batch
        if batch is None:
            return
        sure = self.context.messages.confirm(
            "Undo this import",
            f"Take out {counted(batch.added, 'patient')} and put {batch.updated:,} back as before? "
            "Patients with a request, or changed by hand since, stay.",
            "Undo this import",
            dangerous=True,
        )
        if sure:
            self.card.undo_button.setEnabled(False)
            self.card.notice.say("Undoing the import…")
            undo(self.context, self, batch.id, self._on_undone, self._on_failed)

    def _on_undone(self, result: UndoResult) -> None:
        self.card.notice.say(undo_words(result), Kind.DONE)
        self.card.stayed.show_result(result)
        self.table.restart()

    def _on_failed(self, error: Exception) -> None:
        self.card.undo_button.setEnabled(True)
        self.card.notice.clear()
        self.context.messages.show_failure(error)


def _made_table(context: UiContext) -> PagedTable:
    today = context.clock.today
    columns: list[Column[ImportBatch]] = [
        Column("when", "When", 120, lambda r: Cell(local_moment(r.made_at, today()), bold=True)),
        Column("who", "Who", 130, lambda r: Cell(r.made_by), stretch=True),
        Column("kind", "From", 90, lambda r: Cell(KINDS.get(r.kind, r.kind), muted=True)),
        Column("added", "Added", 72, lambda r: Cell(f"{r.added:,}")),
        Column("updated", "Changed", 80, lambda r: Cell(f"{r.updated:,}")),
        Column("rejected", "Left out", 80, lambda r: Cell(f"{r.rejected:,}")),
        Column("state", "State", 88, _state, firm=True),
    ]
    return PagedTable(columns, lambda r: r.id, name="imports", label="Imports", views=context.views)


def _state(batch: ImportBatch) -> Cell:
    if batch.undone_at is not None:
        return Cell("Undone", chip=Kind.IDLE)
    return Cell("In place", chip=Kind.DONE)
