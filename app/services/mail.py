"""The mail room: pieces prepared, numbered, printed, accepted, delivered, and what came of them.

Promise: a piece belongs to its request and keeps the address as it was; only lawful moves are made;
no day lies in the future or before the acceptance; the request's queue follows in the same
transaction. Refused, unclaimed, undeliverable and returned stay different things (U91).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.article_formats import CheckDigit
from app.domain.article_numbers import ArticleNumber, read_article_number
from app.domain.errors import FieldProblems, Problem
from app.domain.mail import AcceptanceProof, MailPiece, MailStatus
from app.domain.mail_states import MailMove, MailStage, stage_of
from app.domain.mail_steps import may_need_you
from app.domain.queue import facts_from
from app.domain.request_states import Move, lawful_moves
from app.domain.staff import Operation
from app.domain.text import NAME_LIMIT, NOTE_LIMIT, clean_line, clean_text, require_length
from app.services.changes import Area, Outcome, done
from app.services.desk import permitted
from app.services.mail_articles import (
    ArticleLogged,
    ask_about_duplicates,
    read_for_piece,
    remarks_on,
    with_article,
)
from app.services.mail_log import MailLog
from app.services.mail_moves import Told, cost_of, index, keep, mark_printed, moved, tell
from app.services.mail_orders import NewMail, new_piece
from app.services.mail_release import HandedOverQuestion, note_left_shut, reasons_against
from app.services.request_moves import sent_on, write_step

_ENDINGS = {
    MailStatus.NOTICE_LEFT: MailMove.LEAVE_NOTICE,
    MailStatus.REFUSED: MailMove.REFUSE,
    MailStatus.UNCLAIMED: MailMove.LEAVE_UNCLAIMED,
    MailStatus.UNDELIVERABLE: MailMove.FIND_UNDELIVERABLE,
    MailStatus.RETURNED: MailMove.RETURN,
    MailStatus.LOST: MailMove.LOSE,
}


class MailRoom(MailLog):
    """The verbs of the mail room."""

    @permitted(Operation.EDIT_REQUESTS)
    def prepare(self, *, order: NewMail) -> Outcome[int]:
        """A new piece of a request; earlier ones that came back are settled by it.

        Raises:
            FieldProblems: no address, services that do not go together, an impossible weight.
            Problem: ``confidential-address``.
        """
        with self.desk.writing() as unit:
            piece = unit.mail.add(new_piece(self.desk, unit, order), self.desk.session.staff_id)
            for earlier in unit.mail.of_request(order.request_id):
                if earlier.id != piece.id and _waits_for_another(earlier):
                    told = Told("settled", "A new piece was prepared.")
                    keep(self.desk, unit, replace(earlier, settled=True), told)
            tell(self.desk, unit, piece, Told("prepared", f"{_services(piece)} prepared."))
            index(unit, piece)
        return _changed(piece.id)

    @permitted(Operation.EDIT_REQUESTS)
    def change_service(self, *, piece_id: int, version: int, order: NewMail) -> Outcome[int]:
        """Choose other services for a piece before it is mailed; its address stays as it was.

        Raises:
            FieldProblems: services that do not go together, an impossible weight.
            Problem: it was mailed already.
            Conflict: someone changed the piece since.
        """
        with self.desk.writing() as unit:
            before = unit.mail.get(piece_id)
            if stage_of(before.status) is not MailStage.READY:
                raise Problem(
                    "mail-mailed",
                    "This piece was mailed; its services cannot be changed any more.",
                )
            wanted = new_piece(self.desk, unit, replace(order, request_id=before.request_id))
            piece = replace(
                before,
                version=version,
                service=wanted.service,
                extras=wanted.extras,
                shape=wanted.shape,
                weight_tenths=wanted.weight_tenths,
            )
            keep(self.desk, unit, piece, Told("service", f"{_services(piece)} chosen."))
        return _changed(piece_id)

    @permitted(Operation.EDIT_REQUESTS)
    def set_article(
        self,
        *,
        piece_id: int,
        version: int,
        text: str,
        keep_failed: bool = False,
        keep_duplicate: bool = False,
    ) -> Outcome[ArticleLogged]:
        """Log the article number, typed or scanned.

        Raises:
            ArticleQuestion: a green card's number, a doubtful or a used number; ask, then confirm.
            Problem: it cannot be a number from a label.
        """
        article = read_for_piece(text, keep_failed=keep_failed)
        with self.desk.writing() as unit:
            piece = unit.mail.get(piece_id)
            _refuse_cancelled(piece)
            if not keep_duplicate:
                ask_about_duplicates(self.desk, unit, piece, article)
            corrected = bool(piece.article_number) and piece.article_number != article.number
            text = f"Article number {article.grouped()} {'corrected' if corrected else 'logged'}."
            marked = "Kept although its check digit does not fit." if _doubtful(article) else ""
            told = Told("article", text, note=marked)
            saved = keep(self.desk, unit, with_article(piece, version, article), told)
        return done(ArticleLogged(article, remarks_on(saved, article)), Area.MAIL, Area.REQUESTS)

    @permitted(Operation.EDIT_REQUESTS)
    def set_receipt_number(
        self, *, piece_id: int, version: int, text: str
    ) -> Outcome[ArticleNumber]:
        """Log the green card's own number.

        Raises:
            Problem: it cannot be a number from a card.
        """
        card = read_article_number(text)
        with self.desk.writing() as unit:
            piece = unit.mail.get(piece_id)
            _refuse_cancelled(piece)
            told = Told("receipt_number", f"Return receipt number {card.grouped()} logged.")
            with_card = replace(piece, version=version, return_receipt_number=card.number)
            keep(self.desk, unit, with_card, told)
        return done(card, Area.MAIL, Area.REQUESTS)

    @permitted(Operation.EDIT_REQUESTS)
    def mark_printed(self, *, piece_id: int, version: int) -> Outcome[int]:
        """Note that the envelope or label was made elsewhere, for example by hand.

        Raises:
            Problem: it is further along already.
        """
        with self.desk.writing() as unit:
            piece = moved(unit.mail.get(piece_id), version, MailMove.PRINT, None, self._today)
            mark_printed(self.desk, unit, [replace(piece, status=MailStatus.READY)])
        return _changed(piece_id)

    @permitted(Operation.EDIT_REQUESTS)
    def mark_accepted(
        self,
        *,
        piece_id: int,
        version: int,
        on: date,
        proof: AcceptanceProof,
        dropped_by: str = "",
        despite: bool = False,
    ) -> Outcome[int]:
        """The post office took the piece; its cost is fixed by that day's prices.

        A request that was ready is sent with it. One that nobody approved stays where it is: what
        happened is logged all the same, and the request's page goes on asking for the approval.
        ``despite``: the person said that it was handed over although it may not leave.

        Raises:
            HandedOverQuestion: it may not leave; ask, then confirm.
            FieldProblems: the day is in the future.
            Problem: not from where it stands.
        """
        by = clean_line(dropped_by) or self.desk.session.name
        require_length(by, NAME_LIMIT, field="dropped_by", label="The name")
        with self.desk.writing() as unit:
            before = unit.mail.get(piece_id)
            piece = moved(before, version, MailMove.ACCEPT, on, self._today)
            against = reasons_against(self.desk, unit, before)
            if against and not despite:
                raise HandedOverQuestion(against)
            cost = cost_of(unit, piece, on)
            piece = replace(
                piece,
                accepted_on=on,
                acceptance_proof=proof,
                dropped_by=by,
                cost_cents=cost.total_cents,
                prices_from=cost.prices_from,
            )
            note, codes = f"{proof.label}, {by}.", tuple(one.code for one in against)
            told = Told("accepted", "Accepted by the carrier.", on, note, codes)
            keep(self.desk, unit, piece, told)
            if against:
                note_left_shut(self.desk, unit, piece, against, on)
            request = unit.requests.item(piece.request_id)
            if Move.SEND in lawful_moves(request.request.status, facts_from(request.request)):
                write_step(self.desk, unit, request, sent_on(on), Move.SEND)
        return _changed(piece_id)

    @permitted(Operation.EDIT_REQUESTS)
    def mark_delivered(
        self, *, piece_id: int, version: int, on: date, to: str = ""
    ) -> Outcome[int]:
        """The carrier delivered it; ``to`` is who signed, as the carrier tells it.

        Raises:
            FieldProblems: the day is in the future or before the acceptance.
            Problem: not from where it stands.
        """
        signer = require_length(clean_line(to), NAME_LIMIT, field="to", label="The name")
        with self.desk.writing() as unit:
            piece = moved(unit.mail.get(piece_id), version, MailMove.DELIVER, on, self._today)
            piece = replace(piece, delivered_on=on, delivered_to=signer, ended_on=None)
            note = f"Signed by {signer}." if signer else ""
            keep(self.desk, unit, piece, Told("delivered", "Delivered.", on, note))
        return _changed(piece_id)

    @permitted(Operation.EDIT_REQUESTS)
    def mark_receipt(self, *, piece_id: int, version: int, on: date) -> Outcome[int]:
        """The green card or the electronic receipt is on file.

        Raises:
            FieldProblems: the day is in the future or before the delivery.
            Problem: not delivered yet, or no receipt was paid for.
        """
        with self.desk.writing() as unit:
            before = unit.mail.get(piece_id)
            if not before.wants_card:
                raise Problem("no-receipt-bought", "This piece was mailed without a receipt.")
            piece = moved(before, version, MailMove.FILE_RECEIPT, on, self._today)
            if before.delivered_on is not None and on < before.delivered_on:
                raise FieldProblems({"on": "The receipt cannot come before the delivery."})
            told = Told("receipt_received", "Return receipt on file.", on)
            keep(self.desk, unit, replace(piece, receipt_on=on), told)
        return _changed(piece_id)

    @permitted(Operation.EDIT_REQUESTS)
    def mark_ended(
        self, *, piece_id: int, version: int, status: MailStatus, on: date, note: str = ""
    ) -> Outcome[int]:
        """Notice left, refused, unclaimed, undeliverable, returned or lost.

        Raises:
            FieldProblems: the day is in the future or before the acceptance.
            Problem: not from where it stands.
        """
        move = _ENDINGS.get(status)
        if move is None:
            raise FieldProblems({"status": "Choose what became of the piece."})
        kept = _note(note)
        with self.desk.writing() as unit:
            piece = moved(unit.mail.get(piece_id), version, move, on, self._today)
            piece = replace(piece, ended_on=on, note=kept or piece.note)
            keep(self.desk, unit, piece, Told(status.value, f"{status.label}.", on, kept))
        return _changed(piece_id)

    @permitted(Operation.EDIT_REQUESTS)
    def cancel(self, *, piece_id: int, version: int, reason: str) -> Outcome[int]:
        """Take back a piece that was not mailed; it stays in the log.

        Raises:
            FieldProblems: no reason.
            Problem: it was mailed already.
        """
        why = _note(reason)
        if not why:
            raise FieldProblems({"reason": "Say why the piece is not mailed."})
        with self.desk.writing() as unit:
            piece = moved(unit.mail.get(piece_id), version, MailMove.CANCEL, None, self._today)
            keep(self.desk, unit, piece, Told("cancelled", "Not mailed.", note=why))
        return _changed(piece_id)

    @permitted(Operation.EDIT_REQUESTS)
    def settle(self, *, piece_id: int, version: int, note: str) -> Outcome[int]:
        """What had to be done about a piece was done; it no longer asks for anyone.

        Raises:
            FieldProblems: nothing says what was done.
        """
        what = _note(note)
        if not what:
            raise FieldProblems({"note": "Say what was done."})
        with self.desk.writing() as unit:
            piece = unit.mail.get(piece_id)
            if not may_need_you(piece):
                raise Problem("nothing-to-settle", "This piece does not wait for anyone.")
            piece = replace(piece, version=version, settled=True)
            keep(self.desk, unit, piece, Told("settled", "Settled.", note=what))
        return _changed(piece_id)

    @property
    def _today(self) -> date:
        return self.desk.clock.today()


def _changed(piece_id: int) -> Outcome[int]:
    return done(piece_id, Area.MAIL, Area.REQUESTS)


def _services(piece: MailPiece) -> str:
    extras = sorted(extra.label for extra in piece.extras)
    return ", ".join((piece.service.label, *extras))


def _waits_for_another(piece: MailPiece) -> bool:
    cancelled = piece.status is MailStatus.CANCELLED
    return stage_of(piece.status) is MailStage.ENDED and not cancelled and not piece.settled


def _refuse_cancelled(piece: MailPiece) -> None:
    if piece.status is MailStatus.CANCELLED:
        raise Problem("mail-cancelled", "This piece was cancelled and takes no number.")


def _doubtful(article: ArticleNumber) -> bool:
    return article.check is CheckDigit.FAILED


def _note(text: str) -> str:
    return require_length(clean_text(text), NOTE_LIMIT, field="note", label="The note")
