"""What the person does with the chosen piece: card and dialogs on one side, verbs on the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.errors import Problem
from app.domain.mail import MailPiece, MailStatus
from app.domain.mail_states import MailMove
from app.domain.paper_rules import is_approved
from app.domain.papers import PaperKind
from app.domain.postage import PieceShape
from app.services.mail_log import MailView
from app.services.mail_orders import NewMail
from app.services.mail_release import HandedOverQuestion
from app.ui.kit.context import UiContext
from app.ui.kit.paper_dialog import PaperDialog, PaperSubject, Wanted
from app.ui.kit.preview_bar import TRUE_SIZE
from app.ui.kit.task_runner import Failed
from app.ui.kit.tokens import Kind
from app.ui.mail.ask import Ask
from app.ui.mail.envelope_card import EnvelopeCard
from app.ui.mail.log_dialogs import MoveDialog, SettleDialog
from app.ui.mail.move_fields import MoveAnswer
from app.ui.mail.numbers import NumberDesk
from app.ui.mail.piece_card import PieceCard
from app.ui.mail.service_dialog import ServiceDialog
from app.ui.mail.verbs import MailVerbs, Then

_UNAPPROVED = (
    "Nobody approved this release. If the piece has left the office all the same, log it: the log "
    "will say that the approval is missing. Otherwise keep the piece here."
)
_Asker = MoveDialog | SettleDialog | ServiceDialog


class PieceDesk(QObject):
    """Carries out wishes about one piece.

    Signals:
        piece_wanted: the id of another piece to show.
        reload_wanted: the chosen piece has changed.
        began: the person does something; what was said of the last deed is old.
    """

    piece_wanted = Signal(object)
    reload_wanted = Signal()
    began = Signal()

    def __init__(
        self, page: QWidget, context: UiContext, card: PieceCard, outside: EnvelopeCard
    ) -> None:
        super().__init__(page)
        self._page, self._context = page, context
        self._card, self._outside = card, outside
        self._verbs = MailVerbs(self, context)
        self.numbers = NumberDesk(page, context, card)
        self._go_on = False
        self.may_edit = True
        self.dialog: QDialog | None = None
        card.wish_made.connect(self._on_wish)
        card.next.print_requested.connect(self.open_papers)
        card.next.move_answered.connect(self._on_answer)
        card.next.again_requested.connect(lambda: self._ask_service(new=True))
        card.next.request_requested.connect(self._go_to_request)
        self.numbers.kept.connect(lambda: self._on_done(0))
        outside.papers_requested.connect(lambda: self.open_papers(outside_alone=True))

    @property
    def piece(self) -> MailPiece | None:
        """The chosen piece as it was last read."""
        return self._card.view.piece if self._card.view is not None else None

    def set_may_edit(self, *, may_edit: bool) -> None:
        """Whether the person may log and print; the others read, and see who may."""
        self.may_edit = may_edit
        self._card.set_may_edit(may_edit=may_edit)
        self._outside.set_may_edit(may_edit=may_edit)

    def show_view(self, view: MailView) -> None:
        """Show the chosen piece as it is now."""
        before = self.piece
        self._card.show_view(view)
        self._outside.show_piece(view.piece)
        if before is None or before.id != view.piece.id:
            self._outside.reload_start()
        if self._card.next.ask is Ask.NUMBER:
            self.numbers.suggest(view.piece)
        if self._go_on:
            self._go_on = False
            self._card.next.focus_first()

    def do_next(self) -> None:
        """The next step: open the papers, else go to the fields it needs; from there, log it."""
        box = self._card.next
        if box.ask is Ask.PRINT:
            self.open_papers()
        elif box.has_keys():
            box.press()
        else:
            box.focus_first()

    def open_papers(self, *, outside_alone: bool = False) -> None:
        """Letter, envelope and label; ``outside_alone`` is seen at true size at once."""
        piece, outside = self.piece, self._outside.outside()
        if piece is None or piece.status is MailStatus.CANCELLED or not self.may_edit:
            return
        self.began.emit()
        label = outside is not None and outside.kind is PaperKind.LABEL
        both = Wanted.LETTER_AND_LABEL if label else Wanted.LETTER_AND_ENVELOPE
        alone = Wanted.LABEL if label else Wanted.ENVELOPE
        flat = piece.shape == PieceShape.FLAT.value
        subject = PaperSubject(piece.request_id, piece.id, flat=flat)
        wanted = alone if outside_alone else both
        dialog = PaperDialog(self._page.window(), self._context, subject, wanted)
        if outside_alone:
            dialog.preview.zoom.set_value(TRUE_SIZE)
        dialog.finished.connect(self.after_papers)
        self._open(dialog)

    def after_papers(self) -> None:
        """Printed, saved or only looked at: the keyboard goes to what comes next."""
        self._outside.reload_start()
        self._on_done(0)

    def _on_wish(self, wish: object) -> None:
        card = PieceCard
        deeds = {
            card.PAPERS: self.open_papers,
            card.SERVICE: lambda: self._ask_service(new=False),
            card.AGAIN: lambda: self._ask_service(new=True),
            card.NUMBER: self.numbers.ask_number,
            card.RECEIPT: self.numbers.ask_receipt,
            card.SETTLE: self._ask_settle,
            card.REQUEST: self._go_to_request,
            card.TRACK: self._open_tracking,
        }
        self.began.emit()
        if isinstance(wish, MailMove):
            self._ask_move(wish)
        elif wish in deeds:
            deeds[str(wish)]()

    def _on_answer(self, answer: MoveAnswer) -> None:
        if self.piece is not None:
            self.began.emit()
            self._log(self.piece, answer, self._on_done, self._on_refused)

    def _log(self, piece: MailPiece, answer: MoveAnswer, then: Then, failed: Failed) -> None:
        """Log a move; of what may not leave, ask first whether it was handed over all the same."""

        def refused(error: Exception) -> None:
            if not isinstance(error, HandedOverQuestion):
                failed(error)
            elif self._context.messages.confirm(
                "Do not hand it over", error.question, "It was handed over", dangerous=True
            ):
                self._verbs.log(piece, replace(answer, despite=True), then, failed)
            else:
                self.reload_wanted.emit()

        self._verbs.log(piece, answer, then, refused)

    def _on_done(self, _piece_id: int) -> None:
        """Read the piece again and give the keyboard to its next step."""
        self._go_on = True
        self.reload_wanted.emit()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self._card.next.show_error(error)
        else:
            self._context.messages.show_failure(error)

    def _ask_move(self, move: MailMove) -> None:
        piece = self.piece
        if piece is None:
            return
        if move is MailMove.PRINT:
            self._verbs.log(piece, MoveAnswer(move), self._on_done, self._on_refused)
            return
        person = self._context.services.mail.desk.session.name
        dialog = MoveDialog(self._page.window(), move, self._context.clock, person)
        if move is MailMove.ACCEPT and not is_approved(piece.request_status):
            dialog.notice.say(_UNAPPROVED, Kind.LATE)

        def log(answer: MoveAnswer) -> None:
            self._log(piece, answer, self._closing(dialog), self._telling(dialog))

        dialog.answered.connect(log)
        self._open(dialog)

    def _ask_settle(self) -> None:
        piece = self.piece
        if piece is None:
            return
        dialog = SettleDialog(self._page.window())

        def settle(note: str) -> None:
            self._verbs.settle(piece, note, self._closing(dialog), self._telling(dialog))

        dialog.answered.connect(settle)
        self._open(dialog)

    def _ask_service(self, *, new: bool) -> None:
        piece = self.piece
        if piece is None:
            return
        dialog = ServiceDialog(self._page.window(), self._context, piece, new=new)

        def prepared(piece_id: int) -> None:
            dialog.accept()
            self.piece_wanted.emit(piece_id)

        def keep(order: NewMail) -> None:
            failed = self._telling(dialog)
            if new:
                self._verbs.prepare(order, prepared, failed)
            else:
                self._verbs.change_service(piece, order, prepared, failed)

        dialog.answered.connect(keep)
        self._open(dialog)

    def _closing(self, dialog: QDialog) -> Callable[[int], None]:
        def done(piece_id: int) -> None:
            dialog.accept()
            self._on_done(piece_id)

        return done

    def _telling(self, dialog: _Asker) -> Failed:
        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                dialog.show_error(error)
            else:
                self._context.messages.show_failure(error)

        return failed

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    def _go_to_request(self) -> None:
        if self.piece is not None:
            self._context.navigator.go("requests", self.piece.request_id)

    def _open_tracking(self) -> None:
        """The carrier's page, with the number and nothing else, only on this click."""
        view = self._card.view
        url = view.article.tracking_url if view is not None and view.article is not None else None
        if url is not None:
            QDesktopServices.openUrl(QUrl(url))
