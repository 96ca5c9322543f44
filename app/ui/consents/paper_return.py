"""The signed paper comes back: its scan, the day of the signature, and what a paper from outside
says, with everything it lacks named while it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFrame, QProgressBar, QWidget

from app.domain.authorization import Finding
from app.domain.consents import Consent
from app.domain.errors import FieldProblems, Problem
from app.services.consents import PaperReturn
from app.services.file_intake import PickedFile, picked_pages
from app.services.progress import Progress
from app.ui.consents.ask import AskDialog, Question
from app.ui.consents.checklist import Checklist
from app.ui.consents.dialogs import day_of
from app.ui.consents.outside_fields import OutsideFields
from app.ui.kit.cards import caption, scroll_area
from app.ui.kit.choice import CheckGroup
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.drop_area import DropArea
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column, px, row, sized
from app.ui.kit.paper_pages import NO_PAGES, Pages, pages_of
from app.ui.kit.picture_pages import pages_of_picture
from app.ui.kit.preview_bar import PagedPreview
from app.ui.kit.task_runner import Task
from app.ui.kit.words import plain, words

SCANS = "Scans (*.pdf *.tif *.tiff *.png *.jpg *.jpeg)"
LOOK_MS = 250
NOT_SHOWN = "This scan cannot be shown."
_SIGNING = frozenset({"signature", "signed-on"})
_LACKING = "A paper that lacks something is kept, but nothing leaves on it."


class PaperReturnDialog(AskDialog):
    """Takes the scan of a signed paper."""

    def __init__(self, parent: QWidget | None, context: UiContext, consent: Consent) -> None:
        self._context, self._consent = context, consent
        form = consent.terms.form
        self.outside = OutsideFields(form) if form is not None and form.outside else None
        self.checklist = Checklist()
        self._picked: Path | None = None
        self._looking: Task | None = None
        super().__init__(
            parent,
            Question(
                "Add the signed paper",
                "The scan is kept for good with the consent. It is looked through first.",
                "Keep the paper",
                width=900,
            ),
            self.answer,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        room = self.screen().availableSize()
        self.resize(min(px(1040), room.width() - 20), min(px(720), room.height() - 40))
        self.day.textChanged.connect(self._name_it)
        self._name_it()
        if self.outside is not None:
            self.outside.changed.connect(self._timer.start)
            self.day.day_changed.connect(self._timer.start)
            self._look()

    def fill_body(self) -> None:
        """Scan and day; beside them, for a paper from outside, what it says and what it lacks."""
        self.drop = self.form.add(
            "scan",
            "Scan of the signed paper",
            DropArea("Drop the scan here, or", self._context.files, kinds=SCANS),
            required=True,
        )
        self.drop.files_dropped.connect(self._on_files)
        clock = self._context.clock
        self.day = self.form.add(
            "signed_on",
            "Day of the signature",
            DateField(clock),
            required=True,
            help_text="As it stands beside the signature.",
        )
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Reading the scan")
        self.bar.hide()
        self.looked: CheckGroup[str] = CheckGroup([("looked", "")], across=1)
        self.looked.choice_changed.connect(self._look)
        self.pages = PagedPreview(self._context.runner)
        self.unseen = words("The scan is shown here.", "help", wrap=True)
        both = row(gap=16)
        both.addWidget(self._left(), 1)
        both.addWidget(self._right(), 1)
        self.body.addLayout(both, 1)

    def answer(self) -> PaperReturn:
        """The scan, the day and what the paper says."""
        problems: dict[str, str] = {}
        if self._picked is None:
            problems["scan"] = "Choose the scan of the signed paper."
        signed: date | None = None
        try:
            signed = day_of(self.day, "signed_on")
        except FieldProblems as found:
            problems |= found.fields
        if not self.looked.value():
            problems["looked"] = "Look at the scan, then tick this."
        if problems or self._picked is None or signed is None:
            raise FieldProblems(problems)
        form = self.outside.form() if self.outside is not None else None
        return PaperReturn(PickedFile(self._picked), signed, form, looked=True)

    def show_error(self, error: Exception) -> None:
        """A scan that cannot be taken is said beside it."""
        self.bar.hide()
        if isinstance(error, Problem) and error.code.startswith(("file-", "scan-", "pdf-")):
            self.set_busy(busy=False)
            self.notice.clear()
            self.form.show_problems({"scan": error.sentences})
            return
        super().show_error(error)
        if isinstance(error, FieldProblems):
            self.sure.show_problems(error.fields)
        if isinstance(error, FieldProblems) and self.outside is None:
            rest = {
                n: t for n, t in error.fields.items() if n not in (*self.form.names(), "looked")
            }
            self.notice.say(" ".join(rest.values()))
        elif isinstance(error, FieldProblems) and self.outside is not None:
            rest = self.outside.rows.show_problems(
                {
                    name: text
                    for name, text in error.fields.items()
                    if name not in (*self.form.names(), "looked")
                }
            )
            self.notice.say(" ".join(text for name, text in rest.items()))

    def show_step(self, done: int, total: int) -> None:
        """How far the scan was read."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(done * 1000 // max(1, total))
        self.bar.show()

    def _left(self) -> QWidget:
        inner = plain()
        layout = column(inner, gap=12, pads=(16, 12, 16, 12))
        layout.addWidget(self.form)
        layout.addWidget(self.bar)
        if self.outside is not None:
            layout.addWidget(self.outside)
            layout.addWidget(caption("Element by element"))
            layout.addWidget(words(_LACKING, "help", wrap=True))
            layout.addWidget(self.checklist)
        self.sure = FormRows(topic="consent")
        self.sure.add("looked", "The scan", self.looked, required=True)
        layout.addWidget(self.sure)
        layout.addStretch(1)
        return _framed(inner)

    def _right(self) -> QWidget:
        beside = plain()
        layout = column(beside, gap=8)
        layout.addWidget(self.unseen)
        layout.addWidget(self.pages, 1)
        return beside

    def _name_it(self) -> None:
        """The sentence that is ticked names signer and day, as they will be sealed."""
        what = "paper" if self.outside is not None else "form"
        signer, day = self._consent.terms.signer.name, self.day.text() or "the day above"
        box = self.looked.parts()[0]
        assert isinstance(box, QCheckBox)  # noqa: S101 - a group holds boxes alone
        said = f"I looked at this scan: it is this {what},", f"signed by {signer} on {day}."
        box.setText("\n".join(said))
        box.setAccessibleName(" ".join(said))

    def _show_scan(self, path: Path) -> None:
        """Its pages beside the fields, so that nobody seals what nobody looked at."""
        papers = self._context.services.papers
        self.looked.set_value([])
        self.pages.show_pages((), NO_PAGES.render)

        def work(_progress: Progress) -> Pages:
            data, media_type = picked_pages(path)
            is_pdf = media_type == "application/pdf"
            return pages_of(papers, data) if is_pdf else pages_of_picture(data)

        def show(pages: Pages) -> None:
            self.unseen.hide()
            self.pages.show_pages(pages.sizes, pages.render)

        def failed(error: Exception) -> None:
            self.unseen.setText(error.sentences if isinstance(error, Problem) else NOT_SHOWN)
            self.unseen.show()

        self._context.compute(self, work, show, failed)

    def _on_files(self, paths: list[Path]) -> None:
        self._picked = paths[0]
        self.form.show_problem("scan", "")
        self.form.set_help("scan", f"Chosen: {paths[0].name}")
        self._show_scan(paths[0])
        if not self.day.text():
            self.day.setFocus()

    def _look(self) -> None:
        """Ask what the paper lacks as it stands now."""
        if self.outside is None:
            return
        try:
            form, signed = self.outside.form(), self.day.day("signed_on")
        except FieldProblems:
            return
        if self._looking is not None:
            self._looking.cancel()
        terms = replace(self._consent.terms, form=form)
        consents = self._context.services.consents

        def work(_progress: Progress) -> tuple[Finding, ...]:
            return consents.check_form(terms=terms, signed_on=signed)

        def show(found: tuple[Finding, ...]) -> None:
            whole = self._picked is not None and signed is not None and bool(self.looked.value())
            shown = [one for one in found if whole or one.code not in _SIGNING]
            self.checklist.show_findings(shown, pending_signature=not whole)

        self._looking = self._context.read(self, work, show)


def _framed(inner: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "card")
    column(frame, pads=(1, 1, 1, 1)).addWidget(scroll_area(inner))
    sized(frame, min_height=200)
    return frame
