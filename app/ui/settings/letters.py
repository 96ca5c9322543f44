"""The words of the cover letter: dated versions, a new one written beside a preview."""

from __future__ import annotations

from datetime import date

from app.domain.dates import format_us_date
from app.domain.reference import StoredText, text_in_force
from app.services.progress import Progress
from app.services.reference import NewLetterText
from app.ui.kit.cards import FactList
from app.ui.kit.code_sheet import Pages
from app.ui.kit.context import UiContext
from app.ui.kit.edges import draw_pages
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.table import Cell, Column
from app.ui.kit.tokens import Kind
from app.ui.settings.dated import DatedSection, DatedTable
from app.ui.settings.letter_dialog import LetterDialog


class LettersSection(DatedSection[StoredText]):
    """Every version there was, which one holds today, and the chosen one in full."""

    def __init__(self, context: UiContext) -> None:
        self._context_clock = context.clock
        super().__init__(
            context,
            DatedTable(
                title="Letter text",
                lead="The words of the cover letter. A new version starts on its own day; papers "
                "already made keep theirs. What the law wants said cannot be left out.",
                name="settings.letters",
                add_text="Write a new version",
                columns=self._columns(),
                load=context.services.reference.letter_texts,
            ),
        )
        self.facts = FactList()
        self.body.addWidget(self.facts)

    def show_chosen(self) -> None:
        """The chosen version word by word."""
        stored = self.chosen() or self._in_force()
        if stored is None:
            self.facts.show_facts(())
            return
        body = stored.body
        self.facts.show_facts(
            [
                ("Opening", body["opening_whole"]),
                ("In part", body["opening_part"]),
                ("Then", "\n\n".join(body["paragraphs"])),
                ("Closing", body["closing"]),
                ("Source", stored.source),
            ]
        )

    def on_add(self) -> None:
        """Begin with the chosen version, else with the one in force."""
        base = self.chosen() or self._in_force()
        if base is None:
            return
        dialog = LetterDialog(self.window(), self.context.clock, base)
        dialog.preview_requested.connect(lambda text: self._preview(dialog, text))
        reference = self.context.services.reference
        self.ask(
            dialog,
            dialog.text,
            lambda text: reference.add_letter_text(text=text),
            "The new version was kept. Letters of its first day and later use it.",
        )

    def _preview(self, dialog: LetterDialog, text: NewLetterText) -> None:
        reference = self.context.services.reference

        def work(_progress: Progress) -> Pages:
            return draw_pages(reference.preview_letter(text=text))

        def show(pages: Pages) -> None:
            preview = PreviewDialog(
                dialog, "Cover letter", self.context.runner, self.context.printers
            )
            preview.print_button.hide()
            preview.save_button.hide()
            preview.show_pages(*pages)
            preview.open()

        self.context.compute(
            dialog, work, show, failed=lambda error: self._on_failed(dialog, error)
        )

    def _on_failed(self, dialog: LetterDialog, error: Exception) -> None:
        fields = getattr(error, "fields", None)
        if fields is None or dialog.form.show_problems(fields):
            self.context.messages.show_failure(error)

    def _in_force(self) -> StoredText | None:
        return text_in_force(self.rows(), self.context.clock.today())

    def _columns(self) -> list[Column[StoredText]]:
        return [
            Column("number", "Version", 80, lambda s: Cell(str(s.number), bold=True)),
            Column("from", "From", 106, lambda s: Cell(format_us_date(s.valid_from))),
            Column("state", "Used", 130, self._state),
            Column("by", "Verified by", 150, _by, stretch=True),
        ]

    def _state(self, stored: StoredText) -> Cell:
        today: date = self._context_clock.today()
        used = self._in_force()
        if used is not None and used.id == stored.id:
            return Cell("In force", chip=Kind.DONE)
        if stored.valid_from > today:
            return Cell("From its day", chip=Kind.INFO)
        return Cell("Earlier", chip=Kind.IDLE)


def _by(stored: StoredText) -> Cell:
    return (
        Cell(stored.verified_by) if stored.verified_by else Cell("Came with ChartPost", muted=True)
    )
