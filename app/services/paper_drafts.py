"""Papers drawn but not yet printed: who they go to, what may stand outside, the bytes to preview.

The promise: what goes on the outside is checked before it is drawn (U66); the address is the one
kept with the mail piece or the request; everything of the sample practice is marked SAMPLE.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.documents.envelope import draw_envelope
from app.documents.labels import draw_labels, labels_each
from app.documents.letter import draw_cover_letter
from app.documents.letter_texts import LetterText, cover_paragraphs
from app.documents.pages import PageImages
from app.domain.envelopes import Envelope
from app.domain.errors import Problem
from app.domain.label_stock import LabelStock
from app.domain.mail import ExtraService, MailPiece, MailStatus
from app.domain.outside_text import recipient_lines, require_neutral_outside, return_lines
from app.domain.paper_orders import EnvelopeSheet, LabelOrder, PrintAdjustment, Turn
from app.domain.paper_rules import NOT_APPROVED_YET, is_approved, why_no_papers
from app.domain.papers import (
    Addressee,
    CoverLetter,
    PaperKind,
    PracticeProfile,
    ReturnAddressMode,
)
from app.domain.queue import facts_from
from app.domain.requests import Request
from app.domain.settings import UPPERCASE_ADDRESS
from app.services.desk import Desk
from app.services.mail_moves import addressee_of
from app.services.paper_stock import outside_words
from app.services.reference import letter_text_on
from app.services.settings import practice_of
from app.storage.unit import Unit

LETTER_STOCK = "letter"
_TWO_LABELS = (
    "These labels are too small for both addresses: the return address is on the next label. "
    "Stick both on the envelope, or choose labels of an inch or more."
)


@dataclass(frozen=True, slots=True)
class PaperFor:
    """Whom one paper is for: the request, and the piece it goes with, if there is one."""

    request_id: int
    request_number: str
    mail_piece_id: int | None = None
    alone: bytes = field(default=b"", repr=False)
    """This one's own page where several share a sheet; what is kept with its request."""
    patient_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A drawn paper to look at, print or save; nothing of it is kept yet.

    Attributes:
        pdf: the bytes; print and save exactly these.
        pages: how many pages they have.
        stock: ``letter``, an envelope's id or a label sheet's id.
        remarks: what to look at before printing; none of them stops it.
        job_name: for the print queue; request numbers only.
        start: the first label used, for label sheets.
        labels_each: how many labels one address takes; on small ones the return address is apart.
        text_number: which wording a letter used.
        reprint_of: the kept paper that is printed once more.
    """

    kind: PaperKind
    pdf: bytes = field(repr=False)
    pages: int
    stock: str
    parts: tuple[PaperFor, ...]
    remarks: tuple[str, ...] = ()
    start: int = 1
    labels_each: int = 1
    text_number: int | None = None
    reprint_of: int | None = None

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def job_name(self) -> str:
        """``Cover letter 7F3K-9QXA``; nobody's name."""
        first = self.parts[0].request_number if self.parts else ""
        more = f" and {len(self.parts) - 1} more" if len(self.parts) > 1 else ""
        return f"{self.kind.label} {first}{more}".strip()


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a paper is for: request and piece as they are now, and where it goes."""

    request: Request = field(repr=False)
    piece: MailPiece | None = field(repr=False)
    addressee: Addressee = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    goes_with: MailPiece | None = field(repr=False)
    """The piece that a letter travels in, also where it was asked for by its request alone."""

    @property
    def paper_for(self) -> PaperFor:
        """Where the paper is kept."""
        piece_id = self.piece.id if self.piece is not None else None
        request = self.request
        return PaperFor(request.id, request.number, piece_id, patient_id=request.details.patient_id)

    @property
    def certified(self) -> bool:
        """The certified sticker needs its place."""
        return self.piece is not None and ExtraService.CERTIFIED in self.piece.extras


@dataclass(frozen=True, slots=True)
class Ground:
    """What all papers drawn at one moment have in common; read once for many of them."""

    practice: PracticeProfile
    text: LetterText | None
    uppercase: bool
    today: date
    sample: bool


@dataclass(frozen=True, slots=True)
class LetterWish:
    """What a person may change on a cover letter."""

    fee_note: str = ""
    contents: tuple[str, ...] = ()


_AS_USUAL = LetterWish()
_AS_DRAWN = (Turn.AS_READ, PrintAdjustment())


def ground_of(desk: Desk, unit: Unit) -> Ground:
    """Practice, wording and day as they are now."""
    today = desk.clock.today()
    return Ground(
        practice_of(unit), letter_text_on(unit, today), _uppercase(unit), today, desk.sample
    )


def letter_draft(target: Target, ground: Ground, wish: LetterWish = _AS_USUAL) -> PaperDraft:
    """The cover letter of a request, in the wording in force today.

    With a mail piece it goes to the address that the piece was prepared with, as its envelope does.

    Raises:
        Problem: a character cannot be printed, a field of the wording is empty, no room.
    """
    request, text, piece = target.request, ground.text, target.goes_with
    letter = CoverLetter(
        practice=ground.practice,
        addressee=target.addressee,
        request_number=request.number,
        letter_date=ground.today,
        request_date=request.details.received_on,
        patient_name=request.patient_name,
        contents=wish.contents or contents_of(request),
        page_count=request.page_count,
        road=road_words(request, piece),
        whole=request.whole,
        sample=ground.sample,
    )
    if wish.fee_note:
        letter = replace(letter, fee_note=wish.fee_note)
    letter = replace(letter, paragraphs=cover_paragraphs(letter, text))
    pdf = draw_cover_letter(letter)
    part = replace(target.paper_for, mail_piece_id=piece.id if piece else None)
    number = text.version if text is not None else None
    return PaperDraft(
        PaperKind.COVER_LETTER,
        pdf,
        page_count(pdf),
        LETTER_STOCK,
        (part,),
        _approval_remark(request),
        text_number=number,
    )


def envelope_draft(
    found: Target,
    ground: Ground,
    envelope: Envelope,
    feed: tuple[Turn, PrintAdjustment] = _AS_DRAWN,
) -> PaperDraft:
    """The face of an envelope for a request, or for one of its mail pieces.

    Raises:
        Problem: the outside would tell too much, a character cannot be printed, no room.
    """
    practice = ground.practice
    remarks = _require_outside(found, practice) + _approval_remark(found.request)
    turn, adjustment = feed
    order = EnvelopeSheet(
        envelope=envelope,
        addressee=found.addressee,
        sender=sender_of(practice),
        certified=found.certified,
        uppercase=ground.uppercase,
        turn=turn,
        adjustment=adjustment,
        sample=ground.sample,
    )
    pdf = draw_envelope(order)
    parts = (found.paper_for,)
    return PaperDraft(PaperKind.ENVELOPE, pdf, page_count(pdf), envelope.id, parts, remarks)


def labels_draft(
    found: Sequence[Target],
    ground: Ground,
    stock: LabelStock,
    run: tuple[int, PrintAdjustment],
) -> PaperDraft:
    """Labels for requests or mail pieces, from one label of the first sheet on.

    Raises:
        Problem: the outside would tell too much, a character cannot be printed, no room; the
            label is named by its number.
    """
    practice = ground.practice
    remarks = tuple(
        dict.fromkeys(
            line
            for each in found
            for line in (*_require_outside(each, practice), *_approval_remark(each.request))
        )
    )
    taken = labels_each(stock)
    if taken > 1:
        remarks = (*remarks, _TWO_LABELS)
    start, adjustment = run
    order = LabelOrder(
        stock=stock,
        addressees=tuple(each.addressee for each in found),
        sender=sender_of(practice),
        start=start,
        uppercase=ground.uppercase,
        adjustment=adjustment,
        sample=ground.sample,
    )
    pdf = draw_labels(order)
    parts = tuple(each.paper_for for each in found)
    if len(found) > 1:
        # The others' names on a shared sheet are not kept with anyone's request.
        parts = tuple(replace(each.paper_for, alone=_alone(order, each)) for each in found)
    return PaperDraft(
        PaperKind.LABEL,
        pdf,
        page_count(pdf),
        stock.id,
        parts,
        remarks,
        start=start,
        labels_each=taken,
    )


def contents_of(request: Request) -> tuple[str, ...]:
    """What is enclosed, by type and span; never a diagnosis (hipaa.md 10.1)."""
    details = request.details
    types = sorted(kind.label for kind in details.wanted)
    span = details.wanted_span.strip()
    return tuple(f"{kind}, {span}" if span else kind for kind in types)


def road_words(request: Request, piece: MailPiece | None) -> str:
    """How it is sent, as the letter says it."""
    if piece is None:
        return request.details.road.label
    certified = ExtraService.CERTIFIED in piece.extras
    return ExtraService.CERTIFIED.label if certified else piece.service.label


def require_papers_lawful(request: Request) -> None:
    """Pass only a request whose letter, envelope and label may be made.

    Raises:
        Problem: ``papers-not-yet``.
    """
    problem = why_no_papers(request.status, facts_from(request))
    if problem is not None:
        raise problem


def sender_of(practice: PracticeProfile) -> Addressee:
    """The return address; its neutral form leaves out every line that names the practice."""
    place = practice.address
    if practice.return_mode is ReturnAddressMode.NEUTRAL:
        place = replace(place, attention="", company="", care_of="")
    return Addressee(practice.return_name, place)


def page_count(pdf: bytes) -> int:
    """How many pages a drawn paper has."""
    with PageImages(pdf) as images:
        return images.page_count


def target_of(unit: Unit, request_id: int, piece_id: int | None = None) -> Target:
    """Whom a paper is for; only where papers may be made now.

    Raises:
        FieldProblems: there is no address yet.
        Problem: no papers may be made yet, the piece was cancelled, or it is another request's.
    """
    request = unit.requests.get(request_id)
    require_papers_lawful(request)
    piece = unit.mail.get(piece_id) if piece_id is not None else None
    if piece is not None and piece.request_id != request_id:
        raise Problem("paper-other-request", "This mail piece belongs to another request.")
    if piece is not None and piece.status is MailStatus.CANCELLED:
        raise Problem("mail-cancelled", "This mail piece was cancelled; prepare a new one.")
    addressee = (
        Addressee(piece.recipient_name, piece.recipient_address)
        if piece is not None
        else addressee_of(unit, request)
    )
    chart_number = unit.patients.get(request.details.patient_id).details.chart_number
    secrets = (request.number, chart_number)
    return Target(request, piece, addressee, secrets, piece or _live_piece(unit, request_id))


def _live_piece(unit: Unit, request_id: int) -> MailPiece | None:
    live = [
        piece
        for piece in unit.mail.of_request(request_id)
        if piece.status in {MailStatus.READY, MailStatus.PRINTED}
    ]
    return live[-1] if live else None


def _require_outside(target: Target, practice: PracticeProfile) -> tuple[str, ...]:
    sender = sender_of(practice)
    lines = (
        *recipient_lines(target.addressee.name, target.addressee.address),
        *return_lines(sender.name, sender.address),
    )
    remarks = require_neutral_outside(lines, outside_words(), target.secrets)
    return tuple(remark.sentence for remark in remarks)


def _approval_remark(request: Request) -> tuple[str, ...]:
    return () if is_approved(request.status) else (NOT_APPROVED_YET,)


def _uppercase(unit: Unit) -> bool:
    return UPPERCASE_ADDRESS.value_of(unit.settings.get(UPPERCASE_ADDRESS.key))


def _alone(order: LabelOrder, target: Target) -> bytes:
    return draw_labels(replace(order, addressees=(target.addressee,), start=1))
