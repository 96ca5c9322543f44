"""The patient view: one text, one field, nothing else; left only with the staff's password.

The promise: while it is shown there is no rail, no list, no name in a title and no key or button
that leads elsewhere; the idle lock still closes the program, and nothing of the view is left then.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QStackedLayout, QWidget

from app.domain.consent_signature import check_signature
from app.domain.consents import RenderedText
from app.domain.errors import Problem
from app.services.changes import Outcome
from app.services.consent_reads import ConsentDetail
from app.services.progress import Progress
from app.ui.consents.hand_back import HandBack
from app.ui.consents.key_guard import KeyGuard
from app.ui.consents.patient_words import words_in
from app.ui.consents.reading_page import ReadingPage
from app.ui.consents.say_no import SayNo
from app.ui.kit.context import UiContext
from app.ui.kit.icons import tokens_now
from app.ui.kit.later import soon

DECLINED_NOTE = "Said on the screen, by the patient"


class PatientView(QDialog):
    """Lies over everything until the password was typed.

    Signals:
        signed: the signature was sealed.
        declined: the patient said no.
    """

    signed = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget, context: UiContext, detail: ConsentDetail) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint
        super().__init__(parent, flags | Qt.WindowType.WindowStaysOnTopHint)
        self._context, self._consent = context, detail.consent
        self._text = detail.consent.text
        self._said = words_in(self._text.language)
        self._curtain = Curtain(parent)
        self._guard = KeyGuard(self)
        self._over = self._left = False
        self.setWindowTitle("ChartPost")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.hand_back = HandBack(context)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.hand_back)
        self.hand_back.back_requested.connect(self._on_back)
        self.hand_back.released.connect(self.accept)
        self._read_in(self._text)

    def open_over(self) -> None:
        """Show it over the whole screen of the window it belongs to."""
        window = self.parentWidget()
        self._curtain.cover()
        if QGuiApplication.platformName() == "offscreen" and window is not None:
            # a made-up screen, smaller than any real one: as large as the window instead
            self.setGeometry(window.geometry())
            self.move(window.mapToGlobal(QPoint(0, 0)))
            self.show()
        else:
            if window is not None and window.screen() is not None:
                self.setScreen(window.screen())
                self.setGeometry(window.screen().geometry())
            self.showFullScreen()
        self._guard.start()  # after the modal state began, so that it is asked first
        self.activateWindow()
        self.reading.area.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def over(self) -> bool:
        """Whether the patient has answered."""
        return self._over

    def done(self, result: int) -> None:
        """Qt: the password was right, or the program locks; if both come, the first counts."""
        if self._left:
            return
        self._left = True
        self._guard.stop()
        self.reading.field.clear()
        super().done(result)
        self._curtain.lift()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: Alt+F4 and the like lead nowhere."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a dialog would close on Escape."""
        event.accept()

    def _read_in(self, text: RenderedText, *, large: bool = False) -> None:
        """Show the words of one language from their beginning, with an empty field."""
        self._text, self._said = text, words_in(text.language)
        other = self._consent.other_text is not None
        self.reading = ReadingPage(text, self._said, other=other, large=large)
        self.no = SayNo(self._said)
        for page in (self.reading, self.no):
            self._stack.addWidget(page)
        reading, no = self.reading, self.no
        reading.done_requested.connect(self._on_done)
        reading.no_requested.connect(lambda: self._show(no, no.back))
        reading.hand_back_requested.connect(self._on_hand_back)
        reading.other_requested.connect(self._on_other)
        no.said_no.connect(self._on_no)
        no.back_requested.connect(self._on_back)
        self._stack.setCurrentWidget(reading)

    def _on_other(self) -> None:
        """What is signed is what is shown, so strokes under the other text are thrown away."""
        before, consent = (self.reading, self.no), self._consent
        turned = consent.other_text if self._text is consent.text else consent.text
        if turned is None:
            return
        self.reading.field.clear()
        self._read_in(turned, large=self.reading.large)
        for page in before:
            self._stack.removeWidget(page)
            page.deleteLater()
        self.reading.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, page: QWidget, focus: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_back(self) -> None:
        self._show(self.reading, self.reading.area)

    def _on_hand_back(self) -> None:
        said = self._said
        self._say(said.hand_over, said.hand_over_more, said.back)

    def _say(self, title: str, more: str, back: str = "", remark: str = "") -> None:
        self.hand_back.show_words(title, more, back, remark)
        self._show(self.hand_back, self.hand_back.password)

    def _on_done(self) -> None:
        drawing = self.reading.field.drawing()
        try:
            check_signature(drawing)
        except Problem as problem:
            self.reading.say(self._said.refused.get(problem.code, problem.happened))
            return
        consents, consent = self._context.services.consents, self._consent
        language = self._text.language
        self.reading.set_busy(busy=True)

        def work(_progress: Progress) -> Outcome[int]:
            return consents.sign_on_screen(
                consent_id=consent.id,
                version=consent.version,
                drawing=drawing,
                language=language,
            )

        self._context.act(self, work, self._on_signed, self._on_refused)

    def _on_signed(self, _version: int) -> None:
        self._end(self._said.thanks, self._said.thanks_more)
        self.signed.emit()

    def _on_no(self) -> None:
        consents, consent = self._context.services.consents, self._consent
        self.no.setEnabled(False)

        def work(_progress: Progress) -> Outcome[int]:
            return consents.decline(
                consent_id=consent.id, version=consent.version, note=DECLINED_NOTE
            )

        self._context.act(self, work, self._on_declined, self._on_refused)

    def _on_declined(self, _version: int) -> None:
        self._end(self._said.said_no, self._said.said_no_more)
        self.declined.emit()

    def _on_refused(self, error: Exception) -> None:
        remark = error.sentences if isinstance(error, Problem) else ""
        self._say(self._said.trouble, self._said.trouble_more, remark=remark)
        if not isinstance(error, Problem):
            self._context.messages.show_failure(error)

    def _end(self, title: str, more: str) -> None:
        """The text is gone from the screen from now on."""
        self._over = True
        self._say(title, more)


class Curtain(QWidget):
    """Lies over the window behind the view: nothing of the desk is seen beside or through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hide()

    def cover(self) -> None:
        """Hide the desk."""
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Show it again, a moment later: where the program locks, its cover comes first."""
        soon(self, self.deleteLater)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: plain ground."""
        QPainter(self).fillRect(self.rect(), QColor(tokens_now().ground))
