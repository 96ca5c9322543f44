"""The mailing log on its way into a CSV file: where, the warning, progress, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from app.domain.errors import Cancelled, Problem
from app.domain.mail_log import MailQuery
from app.services.changes import Outcome
from app.services.mail_export import ExportResult
from app.services.progress import Progress
from app.ui.kit.buttons import secondary
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row
from app.ui.kit.notice import Notice
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words

_WARNING = (
    "The file will not be encrypted: whoever opens it reads names, addresses and numbers. "
    "Delete it when it is not needed any more."
)


class ExportStrip(QFrame):
    """How far the export is, with a button that stops it; hidden otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self.setProperty("kind", "info")
        self._words = words("Writing the mailing log")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How far the export is")
        self.cancel = secondary("Stop")
        layout = row(self, gap=12, pads=(14, 8, 10, 8))
        layout.addWidget(self._words)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.cancel)
        self.hide()

    def begin(self) -> None:
        """Nothing is written yet."""
        self.cancel.setEnabled(True)
        self.show_step(0, 0)
        self.show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def stopping(self) -> None:
        """The person wants it stopped; the work hears it at its next step."""
        self.cancel.setEnabled(False)
        self._words.setText("Stopping")

    def show_step(self, done: int, total: int) -> None:
        """Show how many rows are written."""
        if not self.cancel.isEnabled():
            return
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self._words.setText(f"Writing the mailing log: {done:,} of {total:,} rows")


class LogExport(QObject):
    """One export at a time; nothing half written is left when it is stopped or fails.

    Signals:
        ended: it was written, stopped or refused; the keyboard is free again.
    """

    ended = Signal()

    def __init__(
        self, page: QWidget, context: UiContext, strip: ExportStrip, notice: Notice
    ) -> None:
        super().__init__(page)
        self._page, self._context = page, context
        self._strip, self._notice = strip, notice
        self._task: Task | None = None
        self._what = ""
        strip.cancel.clicked.connect(lambda _checked=False: self._on_stop())

    def start(self, query: MailQuery, what: str) -> None:
        """Ask where, warn once, write; ``what`` says in words what is exported."""
        if self._task is not None:
            return
        self._what = what
        mail = self._context.services.mail

        def work(_progress: Progress) -> str:
            return mail.export_name(query=query)

        self._context.read(self, work, lambda name: self._on_named(name, query))

    def _on_named(self, name: str, query: MailQuery) -> None:
        target = self._context.files.save_file(
            self._page, "Export the mailing log", name, "CSV (*.csv)"
        )
        if target is None:
            return
        mail = self._context.services.mail

        def work(_progress: Progress) -> str | None:
            return mail.export_warning(folder=target.parent)

        self._context.read(self, work, lambda more: self._on_warned(more, target, query))

    def _on_warned(self, more: str | None, target: Path, query: MailQuery) -> None:
        text = "\n\n".join(part for part in (self._what, _WARNING, more) if part)
        if self._context.messages.confirm("Export the mailing log", text, "Export"):
            self._write(target, query)

    def _write(self, target: Path, query: MailQuery) -> None:
        mail = self._context.services.mail

        def work(progress: Progress) -> Outcome[ExportResult] | None:
            try:
                return mail.export_log(query=query, target=target, progress=progress)
            except Cancelled:
                return None

        self._notice.clear()
        self._strip.begin()
        self._task = self._context.compute(
            self, work, self._on_done, self._on_failed, self._strip.show_step
        )
        if self._strip.isHidden():  # it has ended already
            self._task = None

    def _on_done(self, outcome: Outcome[ExportResult] | None) -> None:
        self._end()
        if outcome is None:
            self._notice.say("The export was stopped. No file was left.", Kind.IDLE)
            return
        made = outcome.value
        rows = "1 row was" if made.row_count == 1 else f"{made.row_count:,} rows were"
        self._notice.say_done(f"{rows} written to {made.path}. The file is not encrypted.")

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, Problem):
            self._notice.say_problem(error)
        else:
            self._context.messages.show_failure(error)

    def _on_stop(self) -> None:
        """Ask the work to stop; what is told is what came of it, which may be the whole file."""
        if self._task is not None:
            self._strip.stopping()
            self._task.progress.cancel()

    def _end(self) -> None:
        self._task = None
        self._strip.hide()
        self.ended.emit()
