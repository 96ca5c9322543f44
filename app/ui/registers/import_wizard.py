"""Bringing in patients: file, columns, check, done; one page, and nothing written before the end.

The promise: reading and comparing happen beside the window, which stays alive; stopping leaves
nothing; going back loses nothing that was chosen.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.errors import Cancelled, FieldProblems, Problem
from app.exchange.csv_reader import Encoding
from app.exchange.patient_list import PatientList
from app.exchange.source_file import SourceKind
from app.services.imports import ImportResult
from app.services.progress import Progress
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column
from app.ui.kit.tokens import Kind
from app.ui.registers.import_check import CheckStep
from app.ui.registers.import_columns import ColumnsStep
from app.ui.registers.import_file import FileStep
from app.ui.registers.import_heaps import Heaps, heaps_of
from app.ui.registers.import_result import ResultStep
from app.ui.registers.wording import counted
from app.ui.registers.working import Working


@dataclass(frozen=True)
class _Source:
    """The file and how it is to be read."""

    path: Path
    kind: SourceKind = SourceKind.CSV
    encoding: Encoding | None = None
    has_header: bool | None = None


class Steps(QStackedWidget):
    """The steps done so far, the newest shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")

    def push(self, step: QWidget) -> None:
        """Show one more step."""
        self.addWidget(step)
        self.setCurrentWidget(step)

    def back_to(self, count: int) -> None:
        """Throw away all but the first ``count`` steps."""
        steps = [self.widget(number) for number in range(count, self.count())]
        for step in (each for each in reversed(steps) if each is not None):
            self.removeWidget(step)
            step.hide()
            step.deleteLater()


