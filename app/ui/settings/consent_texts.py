"""The words that patients sign: every version, and a new one written beside its preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QFrame

from app.domain.consent_texts import ConsentText, RequiredElement, text_in_force
from app.domain.consents import Passage
from app.domain.dates import format_us_date
from app.domain.errors import Problem
from app.domain.staff import Operation
from app.services.changes import Area
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column
from app.ui.kit.table import Cell, Column
from app.ui.kit.text_view import TextView
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.settings.consent_text_dialog import ConsentTextDialog
from app.ui.settings.dated import DatedSection, DatedTable


@dataclass(frozen=True, slots=True)
class TextRow:
    """A version in the table; those that come with the program have no number in the store yet."""

    id: int
    text: ConsentText
    in_force: bool


class ConsentTextsSection(DatedSection[TextRow]):
    """The table, and the chosen version word for word."""

    needs = Operation.EDIT_CONSENT_TEXTS
    watches = frozenset({Area.REFERENCE, Area.CONSENTS})

    def __init__(self, context: UiContext) -> None:
        self._texts = context.services.consent_texts
        self._clock = context.clock
        super().__init__(
            context,
            DatedTable(
                title="Consent texts",
                lead="The words that patients read and sign. A new version starts on its own day; "
                "what was signed stays in the words of its day. What the law wants said cannot be "
                "left out.",
                name="settings.consent_texts",
                add_text="Edit as a new version",
                columns=_columns(),
                load=self._load_rows,
            ),
        )
        self.view = TextView()
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = column(frame, gap=6, pads=(18, 14, 18, 14))
        self.about = words("", "help", wrap=True)
        inside.addWidget(self.about)
        inside.addWidget(self.view)
        self.body.addWidget(frame)

    def show_chosen(self) -> None:
        """The chosen version, with its fields in braces."""
        row = self.chosen()
        if row is None:
            if self.table.model.rowCount():
                self.table.select_first()
            return
        text = row.text
        self.about.setText(f"{text.kind.citation}  ·  {text.source}")
        self.view.show_text(
            text.title, [Passage(part.heading, part.text) for part in text.passages]
        )

    def on_add(self) -> None:
        """Begin with the chosen version."""
        row = self.chosen()
        if row is None:
            return
        base, texts = row.text, self._texts

        def work(_progress: Progress) -> tuple[RequiredElement, ...]:
            return texts.required(kind=base.kind, language=base.language)

        def show(required: tuple[RequiredElement, ...]) -> None:
            dialog = ConsentTextDialog(self.window(), self._clock, base, required)
            self.ask(
                dialog,
                dialog.text,
                lambda text: texts.add(text=text),
                "The new version was kept. It is read from its first day on.",
            )

        self.context.read(self, work, show)

    def _load_rows(self) -> Sequence[TextRow]:
        texts, today = self._texts.list(), self._clock.today()
        return [
            TextRow(number, text, _holds(text, texts, today))
            for number, text in enumerate(texts, start=1)
        ]


def _holds(text: ConsentText, texts: Sequence[ConsentText], today: date) -> bool:
    try:
        return text_in_force(texts, text.kind, text.language, today) == text
    except Problem:
        return False


def _columns() -> list[Column[TextRow]]:
    return [
        Column("state", "State", 104, _state, firm=True),
        Column("kind", "For", 190, lambda row: Cell(row.text.kind.label, bold=True), stretch=True),
        Column("language", "Language", 90, lambda row: Cell(row.text.language.label), firm=True),
        Column("number", "Version", 70, lambda row: Cell(f"{row.text.number}"), spare=True),
        Column(
            "from", "From", 100, lambda row: Cell(format_us_date(row.text.valid_from)), firm=True
        ),
        Column("by", "Compared by", 140, _by, firm=True, spare=True),
    ]


def _state(row: TextRow) -> Cell:
    return Cell("Read today", chip=Kind.DONE) if row.in_force else Cell("Kept", chip=Kind.IDLE)


def _by(row: TextRow) -> Cell:
    if row.text.verified_by:
        return Cell(row.text.verified_by, muted=True)
    return Cell("Nobody here yet", chip=Kind.SOON)
