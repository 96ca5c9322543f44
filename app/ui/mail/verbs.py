"""What a person does with a piece, as calls to the mail service; each names its answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.article_numbers import ArticleNumber
from app.domain.mail import MailPiece
from app.domain.mail_states import MailMove
from app.services.changes import Outcome
from app.services.mail_articles import ArticleLogged
from app.services.mail_orders import NewMail
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import Failed
from app.ui.mail.move_fields import MoveAnswer

Then = Callable[[int], None]


class MailVerbs:
    """Calls for one page; ``owner`` is who waits for the answers."""

    def __init__(self, owner: QObject, context: UiContext) -> None:
        self._owner, self._context = owner, context

    def log(self, piece: MailPiece, answer: MoveAnswer, then: Then, failed: Failed) -> None:
        """Log a move of the piece."""

        def work(_progress: Progress) -> Outcome[int]:
            return self._logged(piece, answer)

        self._context.act(self._owner, work, then, failed)

    def set_number(
        self,
        piece: MailPiece,
        typed: tuple[str, bool, bool],
        then: Callable[[ArticleLogged], None],
        failed: Failed,
    ) -> None:
        """Log the article number; ``typed`` is the text and what was confirmed about it."""
        text, keep_failed, keep_duplicate = typed
        mail = self._context.services.mail

        def work(_progress: Progress) -> Outcome[ArticleLogged]:
            return mail.set_article(
                piece_id=piece.id,
                version=piece.version,
                text=text,
                keep_failed=keep_failed,
                keep_duplicate=keep_duplicate,
            )

        self._context.act(self._owner, work, then, failed)

    def set_receipt(
        self, piece: MailPiece, text: str, then: Callable[[ArticleNumber], None], failed: Failed
    ) -> None:
        """Log the green card's own number."""
        mail = self._context.services.mail

        def work(_progress: Progress) -> Outcome[ArticleNumber]:
            return mail.set_receipt_number(piece_id=piece.id, version=piece.version, text=text)

        self._context.act(self._owner, work, then, failed)

    def settle(self, piece: MailPiece, note: str, then: Then, failed: Failed) -> None:
        """What had to be done was done."""
        mail = self._context.services.mail

        def work(_progress: Progress) -> Outcome[int]:
            return mail.settle(piece_id=piece.id, version=piece.version, note=note)

        self._context.act(self._owner, work, then, failed)

    def prepare(self, order: NewMail, then: Then, failed: Failed) -> None:
        """A new piece of the same request."""
        mail = self._context.services.mail

        def work(_progress: Progress) -> Outcome[int]:
            return mail.prepare(order=order)

        self._context.act(self._owner, work, then, failed)

    def change_service(self, piece: MailPiece, order: NewMail, then: Then, failed: Failed) -> None:
        """Other services for a piece that was not mailed yet."""
        mail = self._context.services.mail

        def work(_progress: Progress) -> Outcome[int]:
            return mail.change_service(piece_id=piece.id, version=piece.version, order=order)

        self._context.act(self._owner, work, then, failed)

    def _logged(self, piece: MailPiece, answer: MoveAnswer) -> Outcome[int]:
        mail = self._context.services.mail
        place = {"piece_id": piece.id, "version": piece.version}
        if answer.move is MailMove.PRINT:
            return mail.mark_printed(**place)
        if answer.move is MailMove.CANCEL:
            return mail.cancel(**place, reason=answer.note)
        on = answer.on or self._context.clock.today()
        if answer.move is MailMove.ACCEPT:
            return mail.mark_accepted(
                **place,
                on=on,
                proof=answer.proof,
                dropped_by=answer.name,
                despite=answer.despite,
            )
        if answer.move is MailMove.DELIVER:
            return mail.mark_delivered(**place, on=on, to=answer.name)
        if answer.move is MailMove.FILE_RECEIPT:
            return mail.mark_receipt(**place, on=on)
        status = answer.move.leads_to
        return mail.mark_ended(**place, status=status, on=on, note=answer.note)
