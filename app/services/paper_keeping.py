"""Papers kept byte for byte with their request, told of in its timeline and in the audit trail.

One paper or a whole print job goes in here in one transaction, so that a job is on file whole or
not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from app.documents.reprint import mark_reprint
from app.domain.attachments import AttachmentKind
from app.domain.audit_chain import AuditEvent, Plain
from app.domain.errors import Problem
from app.domain.label_stock import next_free_label
from app.domain.papers import Paper, PaperKind
from app.services.desk import Desk
from app.services.mail_moves import mark_printed
from app.services.paper_drafts import PaperDraft, PaperFor, page_count, require_papers_lawful
from app.services.paper_stock import label_catalog
from app.storage.attachments import NewFile
from app.storage.unit import Unit
from app.system.private_files import replace_atomically

OUTSIDE = frozenset({PaperKind.ENVELOPE, PaperKind.LABEL})


class PaperHow(StrEnum):
    """What was done with a paper."""

    PRINTED = "printed"
    SAVED = "saved"


def keep_drafts(
    desk: Desk, unit: Unit, drafts: Sequence[PaperDraft], how: PaperHow, copies: int = 1
) -> tuple[int, ...]:
    """Keep what was printed or saved; marks requests and pieces, and moves the label sheet on."""
    kept: list[int] = []
    outside: list[int] = []
    for draft in drafts:
        # of a sheet that many share, the fingerprint is taken once
        sheet = draft.sha256
        kept += [_keep(desk, unit, draft, part, (how, copies, sheet)) for part in draft.parts]
        if draft.kind in OUTSIDE:
            outside += [part.mail_piece_id for part in draft.parts if part.mail_piece_id]
        if draft.kind is PaperKind.LABEL and draft.reprint_of is None:
            stock = label_catalog().get(draft.stock)
            used = len(draft.parts) * draft.labels_each * copies
            unit.papers.set_next_label(draft.stock, next_free_label(stock, used, draft.start))
    mark_printed(desk, unit, unit.mail.several(outside))
    return tuple(kept)


def reprint_draft(desk: Desk, unit: Unit, paper: Paper) -> PaperDraft:
    """A kept paper once more: letters marked as a reprint, the outside as it was (U80, U66).

    Raises:
        Problem: its copy is not kept any more, or the request does not allow papers now.
    """
    request = unit.requests.get(paper.request_id)
    require_papers_lawful(request)
    data = unit.attachments.read(paper.attachment_id)
    made_on = desk.clock.local(paper.made_at).date()
    pdf = data if paper.kind in OUTSIDE else mark_reprint(data, made_on)
    remarks: tuple[str, ...] = ()
    if paper.kind in OUTSIDE and paper.mail_piece_id is not None:
        remarks = ("Do not put the same article number on two pieces of mail.",)
    patient_id = request.details.patient_id
    part = PaperFor(paper.request_id, request.number, paper.mail_piece_id, patient_id=patient_id)
    return PaperDraft(
        paper.kind,
        pdf,
        page_count(pdf),
        paper.stock,
        (part,),
        remarks,
        text_number=paper.text_number,
        reprint_of=paper.id,
    )


@contextmanager
def written(target: Path, pdf: bytes) -> Iterator[None]:
    """The file stands there whole while its papers are put on file; else it is taken away again.

    Raises:
        Problem: the place cannot be written.
    """
    try:
        replace_atomically(target, pdf)
    except OSError:
        raise Problem(
            "cannot-write",
            "The file cannot be written there.",
            unharmed="No file was left behind.",
            next_step="Close it in other programs, or choose another folder.",
        ) from None
    try:
        yield
    except BaseException:
        # What the trail does not know of may not lie outside the store.
        target.unlink(missing_ok=True)
        raise


def _keep(
    desk: Desk, unit: Unit, draft: PaperDraft, part: PaperFor, done: tuple[PaperHow, int, str]
) -> int:
    how, copies, sheet = done
    data = part.alone or draft.pdf
    now, by = desk.clock.now(), desk.session.staff_id
    pages = page_count(data) if part.alone else draft.pages
    name = f"{draft.kind.value}_{part.request_number}.pdf"
    new = NewFile(part.request_id, AttachmentKind.PAPER, name, "application/pdf", now, by, pages)
    attachment_id = unit.attachments.add(new, data)
    paper = unit.papers.add(
        Paper(
            id=0,
            request_id=part.request_id,
            kind=draft.kind,
            made_at=now,
            made_by=desk.session.name,
            stock=draft.stock,
            pages=pages,
            sha256=hashlib.sha256(data).hexdigest(),
            how=how.value,
            copies=copies,
            reprint=draft.reprint_of is not None,
            mail_piece_id=part.mail_piece_id,
            attachment_id=attachment_id,
            text_number=draft.text_number,
        ),
        by,
    )
    _tell(desk, unit, paper, (part, sheet))
    return paper.id


def _tell(desk: Desk, unit: Unit, paper: Paper, of: tuple[PaperFor, str]) -> None:
    part, sheet = of
    verb = f"{paper.how} again, as a reprint" if paper.reprint else paper.how
    copies = f"{paper.copies} copies" if paper.copies > 1 else ""
    unit.requests.add_step(
        paper.request_id,
        at=paper.made_at,
        by=desk.session.staff_id,
        kind=f"paper.{paper.how}",
        text=f"{paper.kind.label} {verb}.",
        detail=copies,
    )
    patient_id = part.patient_id or unit.requests.patient_of(paper.request_id)
    detail: dict[str, Plain] = {
        "kind": paper.kind.value,
        "how": paper.how,
        "stock": paper.stock,
        "pages": paper.pages,
        "copies": paper.copies,
        "reprint": paper.reprint,
        "sha256": paper.sha256,
        "sheet": sheet,
        "text": paper.text_number,
    }
    action = "paper.reprinted" if paper.reprint else f"paper.{paper.how}"
    unit.audit.record(AuditEvent(action, "request", paper.request_id, patient_id, detail))
