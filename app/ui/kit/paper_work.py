"""Papers drawn, printed, saved and recorded off the GUI thread, each as its own job.

The promise: what is printed is what was previewed; a paper counts as printed only after the queue
has taken its job, and one that the queue refused is not recorded; leaving the dialog meanwhile
loses no record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.errors import Problem
from app.domain.papers import Paper, PaperKind
from app.services.changes import Outcome
from app.services.paper_drafts import PaperDraft
from app.services.papers import LabelTarget, PaperHow, PaperService
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.paper_feed import Feed, fed, feed_of
from app.ui.kit.paper_outside import Outside
from app.ui.kit.paper_pages import Pages, joined_pages, pages_of
from app.ui.kit.printing import PrintJob, PrintOrder
from app.ui.kit.task_runner import Failed, Task


class Wanted(Enum):
    """What is to be made; the value says it on a button."""

    LETTER_AND_ENVELOPE = "letter and envelope"
    LETTER_AND_LABEL = "letter and label"
    LETTER = "cover letter"
    ENVELOPE = "envelope"
    LABEL = "label"

    @property
    def has_letter(self) -> bool:
        """The cover letter is among it."""
        return self not in (Wanted.ENVELOPE, Wanted.LABEL)

    @property
    def outside(self) -> PaperKind | None:
        """Envelope or label, where one is among it."""
        if self is Wanted.LETTER:
            return None
        by_label = self in (Wanted.LABEL, Wanted.LETTER_AND_LABEL)
        return PaperKind.LABEL if by_label else PaperKind.ENVELOPE


@dataclass(frozen=True, slots=True)
class PaperSubject:
    """Whose papers: a request, or one of its mail pieces. ``flat``: too thick for a letter."""

    request_id: int
    mail_piece_id: int | None = None
    flat: bool = False


@dataclass(frozen=True, slots=True)
class PaperWish:
    """What to draw. ``anew``: not a marked reprint of what was printed before."""

    subject: PaperSubject
    wanted: Wanted
    outside: Outside | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """Drafts with their pages, and the papers that were printed before."""

    drafts: tuple[PaperDraft, ...]
    papers: tuple[Pages, ...] = field(repr=False)
    earlier: tuple[Paper, ...] = ()

    @property
    def pages(self) -> Pages:
        """All pages, for the preview."""
        return joined_pages(self.papers)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to look at before printing."""
        return tuple(dict.fromkeys(line for draft in self.drafts for line in draft.remarks))


class Unfinished(Exception):  # noqa: N818 - told to the person by its parts, never shown itself
    """Some papers were made before another one failed.

    Attributes:
        made: what was printed and recorded.
        missing: the paper that failed.
        error: why.
    """

    def __init__(self, made: tuple[PaperKind, ...], missing: PaperKind, error: Exception) -> None:
        super().__init__(missing.value)
        self.made, self.missing, self.error = made, missing, error


