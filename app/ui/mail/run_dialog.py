"""Print all that is ready: letters, envelopes and labels of many pieces in matching order.

What will be printed is drawn, counted and shown before anything goes out; what came of it is said
kind by kind. Its title names no person.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.errors import Problem
from app.domain.papers import PaperKind
from app.services.paper_run_values import Run, RunOrder, RunPiece
from app.services.progress import Progress
from app.ui.kit.cards import caption, scroll_area
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column, px, row, sized
from app.ui.kit.notice import Notice
from app.ui.kit.paper_feed import feed_of
from app.ui.kit.paper_pages import NO_PAGES, Pages, joined_pages, pages_of
from app.ui.kit.preview_bar import PagedPreview
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words
from app.ui.mail.run_foot import RunFoot
from app.ui.mail.run_list import RunList
from app.ui.mail.run_options import RunOptions
from app.ui.mail.run_wording import again_words, remark_words, summary_words
from app.ui.mail.run_work import RunEnd, RunWork

DRAW_AFTER_MS = 250


class RunDialog(QDialog):
    """Chooses the pieces, shows what will be printed, prints or saves it.

    Signals:
        drawn: what is chosen now was drawn.
    """

    drawn = Signal()

    def __init__(
        self, parent: QWidget | None, context: UiContext, piece_ids: tuple[int, ...] | None = None
    ) -> None:
        """``piece_ids``: these pieces alone; None for all that is ready."""
        super().__init__(parent)
        self.setWindowTitle("Print all that is ready" if piece_ids is None else "Print the chosen")
        self._context, self._piece_ids = context, piece_ids
        self._run: Run | None = None
        self._task: Task | None = None
        self._first = True
        self.outcome, self.notice = Notice(), Notice()
        self.list = RunList()
        self.options = RunOptions(context)
        self.summary = words("", "strong", wrap=True)
        self.hint = words("", "help", wrap=True)
        self.preview = PagedPreview(context.runner)
        self.foot = RunFoot(has_printers=self.options.has_printers)
        self.work = RunWork(self, context)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(DRAW_AFTER_MS)
        self._build()
        self._connect()
        self.load()

    @property
    def run(self) -> Run | None:
        """What is shown now; None while it is drawn."""
        return self._run

    def load(self) -> None:
        """Ask what is ready now."""
        runs = self._context.services.paper_runs

        def work(_progress: Progress) -> tuple[RunPiece, ...]:
            return runs.pieces(piece_ids=self._piece_ids)

        self._context.read(self, work, self._on_pieces, self._show_error)

    def reject(self) -> None:
        """Qt: left, by whichever way; what is printed is finished first, and told."""
        self._forget()
        if self.work.busy:
            self._on_stop()
        else:
            super().reject()

    def _build(self) -> None:
        inner = plain()
        left = column(inner, gap=10, pads=(2, 2, 10, 2))
        sized(self.list, min_height=150)
        for part in (caption("Pieces"), self.list, self.options, self.summary, self.hint):
            left.addWidget(part, 1 if part is self.list else 0)
        area = scroll_area(inner)
        # with large text the preview keeps its part of a small screen
        room = self.screen().availableSize()
        sized(area, width=min(340, int(room.width() * 0.36 / px(100) * 100)))
        middle = row(gap=14)
        middle.addWidget(area)
        middle.addWidget(self.preview, 1)
        layout = column(self, gap=12, pads=(16, 16, 16, 16))
        layout.addWidget(self.outcome)
        layout.addWidget(self.notice)
        layout.addLayout(middle, 1)
        layout.addWidget(self.foot)
        self.resize(min(px(1060), room.width() - 20), min(px(700), room.height() - 40))

    def _connect(self) -> None:
        self.list.choice_changed.connect(self._on_choice)
        self.options.options_changed.connect(self._on_choice)
        self._wait.timeout.connect(self._draw)
        self.work.step.connect(lambda title, done, total: self.foot.show_step(done, total, title))
        self.work.ended.connect(self._on_ended)
        self.foot.stop.clicked.connect(lambda _checked=False: self._on_stop())
        self.foot.close_it.clicked.connect(lambda _checked=False: self.close())
        self.foot.print_it.clicked.connect(lambda _checked=False: self._on_print())
        self.foot.save.clicked.connect(lambda _checked=False: self._on_save())

    def _on_pieces(self, pieces: tuple[RunPiece, ...]) -> None:
        self.list.show_pieces(pieces, again=self._piece_ids is not None and self._first)
        if not pieces:
            self.notice.say("No piece stands ready. Prepare one on the page of a request.")
        self._on_choice()

    def _on_choice(self) -> None:
        self._forget()
        self._run = None
        self.foot.show_idle(ready=False)
        self.options.show_for(self.list.chosen())
        if self.options.ready:
            self._wait.start()

    def _draw(self) -> None:
        chosen = self.list.chosen()
        order = self.options.order(chosen)
        services = self._context.services

        def work(progress: Progress) -> tuple[Run, Pages]:
            run = services.paper_runs.draw(order=order, progress=progress)
            drafts = [draft for job in run.jobs for draft in job.drafts]
            return run, joined_pages([pages_of(services.papers, draft.pdf) for draft in drafts])

        self.foot.show_busy("Drawing")
        self._task = self._context.compute(
            self,
            work,
            lambda made: self._on_drawn(made, order),
            self._on_not_drawn,
            self.foot.show_step,
        )

    def _on_drawn(self, made: tuple[Run, Pages], order: RunOrder) -> None:
        self._run, pages = made
        self._task = None
        self.preview.show_pages(pages.sizes, pages.render)
        self.summary.setText(summary_words(self._run, order, self.options.stock))
        self.hint.setText(self._tray_words(self._run))
        said = remark_words(self._run, has_printers=self.options.has_printers)
        if self.list.count():
            self.notice.say("\n".join(said), Kind.SOON)
        self.foot.show_idle(ready=bool(self._run.jobs))
        if self._first and self._run.jobs:
            self.foot.main.setFocus(Qt.FocusReason.OtherFocusReason)
        self._first = False
        self.drawn.emit()

    def _on_not_drawn(self, error: Exception) -> None:
        self._task = None
        self.foot.show_idle(ready=False)
        self.preview.show_pages(NO_PAGES.sizes, NO_PAGES.render)
        self._show_error(error)

    def _tray_words(self, run: Run) -> str:
        """How envelopes lie in the tray of their printer."""
        stocks = [job.stock for job in run.jobs if job.kind is PaperKind.ENVELOPE]
        if not stocks or not self.options.has_printers:
            return ""
        printer = self.options.printer_of(PaperKind.ENVELOPE)
        feed = feed_of(self._context.views, printer, stocks[0])
        return f"Envelopes go into the printer {feed.hint}."

    def _on_print(self) -> None:
        run = self._agreed()
        if run is not None:
            self._begin("Printing")
            printers = {job.kind: self.options.printer_of(job.kind) for job in run.jobs}
            self.work.print_run(run, printers)

    def _on_save(self) -> None:
        run = self._agreed()
        if run is not None:
            self._begin("Saving")
            self.work.save_run(run)

    def _agreed(self) -> Run | None:
        """The run, when nothing of it was printed before or the person wants it again."""
        question = again_words(self._run) if self._run is not None else ""
        messages = self._context.messages
        if question and not messages.confirm("Print again", question, "Print again"):
            return None
        return self._run

    def _begin(self, doing: str) -> None:
        self.outcome.clear()
        self.foot.show_busy(doing)
        for part in (self.list, self.options):
            part.setEnabled(False)
        self.foot.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_stop(self) -> None:
        if self._run is not None:
            self.foot.show_stopping()
            self.work.stop()
            return
        self._forget()
        self.foot.show_idle(ready=False)
        self.notice.say("Drawing was stopped. Change the choice to draw again.", Kind.IDLE)

    def _on_ended(self, end: RunEnd) -> None:
        """All printed: close. Else say what was and what was not, and offer the rest."""
        if end.made and not end.missing and end.loose is None and not end.paths:
            self._context.messages.say(end.sentence)
            self.accept()
            return
        if end.error is not None and not isinstance(end.error, Problem):
            self._context.messages.show_failure(end.error)
        for part in (self.list, self.options):
            part.setEnabled(True)
        whole = bool(end.paths) and not end.missing
        if not end.called_off:
            self.outcome.say(end.sentence, Kind.DONE if whole else Kind.LATE)
        self.options.reload_first()
        self.load()

    def _forget(self) -> None:
        self._wait.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _show_error(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self.notice.say_problem(error)
        else:
            self._context.messages.show_failure(error)
