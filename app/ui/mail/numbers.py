"""Article numbers and card numbers on their way to a piece, wherever they were typed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.article_numbers import ArticleNumber
from app.domain.errors import Problem
from app.domain.mail import MailPiece, MailStatus
from app.services.mail_articles import ArticleLogged
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.task_runner import Failed
from app.ui.kit.tokens import Kind
from app.ui.mail.ask import Ask
from app.ui.mail.log_dialogs import NumberDialog
from app.ui.mail.number_ask import NumberAsk
from app.ui.mail.piece_card import PieceCard
from app.ui.mail.verbs import MailVerbs


class NumberDesk(QObject):
    """Keeps numbers, and asks where a number leaves a question.

    Signals:
        kept: a number was kept; the piece is to be read again.
    """

    kept = Signal()

    def __init__(self, page: QWidget, context: UiContext, card: PieceCard) -> None:
        super().__init__(page)
        self._page, self._context, self._card = page, context, card
        self._verbs = MailVerbs(self, context)
        self._held = ""
        self.dialog: NumberDialog | None = None
        self._connect(card.next.number, None)

    @property
    def wanted(self) -> bool:
        """Whether the chosen piece still lacks its article number."""
        piece = self._piece
        gone = piece is not None and piece.status is MailStatus.CANCELLED
        return piece is not None and not piece.article_number and not gone

    def hold(self, text: str) -> None:
        """Keep a scanned number until the person says where it belongs."""
        self._held = text

    def put_held(self) -> None:
        """Log the held number for the chosen piece."""
        text, self._held = self._held, ""
        if self._card.next.ask is Ask.NUMBER:
            self._card.next.number.set_text(text)
            self._card.next.number.submit()
        elif self._piece is not None and text:
            self.ask_number(text)

    def ask_number(self, text: str = "") -> None:
        """Type, scan or correct the article number."""
        dialog = NumberDialog(self._page.window(), "Article number", "Number of the sticker")
        self._connect(dialog.ask, dialog)
        self._open(dialog)
        if text:
            dialog.ask.set_text(text)
            dialog.ask.submit()

    def ask_receipt(self) -> None:
        """Type or scan the green card's own number."""
        dialog = NumberDialog(self._page.window(), "Number of the green card", "Number of the card")
        dialog.ask.number_given.connect(
            lambda text, _failed, _used: self._set_receipt(text, dialog.ask, dialog)
        )
        self._open(dialog)

    def suggest(self, piece: MailPiece) -> None:
        """Say which sticker comes next on the roll."""
        mail, ask = self._context.services.mail, self._card.next.number

        def work(_progress: Progress) -> str | None:
            return mail.suggest_number(piece_id=piece.id)

        def show(number: str | None) -> None:
            if number is not None:
                ask.suggest(number)

        self._context.read(self, work, show)

    @property
    def _piece(self) -> MailPiece | None:
        return self._card.view.piece if self._card.view is not None else None

    def _connect(self, ask: NumberAsk, dialog: QDialog | None) -> None:
        ask.number_given.connect(
            lambda text, failed, used: self._set_number((text, failed, used), ask, dialog)
        )
        # after the card's number the field waits for the sticker
        ask.receipt_given.connect(lambda text: self._set_receipt(text, ask, None))

    def _open(self, dialog: NumberDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    def _set_number(
        self, typed: tuple[str, bool, bool], ask: NumberAsk, dialog: QDialog | None
    ) -> None:
        piece = self._piece
        if piece is None:
            return

        def done(logged: ArticleLogged) -> None:
            ask.clear()
            self._card.say(" ".join(logged.remarks), Kind.SOON)
            if dialog is not None:
                dialog.accept()
            self.kept.emit()

        self._verbs.set_number(piece, typed, done, self._asking(ask))

    def _set_receipt(self, text: str, ask: NumberAsk, dialog: QDialog | None) -> None:
        piece = self._piece
        if piece is None:
            return

        def done(card: ArticleNumber) -> None:
            ask.clear()
            self._card.say(f"Kept as the number of the green card: {card.grouped()}.", Kind.DONE)
            if dialog is not None:
                dialog.accept()
            else:
                ask.field.setFocus(Qt.FocusReason.OtherFocusReason)

        self._verbs.set_receipt(piece, text, done, self._asking(ask))

    def _asking(self, ask: NumberAsk) -> Failed:
        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                ask.show_error(error)
            else:
                self._context.messages.show_failure(error)

        return failed
