"""The signed paper comes back: its scan, the day of the signature, and what a paper from outside
says, with everything it lacks named while it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.domain.authorization import Finding
from app.domain.consents import Consent
from app.domain.errors import FieldProblems, Problem
from app.services.consents import PaperReturn
from app.services.file_intake import PickedFile
from app.services.progress import Progress
from app.ui.consents.ask import AskDialog, Question
from app.ui.consents.checklist import Checklist
from app.ui.consents.dialogs import day_of
from app.ui.consents.outside_fields import OutsideFields
from app.ui.kit.cards import caption, scroll_area
from app.ui.kit.context import UiContext
from app.ui.kit.date_field import DateField
from app.ui.kit.drop_area import DropArea
from app.ui.kit.metrics import column, px, row, sized
from app.ui.kit.task_runner import Task
from app.ui.kit.words import plain, words

SCANS = "Scans (*.pdf *.tif *.tiff *.png *.jpg *.jpeg)"
LOOK_MS = 250


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
                width=900 if self.outside is not None else 520,
            ),
            self.answer,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        if self.outside is not None:
            room = self.screen().availableSize()
            self.resize(min(px(980), room.width() - 20), min(px(720), room.height() - 40))
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
        if self.outside is None:
            self.body.addWidget(self.form)
            self.body.addWidget(self.bar)
            self.body.addStretch(1)
            return
        both = row(gap=16)
        both.addWidget(self._left(self.outside), 3)
        both.addWidget(self._right(), 2)
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
        if problems or self._picked is None or signed is None:
            raise FieldProblems(problems)
        form = self.outside.form() if self.outside is not None else None
        return PaperReturn(PickedFile(self._picked), signed, form)

    def show_error(self, error: Exception) -> None:
        """A scan that cannot be taken is said beside it."""
        self.bar.hide()
        if isinstance(error, Problem) and error.code.startswith(("file-", "scan-", "pdf-")):
            self.set_busy(busy=False)
            self.notice.clear()
            self.form.show_problems({"scan": error.sentences})
            return
        super().show_error(error)
        if isinstance(error, FieldProblems) and self.outside is not None:
            rest = self.outside.rows.show_problems(
                {name: text for name, text in error.fields.items() if name not in self.form.names()}
            )
            self.notice.say(" ".join(text for name, text in rest.items()))

    def show_step(self, done: int, total: int) -> None:
        """How far the scan was read."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(done * 1000 // max(1, total))
        self.bar.show()

    def _left(self, outside: OutsideFields) -> QWidget:
        inner = plain()
        layout = column(inner, gap=12, pads=(16, 12, 16, 12))
        for part in (self.form, self.bar, outside):
            layout.addWidget(part)
        layout.addStretch(1)
        return _framed(inner)

    def _right(self) -> QWidget:
        inner = plain()
        layout = column(inner, gap=8, pads=(16, 12, 16, 12))
        layout.addWidget(caption("Element by element"))
        layout.addWidget(
            words("A paper that lacks something is kept, but nothing leaves on it.", "help",
                  wrap=True)
        )  # fmt: skip
        layout.addWidget(self.checklist)
        layout.addStretch(1)
        return _framed(inner)

    def _on_files(self, paths: list[Path]) -> None:
        self._picked = paths[0]
        self.form.show_problem("scan", "")
        self.form.set_help("scan", f"Chosen: {paths[0].name}")
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
            self.checklist.show_findings(found, pending_signature=False)

        self._looking = self._context.read(self, work, show)


def _framed(inner: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "card")
    column(frame, pads=(1, 1, 1, 1)).addWidget(scroll_area(inner))
    sized(frame, min_height=200)
    return frame
