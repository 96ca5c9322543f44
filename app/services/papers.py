"""Papers of a request: drawn, previewed, printed or saved, kept, and printed once more.

The promise: what was printed or saved is kept byte for byte with its request for as long as the
request is kept (45 CFR 164.530(j)); a second print is marked where a mark may stand, and logged
(U80); the label sheet remembers its next free label (F15).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.documents.envelope import draw_envelope_test_page
from app.documents.labels import draw_alignment_page
from app.documents.pages import PageImages
from app.domain.audit_chain import AuditEvent, Plain
from app.domain.envelopes import ENVELOPES, Envelope, envelope_of
from app.domain.errors import FieldProblems
from app.domain.label_stock import LabelStock
from app.domain.paper_orders import PrintAdjustment, Turn
from app.domain.papers import Paper
from app.domain.requests import Request
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.desk import Service, permitted
from app.services.paper_drafts import (
    LetterWish,
    PaperDraft,
    contents_of,
    envelope_draft,
    ground_of,
    labels_draft,
    letter_draft,
    target_of,
)
from app.services.paper_keeping import PaperHow, keep_drafts, reprint_draft, written
from app.services.paper_stock import label_catalog

__all__ = ["LabelTarget", "PaperHow", "PaperService"]

MOST_COPIES = 99
_NO_SHIFT = PrintAdjustment()


@dataclass(frozen=True, slots=True)
class LabelTarget:
    """One label: for a request, or for one of its mail pieces."""

    request_id: int
    mail_piece_id: int | None = None


class PaperService(Service):
    """Letters, envelopes and labels are the clerk's; the records themselves are not made here."""

    @permitted(Operation.VIEW)
    def envelope_sizes(self) -> tuple[Envelope, ...]:
        """Every envelope, the common ones first."""
        return tuple(ENVELOPES.values())

    @permitted(Operation.VIEW)
    def label_stocks(self) -> tuple[LabelStock, ...]:
        """Every label sheet and roll, the usual one first."""
        catalog = label_catalog()
        others = (stock for stock in catalog.stocks if stock.id != catalog.default_id)
        return (catalog.default, *others)

    @permitted(Operation.VIEW)
    def find_label_stock(self, *, text: str) -> tuple[LabelStock, ...]:
        """The sheets sold under a typed name or number, such as 8160."""
        return label_catalog().search(text)

    @permitted(Operation.VIEW)
    def next_label(self, *, stock_id: str) -> int:
        """The first unused label of the sheet in use."""
        count = label_catalog().get(stock_id).count
        with self.desk.reading() as unit:
            return min(unit.papers.next_label(stock_id), count)

    @permitted(Operation.EDIT_REQUESTS)
    def set_next_label(self, *, stock_id: str, label: int) -> Outcome[None]:
        """Correct where the next label goes; 1 for a new sheet."""
        label_catalog().get(stock_id).label_position(label)
        with self.desk.writing() as unit:
            unit.papers.set_next_label(stock_id, label)
            detail: dict[str, Plain] = {"stock": stock_id, "label": label}
            unit.audit.record(AuditEvent("label_sheet.corrected", "label_sheet", detail=detail))
        return done(None, Area.PAPERS)

    @permitted(Operation.VIEW)
    def contents(self, *, request_id: int) -> tuple[str, ...]:
        """What the cover letter lists unless the person changes it."""
        with self.desk.reading() as unit:
            request: Request = unit.requests.get(request_id)
        return contents_of(request)

    @permitted(Operation.EDIT_REQUESTS)
    def cover_letter(
        self, *, request_id: int, fee_note: str = "", contents: tuple[str, ...] = ()
    ) -> PaperDraft:
        """The cover letter (hipaa.md 10.1), drawn and not yet kept.

        Raises:
            FieldProblems: the request has no address yet.
            Problem: a character cannot be printed, a field of the wording is empty, no room.
        """
        with self.desk.reading() as unit:
            wish = LetterWish(fee_note, contents)
            return letter_draft(target_of(unit, request_id), ground_of(self.desk, unit), wish)

    @permitted(Operation.EDIT_REQUESTS)
    def envelope(
        self,
        *,
        request_id: int,
        mail_piece_id: int | None = None,
        size: str = "10",
        turn: Turn = Turn.AS_READ,
        adjustment: PrintAdjustment = _NO_SHIFT,
    ) -> PaperDraft:
        """The face of an envelope, drawn and not yet kept.

        Raises:
            FieldProblems: the request has no address yet.
            Problem: the outside would tell too much (U66), a character cannot be printed, no room.
        """
        envelope = envelope_of(size)
        with self.desk.reading() as unit:
            target, ground = target_of(unit, request_id, mail_piece_id), ground_of(self.desk, unit)
            return envelope_draft(target, ground, envelope, (turn, adjustment))

    @permitted(Operation.EDIT_REQUESTS)
    def labels(
        self,
        *,
        targets: tuple[LabelTarget, ...],
        stock_id: str,
        start: int | None = None,
        adjustment: PrintAdjustment = _NO_SHIFT,
    ) -> PaperDraft:
        """Labels from ``start``, or from the next free label of the sheet in use.

        Raises:
            Problem: the outside would tell too much (U66), a character cannot be printed, no room.
        """
        stock = label_catalog().get(stock_id)
        with self.desk.reading() as unit:
            first = start if start is not None else unit.papers.next_label(stock_id)
            found = [target_of(unit, each.request_id, each.mail_piece_id) for each in targets]
            return labels_draft(found, ground_of(self.desk, unit), stock, (first, adjustment))

    @permitted(Operation.VIEW)
    def images(self, *, pdf: bytes) -> PageImages:
        """The pages as pictures, for the preview and the printer; close it after use."""
        return PageImages(pdf)

    @permitted(Operation.EDIT_REQUESTS)
    def record(
        self, *, draft: PaperDraft, how: PaperHow = PaperHow.PRINTED, copies: int = 1
    ) -> Outcome[tuple[int, ...]]:
        """Keep what was printed or saved; marks the request and the mail piece, moves the sheet on.

        Raises:
            FieldProblems: an impossible number of copies.
        """
        if not 1 <= copies <= MOST_COPIES:
            raise FieldProblems({"copies": f"Type a number from 1 to {MOST_COPIES}."})
        with self.desk.writing() as unit:
            kept = keep_drafts(self.desk, unit, [draft], how, copies)
        return done(kept, Area.PAPERS, Area.REQUESTS, Area.MAIL)

    @permitted(Operation.EDIT_REQUESTS)
    def save(self, *, draft: PaperDraft, target: Path) -> Outcome[tuple[int, ...]]:
        """Write the PDF whole or not at all, then keep it as saved.

        Raises:
            Problem: the place cannot be written.
        """
        with written(target, draft.pdf):
            return self.record(draft=draft, how=PaperHow.SAVED)

    @permitted(Operation.EDIT_REQUESTS)
    def reprint(self, *, paper_id: int) -> PaperDraft:
        """A kept paper once more: letters marked as a reprint, the outside as it was (U80, U66).

        Raises:
            NotFound: there is none.
            Problem: its copy is not kept any more, or the request does not allow papers now.
        """
        with self.desk.reading() as unit:
            return reprint_draft(self.desk, unit, unit.papers.get(paper_id))

    @permitted(Operation.VIEW)
    def list(self, *, request_id: int) -> tuple[Paper, ...]:
        """The papers of a request, oldest first."""
        with self.desk.reading() as unit:
            return unit.papers.of_request(request_id)

    @permitted(Operation.VIEW)
    def read(self, *, paper_id: int) -> bytes:
        """A kept paper as it was printed."""
        with self.desk.reading() as unit:
            return unit.attachments.read(unit.papers.get(paper_id).attachment_id)

    @permitted(Operation.VIEW)
    def alignment_page(self, *, stock_id: str, adjustment: PrintAdjustment = _NO_SHIFT) -> bytes:
        """A test page of a label sheet for plain paper; nobody's name is on it."""
        return draw_alignment_page(label_catalog().get(stock_id), adjustment)

    @permitted(Operation.VIEW)
    def envelope_test_page(
        self,
        *,
        size: str,
        turn: Turn = Turn.AS_READ,
        adjustment: PrintAdjustment = _NO_SHIFT,
    ) -> bytes:
        """A test face for trying how a printer takes this envelope."""
        return draw_envelope_test_page(envelope_of(size), turn, adjustment)
