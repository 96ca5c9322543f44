"""Asking for an article number: typed or scanned, named while it is typed.

A scanner types the digits and Enter; the green card's number is noticed; a number whose check digit
does not fit can be kept, and stays marked (``mail.md`` 1.3).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.article_formats import CheckDigit
from app.domain.article_numbers import read_article_number
from app.domain.errors import Problem
from app.services.mail_articles import ArticleQuestion
from app.ui.kit.buttons import Button, secondary
from app.ui.kit.edge_button import EdgeButton
from app.ui.kit.fields import TextField
from app.ui.kit.metrics import column
from app.ui.kit.words import set_state, words
from app.ui.mail.wording import number_words

_KEEP = "Keep it as it is"
_RECEIPT = "Put it in the return receipt field"
_QUESTIONS = {
    "article-check": "The check digit does not fit. Read the sticker again, or keep the number "
    "as it is.",
    "article-green-card": "This is the number of the green card, not of the letter. The letter's "
    "number is on the sticker.",
}


class NumberAsk(QWidget):
    """One field, what it says about the number, and a question where there is one.

    Signals:
        number_given: text, kept against its check digit, kept although used elsewhere.
        receipt_given: the text is the green card's number.
    """

    number_given = Signal(str, bool, bool)
    receipt_given = Signal(str)

    def __init__(self, name: str = "Number of the sticker") -> None:
        super().__init__()
        self.setObjectName("plain")
        self._keep_failed = self._keep_duplicate = False
        self._about = self._roll = ""
        self.field = TextField(placeholder="Scan or type the number")
        self.field.setAccessibleName(name)
        EdgeButton(self.field, "barcode", "Barcode", left=True)
        self.said = words("", "help", wrap=True)
        self.question = QFrame()
        self.question.setProperty("role", "notice")
        self.question.setProperty("kind", "soon")
        self._ask = words("", wrap=True)
        self.keep: Button = secondary(_KEEP, clicked=self._on_keep)
        self.to_receipt: Button = secondary(_RECEIPT, clicked=self._on_receipt)
        layout = column(self, gap=6)
        layout.addWidget(self.field)
        layout.addWidget(self.said)
        layout.addWidget(self.question)
        inside = column(self.question, gap=8, pads=(12, 10, 12, 10))
        for part in (self._ask, self.to_receipt, self.keep):
            inside.addWidget(part)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self.submit)
        self.clear()

    def clear(self) -> None:
        """An empty field without a question."""
        self.field.clear()
        self._on_text("")

    def set_text(self, text: str) -> None:
        """Put a number into the field, as if it were typed."""
        self.field.setText(text)

    def suggest(self, number: str) -> None:
        """Say which number the roll of stickers goes on with; it is never filled in by itself."""
        self._roll = f"Next on the roll: {read_article_number(number).grouped()}"
        if not self.field.value():
            self._say(self._roll, wrong=False)

    def submit(self) -> None:
        """Give the number away as it stands."""
        self.number_given.emit(self.field.value(), self._keep_failed, self._keep_duplicate)

    def show_error(self, error: Problem) -> None:
        """Ask, or say what is wrong; what was typed stays and is marked for the next scan."""
        if isinstance(error, ArticleQuestion):
            self._about = error.code
            untested = error.code == "article-check" and error.article.check is CheckDigit.NONE
            said = error.happened if untested else _QUESTIONS.get(error.code, error.happened)
            self._ask.setText(said)
            self.to_receipt.setVisible(error.code == "article-green-card")
            self.question.setAccessibleName(self._ask.text())
            self.question.show()
            self.said.hide()
        else:
            self._say(f"{error.happened} {error.next_step}".strip(), wrong=True)
        # the keyboard stays in the field: a scanner that sends two line ends confirms nothing
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _on_text(self, text: str) -> None:
        self._keep_failed = self._keep_duplicate = False
        self.question.hide()
        self._say(_live_words(text) if text else self._roll, wrong=False)

    def _say(self, text: str, *, wrong: bool) -> None:
        set_state(self.said, "role", "problem" if wrong else "help")
        set_state(self.field, "wrong", "true" if wrong else "false")
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.field.setAccessibleDescription(text)

    def _on_keep(self) -> None:
        if self._about == "article-duplicate":
            self._keep_duplicate = True
        else:
            self._keep_failed = True
        self.question.hide()
        self.submit()

    def _on_receipt(self) -> None:
        self.question.hide()
        self.receipt_given.emit(self.field.value())


def _live_words(text: str) -> str:
    """What the number is, while it is typed; half a number is not spoken of yet."""
    try:
        article = read_article_number(text)
    except Problem:
        return ""
    return f"{article.grouped()}: {number_words(article)}"
