"""The papers of many mail pieces in one go: what is ready, drawn kind by kind, kept job by job.

The promise: letter n belongs to outside n, since every job takes the pieces in one order; a piece
that cannot be drawn is named and left out of every job; what a job printed is on file whole, in one
transaction, before the next job begins; what was printed before is only made again when asked for,
and marked (U80).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.documents.joined import joined
from app.domain.envelopes import ENVELOPES, envelope_of
from app.domain.errors import Problem
from app.domain.mail import MailPiece, MailStatus
from app.domain.mail_log import MailHeap, MailQuery, MailSort
from app.domain.mail_states import MailStage, stage_of
from app.domain.paper_orders import PrintAdjustment
from app.domain.paper_rules import is_approved, why_no_papers
from app.domain.papers import PaperKind
from app.domain.queue import facts_from
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.desk import Service, permitted
from app.services.paper_drafts import (
    LETTER_STOCK,
    Ground,
    PaperDraft,
    Target,
    envelope_draft,
    ground_of,
    labels_draft,
    letter_draft,
    target_of,
)
from app.services.paper_keeping import OUTSIDE, PaperHow, keep_drafts, reprint_draft, written
from app.services.paper_run_values import LeftOut, Run, RunJob, RunOrder, RunPiece
from app.services.paper_stock import label_catalog
from app.services.progress import Progress
from app.storage.unit import Unit

MOST_PIECES = 300
"""More at once is more than a tray holds, and long to look through."""


class PaperRuns(Service):
    """Prints all that is ready, or some of it."""

    @permitted(Operation.EDIT_REQUESTS)
    def pieces(self, *, piece_ids: tuple[int, ...] | None = None) -> tuple[RunPiece, ...]:
        """What stands ready to be printed or mailed, the oldest first; or these of it."""
        with self.desk.reading() as unit:
            if piece_ids is None:
                oldest = MailQuery(
                    MailHeap.READY, MailSort.LOGGED, descending=False, limit=MOST_PIECES - 1
                )
                found: Sequence[MailPiece] = unit.mail.page(oldest)
            else:
                wanted = sorted(piece_ids)[:MOST_PIECES]
                found = [each for each in unit.mail.several(wanted) if _is_here(each)]
            return self._told(unit, found)

    @permitted(Operation.EDIT_REQUESTS)
    def draw(self, *, order: RunOrder, progress: Progress | None = None) -> Run:
        """Draw everything ordered; nothing of it is kept yet.

        Raises:
            Cancelled: the person stopped it.
            Problem: ``labels-start``: the sheet has no such label.
        """
        steps = progress or Progress()
        with self.desk.reading() as unit:
            ground = ground_of(self.desk, unit)
        drawing = _Drawing(self, order, ground)
        chosen = _grouped(order)
        for number, piece in enumerate(chosen):
            steps.step(number, len(chosen))
            drawing.add(piece)
        steps.step(len(chosen), len(chosen))
        return drawing.finish()

    @permitted(Operation.EDIT_REQUESTS)
    def record(self, *, job: RunJob, how: PaperHow = PaperHow.PRINTED) -> Outcome[tuple[int, ...]]:
        """Keep every paper of a job that was printed, in one transaction."""
        with self.desk.writing() as unit:
            kept = keep_drafts(self.desk, unit, job.drafts, how)
        return done(kept, Area.PAPERS, Area.REQUESTS, Area.MAIL)

    @permitted(Operation.EDIT_REQUESTS)
    def save(self, *, job: RunJob, target: Path) -> Outcome[tuple[int, ...]]:
        """Write a job as one PDF whole or not at all, then keep its papers as saved.

        Raises:
            Problem: the place cannot be written.
        """
        pdf = joined([draft.pdf for draft in job.drafts], job.kind.label)
        with written(target, pdf):
            return self.record(job=job, how=PaperHow.SAVED)

    def _told(self, unit: Unit, found: Sequence[MailPiece]) -> tuple[RunPiece, ...]:
        before = unit.papers.printed_for([piece.id for piece in found])
        local = self.desk.clock.local
        items = unit.requests.items([piece.request_id for piece in found])
        requests = {item.request.id: item.request for item in items}
        told = []
        for piece in found:
            letter = before.get((piece.id, PaperKind.COVER_LETTER))
            outsides = [before[piece.id, kind] for kind in OUTSIDE if (piece.id, kind) in before]
            request = requests[piece.request_id]
            why = why_no_papers(request.status, facts_from(request))
            told.append(
                RunPiece(
                    piece,
                    letter_on=local(letter.made_at).date() if letter else None,
                    outside_on=local(outsides[0].made_at).date() if outsides else None,
                    approved=is_approved(request.status),
                    hindrance=why.happened if why else "",
                )
            )
        return tuple(told)


class _Drawing:
    """One run being drawn, piece by piece; labels share sheets and are drawn at the end."""

    def __init__(self, runs: PaperRuns, order: RunOrder, ground: Ground) -> None:
        self._desk, self._order, self._ground = runs.desk, order, ground
        self._letters: list[tuple[RunPiece, PaperDraft]] = []
        self._envelopes: dict[str, list[PaperDraft]] = {}
        self._labels: list[tuple[RunPiece, Target]] = []
        self._left_out: list[LeftOut] = []

    def add(self, chosen: RunPiece) -> None:
        """Draw letter and envelope of a piece, or name it as left out of both."""
        order = self._order
        letter = outside = None
        try:
            target = self._target(chosen)
            stock = order.stock_of(chosen)
            if order.wants_letter(chosen):
                letter = self._again(chosen, LETTER_STOCK) or letter_draft(target, self._ground)
            if order.wants_outside(chosen) and stock in ENVELOPES:
                outside = self._again(chosen, stock) or envelope_draft(
                    target, self._ground, envelope_of(stock)
                )
        except Problem as problem:
            self._left_out.append(LeftOut(chosen, problem))
            return
        if letter is not None:
            self._letters.append((chosen, letter))
        if outside is not None:
            self._envelopes.setdefault(stock, []).append(outside)
        elif order.wants_outside(chosen):
            self._labels.append((chosen, target))

    def finish(self) -> Run:
        """Draw the labels and put the jobs into the order they are printed in."""
        labels = self._draw_labels()
        gone = {each.chosen.piece.id for each in self._left_out}
        letters = tuple(draft for chosen, draft in self._letters if chosen.piece.id not in gone)
        jobs = [RunJob(PaperKind.COVER_LETTER, LETTER_STOCK, letters)] if letters else []
        jobs += [
            RunJob(PaperKind.ENVELOPE, stock, tuple(drafts))
            for stock, drafts in self._envelopes.items()
        ]
        if labels is not None:
            jobs.append(RunJob(PaperKind.LABEL, labels.stock, (labels,)))
        return Run(tuple(jobs), tuple(self._left_out))

    def _target(self, chosen: RunPiece) -> Target:
        with self._desk.reading() as unit:
            target = target_of(unit, chosen.piece.request_id, chosen.piece.id)
        if target.piece is None or not _is_here(target.piece):
            raise Problem("mail-not-ready", "It was mailed or cancelled meanwhile.")
        return target

    def _again(self, chosen: RunPiece, stock: str) -> PaperDraft | None:
        """The marked reprint of what was printed for this piece on this stock."""
        letter = stock == LETTER_STOCK
        if (chosen.letter_on if letter else chosen.outside_on) is None:
            return None
        kind = PaperKind.COVER_LETTER if letter else PaperKind.ENVELOPE
        with self._desk.reading() as unit:
            before = unit.papers.printed_for([chosen.piece.id]).get((chosen.piece.id, kind))
            if before is None or before.stock != stock:
                return None
            return reprint_draft(self._desk, unit, before)

    def _draw_labels(self) -> PaperDraft | None:
        """All labels on their sheets; those that cannot be drawn are found one by one."""
        try:
            return self._sheet_of(self._labels)
        except Problem as problem:
            if problem.code == "labels-start":
                raise
        fitting = []
        for chosen, target in self._labels:
            try:
                self._sheet_of([(chosen, target)])
            except Problem as problem:
                self._left_out.append(LeftOut(chosen, problem))
            else:
                fitting.append((chosen, target))
        return self._sheet_of(fitting)

    def _sheet_of(self, pieces: Sequence[tuple[RunPiece, Target]]) -> PaperDraft | None:
        if not pieces:
            return None
        order = self._order
        stock = label_catalog().get(order.stock_of(pieces[0][0]))
        feed = (order.first_label, PrintAdjustment())
        return labels_draft([target for _, target in pieces], self._ground, stock, feed)


def _grouped(order: RunOrder) -> list[RunPiece]:
    """Pieces of one kind of outside beside each other, as the printer's trays want them."""
    groups: dict[str, list[RunPiece]] = {}
    for chosen in order.chosen:
        groups.setdefault(order.stock_of(chosen), []).append(chosen)
    ranked = sorted(groups, key=lambda stock: stock not in ENVELOPES)
    return [chosen for stock in ranked for chosen in groups[stock]]


def _is_here(piece: MailPiece) -> bool:
    ready = stage_of(piece.status) is MailStage.READY
    return ready and piece.status is not MailStatus.CANCELLED