class PaperWork(QObject):
    """Does the work of one dialog or page; only the newest drawing is delivered."""

    def __init__(self, owner: QObject, context: UiContext) -> None:
        super().__init__(owner)
        self._context = context
        self._task: Task | None = None

    def draw(self, wish: PaperWish, then: Callable[[Drawn], None], failed: Failed) -> None:
        """Draw what is wished; an answer to an older wish is dropped."""
        self.forget()
        papers = self._context.services.papers

        def work(_progress: Progress) -> Drawn:
            return drawn_papers(papers, wish)

        self._task = self._context.compute(self, work, then, failed)

    def forget(self) -> None:
        """Do not deliver what is being drawn."""
        if self._task is not None:
            self._task.cancel()

    def print_all(
        self, drawn: Drawn, order: PrintOrder, then: Callable[[], None], failed: Failed
    ) -> None:
        """Hand each paper to the queue as a job of its own, one after the other."""
        self._print_from(drawn, order, 0, (then, failed))

    def save(
        self, draft: PaperDraft, target: Path, then: Callable[[Path], None], failed: Failed
    ) -> None:
        """Write one paper as PDF."""
        papers = self._context.services.papers

        def work(_progress: Progress) -> Outcome[tuple[int, ...]]:
            return papers.save(draft=draft, target=target)

        self._context.act(self, work, lambda _ids: then(target), failed)

    def _print_from(
        self, drawn: Drawn, order: PrintOrder, place: int, ends: tuple[Callable[[], None], Failed]
    ) -> None:
        then, failed = ends
        if place == len(drawn.drafts):
            then()
            return
        draft = drawn.drafts[place]
        job = self._job(draft, drawn.papers[place], order.printer)

        services, printers = self._context.services, self._context.printers

        def work(_progress: Progress) -> Outcome[tuple[int, ...]]:
            printers.print_job(job, order)
            # here and not in an answer to the dialog, which may be closed by now
            return services.papers.record(draft=draft, how=PaperHow.PRINTED, copies=order.copies)

        def refused(error: Exception) -> None:
            made = tuple(done.kind for done in drawn.drafts[:place])
            failed(Unfinished(made, draft.kind, error) if made else error)

        def next_one(_ids: tuple[int, ...]) -> None:
            self._print_from(drawn, order, place + 1, ends)

        self._context.act_beside(self, work, next_one, refused)

    def _job(self, draft: PaperDraft, pages: Pages, printer: str) -> PrintJob:
        feed = feed_of(self._context.views, printer, draft.stock)
        ready = fed(pages, feed if draft.kind is not PaperKind.COVER_LETTER else Feed())
        return PrintJob(draft.job_name, ready.sizes, ready.render)


def drawn_papers(papers: PaperService, wish: PaperWish) -> Drawn:
    """Draw what is wished; what was printed before is taken from its kept copy and marked.

    Raises:
        Problem: a paper cannot be drawn; the sentence says why.
    """
    kept = papers.list(request_id=wish.subject.request_id)
    drafts: list[PaperDraft] = []
    earlier: list[Paper] = []
    if wish.wanted.has_letter:
        before = _printed_before(kept, wish.subject, PaperKind.COVER_LETTER)
        again = before is not None and not wish.anew
        drafts.append(_letter(papers, wish, before if again else None))
        earlier += [before] if before is not None and again else []
    if wish.outside is not None and wish.wanted.outside is not None:
        before = _printed_before(kept, wish.subject, wish.outside.kind)
        drafts.append(_outside(papers, wish, wish.outside, before))
        earlier += [before] if before is not None else []
    if not drafts:
        raise Problem("paper-nothing", "There is nothing to print.")
    pages = tuple(pages_of(papers, draft.pdf) for draft in drafts)
    return Drawn(tuple(drafts), pages, tuple(earlier))


def _letter(papers: PaperService, wish: PaperWish, before: Paper | None) -> PaperDraft:
    if before is not None:
        return papers.reprint(paper_id=before.id)
    return papers.cover_letter(request_id=wish.subject.request_id)


def _outside(
    papers: PaperService, wish: PaperWish, outside: Outside, before: Paper | None
) -> PaperDraft:
    """The outside as it is now; only a used label is never printed at its old place again."""
    subject = wish.subject
    if outside.stock is not None:
        target = LabelTarget(subject.request_id, subject.mail_piece_id)
        return papers.labels(targets=(target,), stock_id=outside.stock.id, start=outside.start)
    if before is not None and before.stock == outside.stock_id and not wish.anew:
        return papers.reprint(paper_id=before.id)
    return papers.envelope(
        request_id=subject.request_id, mail_piece_id=subject.mail_piece_id, size=outside.stock_id
    )


def _printed_before(
    kept: tuple[Paper, ...], subject: PaperSubject, kind: PaperKind
) -> Paper | None:
    """The first print of this paper for this piece; later ones are reprints of it."""
    return next(
        (
            paper
            for paper in kept
            if paper.kind is kind
            and paper.how == PaperHow.PRINTED.value
            and not paper.reprint
            and (subject.mail_piece_id is None or paper.mail_piece_id == subject.mail_piece_id)
        ),
        None,
    )
