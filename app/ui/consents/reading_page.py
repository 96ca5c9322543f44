"""What the patient reads and signs: the full text in large type, the field, three buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.consents import RenderedText
from app.ui.consents.patient_words import PatientWords
from app.ui.consents.signature_field import SignatureField
from app.ui.kit.buttons import Button, link, primary, secondary
from app.ui.kit.cards import scroll_area
from app.ui.kit.metrics import column, px, row, sized
from app.ui.kit.text_view import HUGE, LARGE, TextView
from app.ui.kit.words import plain, words

WIDEST_TEXT = 900
_FIELD_PART = 0.24
"""How much of the height the field takes, at most."""


class ReadingPage(QWidget):
    """Text above, signature below.

    Signals:
        done_requested: the patient has signed.
        no_requested: the patient does not want it.
        hand_back_requested: the staff takes the screen back.
        other_requested: the patient reads it in the other language.
    """

    done_requested = Signal()
    no_requested = Signal()
    hand_back_requested = Signal()
    other_requested = Signal()

    def __init__(
        self, text: RenderedText, said: PatientWords, *, other: bool = False, large: bool = False
    ) -> None:
        """``other``: there is a text in the other language; ``large``: it is read larger."""
        super().__init__()
        self.setObjectName("plain")
        self._said = said
        self._large = large
        self._read = self._busy = False
        self.text = TextView(HUGE if large else LARGE)
        self.text.show_text(text.title, text.passages)
        self.lead = words(said.lead, "muted", wrap=True)
        self.other = secondary(said.other, clicked=self.other_requested.emit)
        self.other.setVisible(other)
        self.larger = secondary(said.smaller if large else said.larger, "zoom-in", self._on_size)
        self.hand_back = secondary(said.hand_back, "lock", self.hand_back_requested.emit)
        self.read_on = secondary(said.read_on, "chevron-down", self._on_read_on)
        self.field = SignatureField()
        self.field.setAccessibleName(said.field_name)
        self.field.setAccessibleDescription(said.field_help)
        self.problem = words("", "problem", wrap=True)
        self.caption = words(said.first_read, "strong", wrap=True)
        self.clear = secondary(said.clear, clicked=self._on_clear)
        self.no: Button = link(said.no, clicked=self.no_requested.emit)
        self.done = primary(said.done, "check", self.done_requested.emit)
        self.area = self._built_area()
        layout = column(self, gap=10, pads=(28, 16, 28, 16))
        layout.addLayout(self._top())
        layout.addWidget(self.area, 1)
        layout.addWidget(self._foot())
        self.field.drawn.connect(lambda: self.say(""))
        bar = self.area.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self._show_read_on())
        bar.rangeChanged.connect(lambda _least, _most: self._show_read_on())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._look_for_end)
        self._show_read_on()
        self._show_done()

    @property
    def large(self) -> bool:
        """Whether the patient reads it larger."""
        return self._large

    def say(self, text: str) -> None:
        """Say what is wrong with the signature, above the buttons."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.field.setAccessibleDescription(text or self._said.field_help)

    def set_busy(self, *, busy: bool) -> None:
        """While the signature is kept nothing is pressed twice."""
        self._busy = busy
        for part in (self.clear, self.no, self.field, self.hand_back, self.other):
            part.setEnabled(not busy)
        self.done.setText(self._said.wait if busy else self._said.done)
        self._show_done()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: a text that needs no scrolling is at its end at once."""
        super().showEvent(event)
        self._settle.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the field takes its part of the height."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: larger text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.field.setFixedHeight(round(min(px(170), max(px(60), self.height() * _FIELD_PART))))

    def _top(self) -> QHBoxLayout:
        top = row(gap=10)
        top.addStretch(1)
        for part in (self.read_on, self.other, self.larger, self.hand_back):
            top.addWidget(part)
        return top

    def _built_area(self) -> QScrollArea:
        card = QFrame()
        card.setProperty("role", "card")
        sized(card, max_width=WIDEST_TEXT)
        inside = column(card, pads=(28, 22, 28, 22))
        inside.addWidget(self.lead)
        inside.addSpacing(8)
        inside.addWidget(self.text)
        inside.addStretch(1)
        holder = plain()
        middle = row(holder)
        middle.addStretch(1)
        middle.addWidget(card, 1000)
        middle.addStretch(1)
        area = scroll_area(holder)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(" ".join(self.text.texts()))
        return area

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("role", "card")
        layout = row(foot, gap=16, pads=(16, 10, 16, 12))
        left = column(gap=6)
        self.caption.setBuddy(self.field)
        for part in (self.caption, self.field, self.problem):
            left.addWidget(part)
        self.problem.hide()
        layout.addLayout(left, 1)
        layout.addLayout(self._buttons())
        return foot

    def _buttons(self) -> QVBoxLayout:
        right = column(gap=8)
        right.addStretch(1)
        for button in (self.done, self.clear):
            sized(button, min_width=150, height=40)
            right.addWidget(button)
        right.addWidget(self.no, 0, Qt.AlignmentFlag.AlignHCenter)
        right.addStretch(1)
        return right

    def _on_clear(self) -> None:
        self.field.clear()

    def _on_size(self) -> None:
        self._large = not self._large
        self.text.set_size(HUGE if self._large else LARGE)
        self.larger.setText(self._said.smaller if self._large else self._said.larger)

    def _on_read_on(self) -> None:
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + round(bar.pageStep() * 0.85))

    def _show_read_on(self) -> None:
        bar = self.area.verticalScrollBar()
        more = bar.value() < bar.maximum()
        self.read_on.setText(self._said.read_on if more else self._said.all_read)
        if not more and self.read_on.hasFocus():
            # a button that is shut passes the keyboard on, here to the other language
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read_on.setEnabled(more)
        if not more and not self._read:
            self._settle.start(0)  # ranges come and go while the page is laid out

    def _look_for_end(self) -> None:
        bar = self.area.verticalScrollBar()
        laid_out = self.isVisible() and self.area.viewport().height() > 1
        if laid_out and bar.value() >= bar.maximum():
            self._read = True
            self._show_done()

    def _show_done(self) -> None:
        """Nobody signs what was not on the screen: Done waits for the end of the text."""
        self.done.setEnabled(self._read and not self._busy)
        self.caption.setText(self._said.sign_here if self._read else self._said.first_read)
        self.done.setAccessibleDescription("" if self._read else self._said.first_read)
