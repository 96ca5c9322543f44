"""A run of papers on its way to the printer or into files: one job after the other, told exactly.

The promise: a job counts as printed only when the queue has taken it and its papers are on file;
what the printer has begun is printed whole and put on file, also when the dialog is left or the
desk is locked meanwhile; whatever stops the run, what was printed and what was not is said by kind
and number.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Cancelled, Problem
from app.domain.papers import PaperKind
from app.services.changes import Outcome
from app.services.paper_run_values import Run, RunJob
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.paper_feed import Feed, fed, feed_of, keep_printer
from app.ui.kit.paper_pages import Pages, joined_pages, pages_of
from app.ui.kit.printing import PageImage, PrintJob, PrintOrder


@dataclass(frozen=True, slots=True)
class RunEnd:
    """What came of a run.

    Attributes:
        made: the jobs that were printed or saved, and are on file.
        missing: those that were not.
        loose: a job that the printer took and that could not be put on file.
        error: why it stopped; None when the person stopped it or nothing is missing.
        paths: the files that were written.
        saving: it went into files.
    """

    made: tuple[RunJob, ...]
    missing: tuple[RunJob, ...] = ()
    loose: RunJob | None = None
    error: Exception | None = None
    paths: tuple[Path, ...] = ()
    saving: bool = False

    @property
    def called_off(self) -> bool:
        """The person chose no place for the first file: nothing happened."""
        return self.saving and not self.made and self.error is None

    @property
    def sentence(self) -> str:
        """``Printed: 12 cover letters. Not printed: 9 envelopes and 3 labels.``"""
        verb = "Saved" if self.saving else "Printed"
        said = [f"{verb}: {listed(self.made) if self.made else 'nothing'}."]
        if self.loose is not None:
            said.append(
                f"Sent to the printer but not noted: {listed((self.loose,))}. Look in the tray, "
                "and print again only what is not there."
            )
        if self.missing:
            said.append(f"Not {verb.lower()}: {listed(self.missing)}.")
        if self.paths:
            said.append("The files are not encrypted: delete them when they have been printed.")
        if isinstance(self.error, Problem):
            said.append(self.error.sentences)
        return " ".join(said)


class NotNoted(Exception):  # noqa: N818 - told to the person by its cause, never shown itself
    """The printer took a job that could not be put on file; ``why`` says what hindered it."""

    def __init__(self, why: Exception) -> None:
        super().__init__(type(why).__name__)
        self.why = why


class RunWork(QObject):
    """Carries out one run.

    Signals:
        step: job title, pages handed over, pages of the job.
        ended: a ``RunEnd``.
    """

    step = Signal(str, int, int)
    ended = Signal(object)

    def __init__(self, dialog: QWidget, context: UiContext) -> None:
        super().__init__(dialog)
        self._dialog, self._context = dialog, context
        self._jobs: tuple[RunJob, ...] = ()
        self._made: list[RunJob] = []
        self._paths: list[Path] = []
        self._printers: dict[PaperKind, str] = {}
        self._busy = self._stopping = self._saving = False

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._busy

    def print_run(self, run: Run, printers: dict[PaperKind, str]) -> None:
        """Hand each job to its printer, the next only when the one before is on file."""
        self._begin(run)
        self._saving, self._printers = False, printers
        self._print_next()

    def save_run(self, run: Run) -> None:
        """Ask where each PDF goes and write it; stopping in between keeps what was saved."""
        self._begin(run)
        self._saving = True
        self._save_next()

    def stop(self) -> None:
        """Stop before the next job; one that the printer has begun cannot be called back."""
        self._stopping = True

    def _begin(self, run: Run) -> None:
        self._jobs, self._made, self._paths = run.jobs, [], []
        self._busy, self._stopping = True, False

    def _next(self) -> RunJob | None:
        left = self._jobs[len(self._made) :]
        if not left or self._stopping:
            self._end()
            return None
        return left[0]

    def _print_next(self) -> None:
        job = self._next()
        if job is None:
            return
        order = PrintOrder(self._printers[job.kind])
        keep_printer(self._context.views, job.stock, order.printer)
        feed = feed_of(self._context.views, order.printer, job.stock)
        services, printers = self._context.services, self._context.printers

        def work(progress: Progress) -> Outcome[tuple[int, ...]]:
            pages = joined_pages([pages_of(services.papers, draft.pdf) for draft in job.drafts])
            ready = fed(pages, feed if job.kind is not PaperKind.COVER_LETTER else Feed())
            told = _told(ready, progress)
            printers.print_job(PrintJob(job.title, told.sizes, told.render), order)
            # here and not in an answer to the window, which may be closed by now
            try:
                return services.paper_runs.record(job=job)
            except Exception as error:
                raise NotNoted(error) from error

        def show(done: int, total: int) -> None:
            self.step.emit(job.title, done, total)

        def kept(_ids: tuple[int, ...]) -> None:
            self._made.append(job)
            self._print_next()

        def failed(error: Exception) -> None:
            if isinstance(error, NotNoted):
                self._end(error.why, loose=job)
            else:
                self._end(error)

        self._context.act_beside(self, work, kept, failed, show)

    def _save_next(self) -> None:
        job = self._next()
        if job is None:
            return
        name = f"{job.title.replace(' ', '-').replace(',', '')}.pdf"
        target = self._context.files.save_file(
            self._dialog, f"Save {job.title}", name, "PDF (*.pdf)"
        )
        if target is None:
            self._end()
            return
        runs = self._context.services.paper_runs
        self.step.emit(job.title, 0, job.sheets)

        def work(_progress: Progress) -> Outcome[tuple[int, ...]]:
            return runs.save(job=job, target=target)

        def saved(_ids: tuple[int, ...]) -> None:
            self._made.append(job)
            self._paths.append(target)
            self._save_next()

        self._context.act_beside(self, work, saved, self._end)

    def _end(self, error: Exception | None = None, loose: RunJob | None = None) -> None:
        self._busy = False
        made = tuple(self._made)
        left = self._jobs[len(made) + (loose is not None) :]
        paths = tuple(self._paths)
        self.ended.emit(RunEnd(made, left, loose, error, paths, saving=self._saving))


def listed(jobs: tuple[RunJob, ...]) -> str:
    """``12 cover letters, 9 envelopes and 3 labels``."""
    titles = [job.title for job in jobs]
    return " and ".join([part for part in (", ".join(titles[:-1]), titles[-1]) if part])


def _told(pages: Pages, progress: Progress) -> Pages:
    """The pages, each reported as it goes out."""
    total = len(pages.sizes)

    def render(number: int, dpi: int) -> PageImage:
        page = pages.render(number, dpi)
        # the pages before this one cannot be called back: half a job would be on no file
        with suppress(Cancelled):
            progress.step(number + 1, total)
        return page

    return Pages(pages.sizes, render)
