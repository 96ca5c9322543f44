"""The words of the letter about a revocation: dated versions in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.consents import Language
from app.domain.dates import format_us_date
from app.domain.revocation_texts import RevocationText, revocation_text_on
from app.domain.staff import Operation
from app.services.progress import Progress
from app.ui.kit.cards import FactList
from app.ui.kit.code_sheet import Pages
from app.ui.kit.context import UiContext
from app.ui.kit.edges import draw_pages
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.table import Cell, Column
from app.ui.kit.tokens import Kind
from app.ui.settings.dated import DatedSection, DatedTable
from app.ui.settings.revocation_dialog import RevocationDialog


@dataclass(frozen=True, slots=True)
class TextRow:
    """A version in the table."""

    id: int
    text: RevocationText
    in_force: bool
    to_come: bool


class RevocationSection(DatedSection[TextRow]):
    """Every version, and the chosen one in full."""

    needs = Operation.EDIT_CONSENT_TEXTS

    def __init__(self, context: UiContext) -> None:
        self._texts = context.services.revocation_texts
        self._clock = context.clock
        super().__init__(
            context,
            DatedTable(
                title="Revocation letter",
                lead="The words that confirm that a consent was taken back, in the language the "
                "patient read. A new version starts on its own day; what the rule asks for cannot "
                "be left out.",
                name="settings.revocation",
                add_text="Edit as a new version",
                columns=_COLUMNS,
                load=self._load_rows,
            ),
        )
        self.facts = FactList()
        self.body.addWidget(self.facts)

    def show_chosen(self) -> None:
        """The chosen version word by word."""
        row = self.chosen()
        if row is None:
            if self.table.model.rowCount():
                self.table.select_first()
            return
        text = row.text
        self.facts.show_facts(
            [
                ("Heading", text.title),
                ("Words", "\n\n".join(text.paragraphs)),
                ("Source", text.source),
            ]
        )

    def on_add(self) -> None:
        """Begin with the chosen version."""
        row = self.chosen()
        if row is None:
            return
        dialog = RevocationDialog(self.window(), self._clock, row.text)
        dialog.preview_requested.connect(lambda text: self._preview(dialog, text))
        self.ask(
            dialog,
            dialog.text,
            lambda text: self._texts.add(text=text),
            "The new version was kept. Letters of its first day and later use it.",
        )

    def _preview(self, dialog: RevocationDialog, text: RevocationText) -> None:
        def work(_progress: Progress) -> Pages:
            return draw_pages(self._texts.preview(text=text))

        def show(pages: Pages) -> None:
            preview = PreviewDialog(
                dialog, "Letter about a revocation", self.context.runner, self.context.printers
            )
            preview.print_button.hide()
            preview.save_button.hide()
            preview.show_pages(*pages)
            preview.open()

        def failed(error: Exception) -> None:
            fields = getattr(error, "fields", None)
            if fields is None or dialog.form.show_problems(fields):
                self.context.messages.show_failure(error)

        self.context.compute(dialog, work, show, failed=failed)

    def _load_rows(self) -> Sequence[TextRow]:
        texts, today = self._texts.list(), self._clock.today()
        used = {language: revocation_text_on(texts, language, today) for language in Language}
        return [
            TextRow(number, text, used[text.language] == text, text.valid_from > today)
            for number, text in enumerate(texts, start=1)
        ]


def _state(row: TextRow) -> Cell:
    if row.in_force:
        return Cell("In force", chip=Kind.DONE)
    return Cell("From its day", chip=Kind.INFO) if row.to_come else Cell("Earlier", chip=Kind.IDLE)


def _by(row: TextRow) -> Cell:
    return Cell(row.text.verified_by or "Came with ChartPost", muted=True)


_COLUMNS: list[Column[TextRow]] = [
    Column("state", "Used", 112, _state, firm=True),
    Column("language", "Language", 110, lambda row: Cell(row.text.language.label, bold=True)),
    Column("number", "Version", 80, lambda row: Cell(str(row.text.number))),
    Column("from", "From", 106, lambda row: Cell(format_us_date(row.text.valid_from))),
    Column("by", "Written by", 150, _by, stretch=True),
]
