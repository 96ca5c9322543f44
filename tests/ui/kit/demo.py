"""A small page made of every part of the kit, with invented content; for tests and looking at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication, QWidget

from app.services.changes import Area
from app.services.paging import Page as RowsPage
from app.services.services import Services
from app.system.clock import FixedClock
from app.ui.kit.action_table import ACTIONS
from app.ui.kit.actions import ActionSet
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.buttons import link, primary, secondary
from app.ui.kit.cards import (
    Card,
    FactList,
    LinkList,
    Moment,
    NextStep,
    Timeline,
    caption,
)
from app.ui.kit.change_signal import ChangeBus
from app.ui.kit.choice import CheckGroup, ChoiceField, RadioGroup
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.drop_area import DropArea
from app.ui.kit.feed import feed
from app.ui.kit.fields import NotesField, PasswordField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.header import PageHeader, SegmentedFilter
from app.ui.kit.messages import Messages
from app.ui.kit.metrics import column, row
from app.ui.kit.navigator import Navigator
from app.ui.kit.notice import Notice
from app.ui.kit.page import Page
from app.ui.kit.printing import PrintJob, PrintOrder
from app.ui.kit.search import GlobalSearch, Hit
from app.ui.kit.split import ListDetail, SideBySide
from app.ui.kit.table import Cell, Column, PagedTable, PageWanted
from app.ui.kit.task_runner import InlineRunner, Runner
from app.ui.kit.theme import Theme
from app.ui.kit.tokens import Kind
from app.ui.kit.views import MemoryViews
from app.ui.kit.words import words

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class NoPrinters:
    """A computer without printers, or with those named; keeps the jobs it was given."""

    names: list[str] = field(default_factory=list)
    jobs: list[tuple[PrintJob, PrintOrder]] = field(default_factory=list)

    def printers(self) -> list[str]:
        return self.names

    def default_printer(self) -> str:
        return self.names[0] if self.names else ""

    def print_job(self, job: PrintJob, order: PrintOrder) -> None:
        self.jobs.append((job, order))


@dataclass
class GivenFiles:
    """Answers every question for a file with the given path."""

    path: Path | None = None

    def open_file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        return self.path

    def open_files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        return [self.path] if self.path else []

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        return self.path

    def folder(self, parent: QWidget, title: str, start: Path | None = None) -> Path | None:
        return self.path


def make_context(theme: Theme, services: object = None, runner: Runner | None = None) -> UiContext:
    """A context with work done at once and nothing behind the edges."""
    return UiContext(
        services=cast("Services", services),
        runner=runner or InlineRunner(),
        bus=ChangeBus(),
        messages=Messages(lambda: None),
        theme=theme,
        files=GivenFiles(),
        printers=NoPrinters(),
        views=MemoryViews(),
        clock=FixedClock(NOON),
        navigator=Navigator(),
        actions=ActionSet(ACTIONS),
    )


@dataclass(frozen=True)
class Line:
    """One invented request."""

    id: int
    due: str
    kind: Kind
    patient: str
    by: str
    road: str
    missing: str
    received: str


_KINDS = {"L": Kind.LATE, "S": Kind.SOON, "D": Kind.DONE, "I": Kind.IDLE}
_TEXT = """
3 days late|L|Otha Schowalter|Herself|Mail|Waiting for extension letter|Oct 19
Due today|S|Curt Schmidt|Parent|Certified mail|Print the papers|Oct 22
2 days|S|Jackie Okuneva|Law office Reyes|E-mail, encrypted|Authorization: expiry missing|Oct 24
6 days|D|Maynard Mosciski|Parent|Certified mail|Verify identity|Oct 28
9 days|D|Alva Koelpin|Himself|Pick-up|Gather: billing records|Oct 31
11 days|D|Thu Nguyễn|Herself|E-mail, on her wish|Ready to send|Nov 2
14 days|D|Regina Spinka|Lakeview Cardiology|E-mail, encrypted|Check pages|Nov 5
17 days|D|Łukasz Nowak|Himself|Certified mail|Gather: images|Nov 8
21 days|D|Golda Huel|Executor of estate|Mail|Proof of authority|Nov 12
24 days|D|Ken Beier|Himself|USB stick|Fee estimate|Nov 15
27 days|D|Angelina Barton|Herself|Inspection|Book a time|Nov 18
Closed|I|Jamal Yundt|Insurer Northway|Mail|Log complete|Nov 20
"""


def _line(number: int, text: str) -> Line:
    due, kind, *rest = text.split("|")
    return Line(number, due, _KINDS[kind], *rest)


LINES = [_line(number, text) for number, text in enumerate(_TEXT.strip().splitlines())]

COLUMNS: list[Column[Line]] = [
    Column("due", "Due", 108, lambda r: Cell(r.due, chip=r.kind), sortable=True, firm=True),
    Column("patient", "Patient", 122, lambda r: Cell(r.patient, bold=True), stretch=True),
    Column("by", "Asked for by", 132, lambda r: Cell(r.by)),
    Column("road", "Goes by", 112, lambda r: Cell(r.road, muted=True)),
    Column("missing", "Missing next", 150, lambda r: Cell(r.missing), stretch=True),
    Column("received", "Received", 76, lambda r: Cell(r.received, muted=True), sortable=True),
]


class ListPage(Page):
    """List and detail, as the Requests room is laid out."""

    watches = frozenset({Area.REQUESTS})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.header = PageHeader("Requests", "12 open, 1 late, 2 due within two days")
        self.search = GlobalSearch(context.runner, self._find)
        self.header.add(self.search, 1)
        self.new = self.header.add(primary("New request", "plus"))
        self.filter: SegmentedFilter[str] = SegmentedFilter(
            [("open", "Open"), ("patient", "Waiting for patient"), ("doctor", "Needs the doctor"),
             ("ready", "Ready to send"), ("sent", "Sent"), ("all", "All")],
            "Show",
        )  # fmt: skip
        self.table = PagedTable(
            COLUMNS, lambda line: line.id, name="demo", label="Requests", views=context.views
        )
        self.table.set_empty("No open requests", "Log the next one that comes in.", "New request")
        feed(self.table, context, self._ask)
        card = Card(tight=True)
        card.add(self.table)
        outer = column(self, gap=12, pads=(20, 16, 20, 14))
        outer.addWidget(self.header)
        bar = row(gap=8)
        bar.addWidget(self.filter, 1)
        bar.addWidget(secondary("Columns", "columns"))
        bar.addWidget(secondary("Export CSV", "export"))
        outer.addLayout(bar)
        outer.addWidget(ListDetail(card, self._detail()), 1)
        self.table.selection_changed.connect(self._on_selected)

    def refresh(self) -> None:
        self.table.restart()

    def _ask(self, wanted: PageWanted) -> RowsPage[Line]:
        return RowsPage(tuple(LINES), more=False, next_key=None)

    def _find(self, text: str) -> list[Hit]:
        found = [line for line in LINES if text.lower() in line.patient.lower()]
        return [Hit("requests", line.id, line.patient, line.missing) for line in found]

    def _detail(self) -> Card:
        card = Card("Maynard Mosciski", scrolls=True)
        card.add(words("Request 7F3K-9QXA  ·  born 10/06/2014  ·  minor", "muted", wrap=True))
        self.next = NextStep(
            "Verify that Dana Mosciski is the parent and may decide for the patient.",
            "Record identity and authority",
        )
        card.add(self.next)
        facts = [
            ("Due", "Fri Nov 27, 2026  ·  6 days"),
            ("Asked for", "Whole chart 2024 to today, billing"),
            ("By", "Dana Mosciski, parent"),
            ("Goes to", "784 Stamm Lock Unit 46, Somerville MA 02143"),
            ("Road", "Certified mail, return receipt"),
            ("Fee", "None: first copy"),
        ]
        card.add(FactList(facts))
        card.add(link("Why this date?"))
        card.add(caption("Timeline"))
        card.add(
            Timeline(
                [
                    Moment("Letter received by mail", "Oct 28, 9:12  ·  Ruiz"),
                    Moment("Request logged, letter attached (2 pages)", "Oct 28, 9:14  ·  Ruiz"),
                    Moment("Acknowledgment printed", "Oct 28, 9:16  ·  Ruiz"),
                    Moment("Identity and authority", "open", done=False),
                ]
            )
        )
        card.add(caption("Papers"))
        papers = LinkList()
        papers.show_links([(1, "Request letter, 2 pages"), (2, "Acknowledgment, Oct 28")])
        card.add(papers)
        card.body.addStretch(1)
        return card

    def _on_selected(self, row_id: object) -> None:
        self.next.setVisible(row_id is not None)


class FormPage(Page):
    """A form in two cards, as the New request page is laid out."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        header = PageHeader("New request")
        header.add(words("Draft kept as you type", "muted"))
        header.add(secondary("Cancel"))
        header.add(primary("Log request", "check"))
        outer = column(self, gap=12, pads=(20, 16, 20, 14))
        outer.addWidget(header)
        outer.addWidget(SideBySide(self._left(context), self._right(context)), 1)

    def _left(self, context: UiContext) -> Card:
        card = Card()
        self.form = FormRows()
        self.form.section("Who")
        self.form.add(
            "patient",
            "Patient",
            TextField("Mosciski, Maynard   born 10/06/2014"),
            help_text="Minor, 12 years. Alternate address on file.",
            required=True,
        )
        asks: RadioGroup[str] = RadioGroup(
            [("p", "The patient"), ("r", "A representative"), ("o", "Someone else")]
        )
        asks.set_value("r")
        gets: RadioGroup[str] = RadioGroup([("s", "The same person"), ("t", "A third party")])
        gets.set_value("s")
        self.form.add("asks", "Who asks?", asks)
        self.form.add(
            "gets",
            "Who gets the copy?",
            gets,
            help_text="Right of access, by a personal representative. 30-day clock, fee limit, no "
            "authorization needed.  45 CFR 164.502(g)",
        )
        self.form.add("rep", "Representative", TextField("Dana Mosciski, parent"))
        self.form.section("How it came")
        self.received = DateField(context.clock)
        self.received.setText("11/28/2026")
        self.form.add("received", "Received", self.received, half=True)
        ways: ChoiceField[str] = ChoiceField([("m", "Mail"), ("f", "Fax")])
        self.form.add("by", "By", ways, half=True)
        self.form.add("password", "Password", PasswordField(), half=True)
        self.form.add("notes", "Notes", NotesField(placeholder="Anything to remember"))
        self.form.show_problems({"received": "This day is in the future. Today is 11/21/2026."})
        card.add(self.form)
        card.body.addStretch(1)
        return card

    def _right(self, context: UiContext) -> Card:
        card = Card()
        form = FormRows()
        form.section("What")
        what: CheckGroup[str] = CheckGroup(
            [(name, name) for name in ("Visit notes", "Test results", "Images",
             "Billing and insurance", "Immunizations", "Everything")]
        )  # fmt: skip
        what.set_value(["Visit notes", "Test results", "Billing and insurance"])
        form.add("what", "", what)
        form.section("Where")
        roads: ChoiceField[str] = ChoiceField([("c", "Certified mail, return receipt")])
        form.add("road", "Road", roads)
        self.address = AddressFields(prefix="address.")
        form.add_wide(self.address)
        form.add_wide(
            DropArea("Drop the scanned letter here, or", context.files, kinds="PDF (*.pdf)")
        )
        form.add_wide(
            Notice(
                "Looks like request 5C2M-1TTW of Nov 3: same patient, same representative, "
                "overlapping records.",
                Kind.SOON,
                action="Open it",
            )
        )
        for name in ("what",):
            form.control(name).setAccessibleName("What is wanted")
        card.add(form)
        card.body.addStretch(1)
        return card


def shoot(window: QWidget, path: Path) -> None:
    """Save what the window shows."""
    QApplication.processEvents()
    QApplication.processEvents()
    window.grab().save(str(path))
