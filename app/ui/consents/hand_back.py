"""The only way out of the patient view: the password of whoever is signed in.

A wrong one is said, and the next try waits a little longer each time.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.errors import Problem
from app.services.progress import Progress
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.context import UiContext
from app.ui.kit.fields import PasswordField
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.words import words

FIRST_WAIT = 2
LONGEST_WAIT = 30


class HandBack(QWidget):
    """Says something to the patient; below it the staff's password.

    Signals:
        released: the password was right.
        back_requested: the patient wants to read on.
    """

    released = Signal()
    back_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._context = context
        self._next_wait, self._left = FIRST_WAIT, 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        self.title = words("", "readTitleLarge", wrap=True)
        self.more = words("", "readTextLarge", wrap=True)
        self.back = secondary("", "chevron-left", self.back_requested.emit)
        self.password = PasswordField()
        self.password.setAccessibleName("Staff password")
        self.password.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.problem = words("", "problem", wrap=True)
        self.remark = words("", "help", wrap=True)
        self.go = primary("Leave the patient view", clicked=self.submit)
        self.password.returnPressed.connect(self.submit)
        self._build()

    def show_words(self, title: str, more: str, back: str = "", remark: str = "") -> None:
        """Say this to the patient; ``remark`` is for the staff."""
        self.title.setText(title)
        self.more.setText(more)
        self.back.setText(back)
        self.back.setVisible(bool(back))
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        self.password.clear()
        if not self._left:
            self._say("")

    def take_keyboard(self) -> None:
        """Type here."""
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Let the password be checked."""
        typed = self.password.value()
        self.password.clear()
        if self._left:
            return
        if not typed:
            self._say("Type the password of whoever is signed in.")
            return
        staff = self._context.services.staff
        self._set_busy(busy=True)

        def work(_progress: Progress) -> None:
            staff.check_password(password=typed)

        self._context.read(self, work, lambda _nothing: self.released.emit(), self._on_wrong)

    def _build(self) -> None:
        outer = column(self, pads=(40, 24, 40, 24))
        outer.addStretch(1)
        said = column(gap=10)
        for label in (self.title, self.more):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            said.addWidget(label)
        said.addSpacing(6)
        said.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addLayout(said)
        outer.addSpacing(28)
        card = QFrame()
        card.setProperty("role", "card")
        sized(card, max_width=420)
        inside = column(card, gap=8, pads=(20, 16, 20, 16))
        label = words("For staff: your password", "strong")
        label.setBuddy(self.password)
        for part in (label, self.password, self.problem, self.remark, self.go):
            inside.addWidget(part)
        middle = row()
        middle.addStretch(1)
        middle.addWidget(card, 1000)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)

    def _on_wrong(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if not (isinstance(error, Problem) and error.code == "wrong-password"):
            self._context.messages.show_failure(error)
            return
        self._left, self._next_wait = self._next_wait, min(2 * self._next_wait, LONGEST_WAIT)
        self._show_wait()
        self._timer.start()

    def _on_second(self) -> None:
        self._left -= 1
        self._show_wait()

    def _show_wait(self) -> None:
        waiting = self._left > 0
        self._set_busy(busy=waiting)
        said = "This is not the password of whoever is signed in."
        unit = "second" if self._left == 1 else "seconds"
        self._say(f"{said} Try again in {self._left} {unit}." if waiting else said)
        if not waiting:
            self._timer.stop()
            self.take_keyboard()

    def _set_busy(self, *, busy: bool) -> None:
        self.password.setEnabled(not busy)
        self.go.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.password.setAccessibleDescription(text)