class ImportWizard(QWidget):
    """The steps of an import.

    Signals:
        left: the person is done or changed their mind.
        patients_requested: show the list of patients.
    """

    left = Signal()
    patients_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("page")
        self.context = context
        self._source: _Source | None = None
        self.header = PageHeader("Bring in patients")
        self.cancel_button = secondary("Cancel", clicked=self.leave)
        self.back_button = secondary("Back", "chevron-left", self.back)
        self.next_button = primary("Next", clicked=self.go_on)
        for button in (self.cancel_button, self.back_button, self.next_button):
            self.header.add(button)
        self.working = Working(context)
        self.working.busy_changed.connect(self._fit)
        self.steps = Steps()
        self.file_step = FileStep(context)
        self.file_step.file_chosen.connect(self.take)
        self.file_step.encoding_chosen.connect(self._on_encoding)
        layout = column(self, gap=8, pads=(20, 16, 20, 14))
        layout.addWidget(self.header)
        layout.addWidget(self.working)
        layout.addWidget(self.steps, 1)
        self._show(self.file_step)

    @property
    def step(self) -> QWidget:
        """The step shown."""
        return self.steps.currentWidget() or self.file_step

    def take(self, path: Path) -> None:
        """Read a file; its content says what it is."""
        if self.working.is_busy:
            return
        self._source = source = _Source(path)
        imports = self.context.services.imports

        def work(_progress: Progress) -> SourceKind:
            return imports.kind_of(path=path)

        def known(kind: SourceKind) -> None:
            self._read(replace(source, kind=kind))

        self.working.compute("Reading the file", work, known, self._on_unreadable)

    def go_on(self) -> None:
        """Do the next step."""
        if not self.next_button.isEnabled():
            return
        step = self.step
        if isinstance(step, ColumnsStep):
            self._check(step)
        elif isinstance(step, CheckStep):
            self._import(step.heaps)
        elif isinstance(step, ResultStep):
            self.patients_requested.emit()

    def back(self) -> None:
        """One step back; what was chosen there is still there."""
        if not self.working.is_busy and self.steps.count() > 1:
            self.steps.back_to(self.steps.count() - 1)
            self._fit()

    def leave(self) -> None:
        """Leave; what is under way is stopped first and leaves nothing."""
        if self.working.is_busy:
            self.working.stop()
        if not self.working.is_busy:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape stops what is under way."""
        if event.key() == Qt.Key.Key_Escape and self.working.is_busy:
            self.working.stop()
            return
        super().keyPressEvent(event)

    def _read(self, source: _Source) -> None:
        """Read the file as it is to be read now."""
        self._source = source
        imports = self.context.services.imports

        def list_of(progress: Progress) -> PatientList:
            return imports.preview_csv(
                path=source.path,
                encoding=source.encoding,
                has_header=source.has_header,
                progress=progress,
            )

        def plan_of(progress: Progress) -> Heaps:
            return heaps_of(imports.plan_fhir(path=source.path, progress=progress))

        what = "Reading the file"
        if source.kind is SourceKind.FHIR:
            self.working.compute(what, plan_of, self._show_check, self._on_unreadable)
        else:
            self.working.compute(what, list_of, self._show_columns, self._on_unreadable)

    def _check(self, step: ColumnsStep) -> None:
        imports, listing, mapping = self.context.services.imports, step.listing, step.mapping()
        step.notice.clear()

        def work(progress: Progress) -> Heaps:
            return heaps_of(imports.plan_csv(listing=listing, mapping=mapping, progress=progress))

        def failed(error: Exception) -> None:
            if isinstance(error, FieldProblems):
                step.notice.say(" ".join(error.fields.values()), Kind.LATE)
            else:
                self._on_unreadable(error)

        what = "Comparing with the patients on file"
        self.working.compute(what, work, self._show_check, failed)

    def _import(self, heaps: Heaps) -> None:
        """A backup of the state before comes first (45 CFR 164.308(a)(7)(ii)(A)), then the import.

        Stopping in time leaves nothing, and says so.
        """
        context = self.context

        def back_up(progress: Progress) -> Progress:
            with contextlib.suppress(Cancelled):
                context.bus.announce(
                    context.services.imports.back_up_first(progress=progress).changes
                )
            return progress

        def backed_up(progress: Progress) -> None:
            if progress.cancelled:
                self._on_imported(None)
            else:
                self._write(heaps)

        failed = context.messages.show_failure
        self.working.write("Making a backup first", back_up, backed_up, failed)

    def _write(self, heaps: Heaps) -> None:
        """Import on the writer thread."""
        context = self.context

        def work(progress: Progress) -> ImportResult | None:
            try:
                outcome = context.services.imports.run(check=heaps.check, progress=progress)
            except Cancelled:
                return None
            context.bus.announce(outcome.changes)
            return outcome.value

        failed = context.messages.show_failure
        self.working.write("Importing", work, self._on_imported, failed)

    def _on_imported(self, result: ImportResult | None) -> None:
        if result is None:
            self.context.messages.say("Stopped. Nothing was imported.")
            return
        step = ResultStep(self.context, result)
        step.undone.connect(self._fit)
        self.steps.back_to(1)
        self._show(step)

    def _show_columns(self, listing: PatientList) -> None:
        asked = self._source is not None and self._source.encoding is not None
        step = ColumnsStep(listing, encoding_asked=asked)
        step.header_answered.connect(self._on_header)
        step.encoding_answered.connect(self._on_encoding)
        self.steps.back_to(1)
        self._show(step)

    def _show_check(self, heaps: Heaps) -> None:
        self._show(CheckStep(self.context, heaps))

    def _on_unreadable(self, error: Exception) -> None:
        """Back to the file, with the one message that says why."""
        if not isinstance(error, Problem):
            self.context.messages.show_failure(error)
            return
        self.steps.back_to(1)
        self._fit()
        source = self._source
        may_be_windows = source is not None and (source.kind, source.encoding) == (
            SourceKind.CSV,
            None,
        )
        self.file_step.show_problem(error, may_be_windows=may_be_windows)

    def _on_header(self, has_header: bool) -> None:  # noqa: FBT001 - a signal's argument
        if self._source is not None:
            self._read(replace(self._source, has_header=has_header))

    def _on_encoding(self, encoding: Encoding) -> None:
        if self._source is not None:
            self._read(replace(self._source, encoding=encoding))

    def _show(self, step: QWidget) -> None:
        self.steps.push(step)
        self._fit()
        if step is self.file_step:
            self.file_step.focus_first()
        else:
            self.next_button.setFocus()

    def _fit(self) -> None:
        """Say where the person is, and offer what can be done there."""
        step, busy = self.step, self.working.is_busy
        look = _look_of(step)
        self.working.say(look.where)
        self.next_button.setText(look.action)
        self.next_button.setVisible(bool(look.action))
        self.next_button.setEnabled(look.may_go_on and not busy)
        self.back_button.setVisible(isinstance(step, ColumnsStep | CheckStep))
        self.back_button.setEnabled(not busy)
        self.cancel_button.setText("Close" if isinstance(step, ResultStep) else "Cancel")
        self.steps.setEnabled(not busy)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the top of the page says in a step."""

    where: str
    action: str = ""
    may_go_on: bool = True


def _look_of(step: QWidget) -> _Look:
    if isinstance(step, ColumnsStep):
        rows = counted(step.listing.row_count, "row")
        return _Look(f"Step 2 of 4: what the columns hold  ·  {rows}", "Check the rows")
    if isinstance(step, CheckStep):
        count = step.heaps.to_import
        action = f"Import {counted(count, 'patient')}" if count else "Nothing to import"
        return _Look("Step 3 of 4: what would change", action, may_go_on=count > 0)
    if isinstance(step, ResultStep):
        return _Look("Step 4 of 4: done", "Show the patients")
    return _Look("Step 1 of 4: the file")
