"""Notices inside a page and the short line at its foot; neither stops the person.

One rule for what goes away: it keeps its place until the person has done the next thing, so that
nothing moves under the mouse; then the place closes, so that no hole stays.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app.domain.errors import Problem
from app.ui.kit.buttons import icon_button, link
from app.ui.kit.icons import set_icon
from app.ui.kit.later import soon
from app.ui.kit.metrics import column, px, row
from app.ui.kit.tokens import Kind
from app.ui.kit.words import set_state, words

DONE_STANDS_MS = 15_000
_SIGNS = {
    Kind.LATE: "warning",
    Kind.SOON: "warning",
    Kind.DONE: "check",
    Kind.IDLE: "info",
    Kind.INFO: "info",
}
_BEGINS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress})
_ENDS = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.KeyRelease})


class Notice(QFrame):
    """A sentence on a tint, with at most one link; hidden while it has nothing to say.

    Signals:
        action_requested: the link was pressed.
        closed: the person put the notice away.
    """

    action_requested = Signal()
    closed = Signal()

    def __init__(
        self,
        text: str = "",
        kind: Kind = Kind.INFO,
        *,
        action: str = "",
        closable: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        # the first line, the sign before it and the button behind it stand on one height
        inset = 7 if closable else 0
        layout = row(self, gap=10, pads=(14, 12 - inset, 10, 12 - inset))
        top = Qt.AlignmentFlag.AlignTop
        self._sign = words()
        self._words = words(wrap=True)
        self._link = link("", clicked=self.action_requested.emit)
        self._close = icon_button("close", "Close this notice", self._on_close)
        self._close.setVisible(closable)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard alone
        self._before: weakref.ref[QWidget] | None = None
        self._begun = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)
        said = column(gap=4, pads=(0, inset, 0, inset))
        said.addWidget(self._words)
        said.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        signs = column(pads=(0, inset, 0, 0))
        signs.addWidget(self._sign, 0, top)
        signs.addStretch(1)
        layout.addLayout(signs)
        layout.addLayout(said, 1)
        layout.addWidget(self._close, 0, top)
        self.say(text, kind, action=action)

    def say(self, text: str, kind: Kind = Kind.INFO, *, action: str = "") -> None:
        """Show a sentence; an empty one hides the notice."""
        self._timer.stop()
        self._keep_place(kept=False)
        at = QApplication.focusWidget()
        if not text:
            self._give_keyboard_back()
        elif at is not None and not self.isAncestorOf(at):
            self._before = weakref.ref(at)
        self._words.setText(text)
        self.setAccessibleName(text)
        self._link.setText(action)
        self._link.setVisible(bool(action))
        set_icon(self._sign, _SIGNS[kind], "accent" if kind is Kind.INFO else kind.value)
        set_state(self, "kind", kind.value)
        self.setVisible(bool(text))

    def say_problem(self, problem: Problem) -> None:
        """Show what happened, what is unharmed and what to do."""
        self.say(problem.sentences, Kind.LATE)

    def say_done(self, text: str) -> None:
        """Say that something was done; it goes away by itself, and with the next deed."""
        self.say(text, Kind.DONE)
        self._timer.start(DONE_STANDS_MS)

    def forget_done(self) -> None:
        """Something else is done now: what was said of the last deed goes."""
        if self._timer.isActive():
            self.clear()

    def text(self) -> str:
        """What it says now."""
        return "" if self.isHidden() else self._words.text()

    def clear(self) -> None:
        """Hide it."""
        self.say("")

    def fade(self) -> None:
        """Hide it and keep its place until the person has done the next thing: what stands below
        does not move under the mouse."""
        self._timer.stop()
        self._keep_place(kept=not self.isHidden() or self.sizePolicy().retainSizeWhenHidden())
        self._give_keyboard_back()
        self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: the person does the next thing; once it is done the place that was kept closes."""
        if event.type() in _BEGINS:
            self._begun = True
        elif self._begun and event.type() in _ENDS:
            self._begun = False
            soon(self, self._give_place_up)
        return False

    def _keep_place(self, *, kept: bool) -> None:
        policy = self.sizePolicy()
        if policy.retainSizeWhenHidden() is kept:
            return
        policy.setRetainSizeWhenHidden(kept)
        self.setSizePolicy(policy)
        self._begun = False
        program = QCoreApplication.instance()
        if program is not None and kept:
            program.installEventFilter(self)
        elif program is not None:
            program.removeEventFilter(self)

    def _give_place_up(self) -> None:
        if self.isHidden():
            self._keep_place(kept=False)

    def _give_keyboard_back(self) -> None:
        """What is hidden with the keyboard on it would pass it on, and the page would scroll."""
        at = QApplication.focusWidget()
        if at is None or not self.isAncestorOf(at):
            return
        before = self._before() if self._before is not None else None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            at.clearFocus()

    def _on_due(self) -> None:
        """Gone, unless the person is looking at it with mouse or keyboard."""
        if self.underMouse() or self._close.hasFocus() or self._link.hasFocus():
            self._timer.start(DONE_STANDS_MS)
        else:
            self.fade()

    def _on_close(self) -> None:
        self.fade()
        self.closed.emit()


class Toast(QFrame):
    """A line at the foot of a window for a few seconds, with at most one link, such as Undo.

    It keeps standing while it has the keyboard or the mouse.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "toast")
        self._window = window
        self._words = words()
        self._link = link("", clicked=self._on_link)
        self._action: Callable[[], object] | None = None
        layout = row(self, gap=12, pads=(16, 8, 12, 8))
        layout.addWidget(self._words)
        layout.addWidget(self._link)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a line; ``do`` is called if the person presses ``action``."""
        self._words.setText(text)
        self._link.setText(action)
        self._link.setVisible(bool(action))
        self.setAccessibleName(text)
        self._action = do
        self.adjustSize()
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(8000)

    def forget(self) -> None:
        """Put it away with what it said and what it could undo, for the lock."""
        self._timer.stop()
        self.hide()
        self._action = None
        self._words.clear()
        self._link.setText("")
        self.setAccessibleName("")

    def event(self, event: QEvent) -> bool:
        """Qt: larger or smaller text needs another size."""
        taken = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.adjustSize()
            self._settle()
        return taken

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay at the foot when the window changes its size."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self._settle()
        return False

    def _settle(self) -> None:
        left = (self._window.width() - self.width()) // 2
        self.move(max(0, left), self._window.height() - self.height() - px(44))

    def _on_due(self) -> None:
        if self.underMouse() or self._link.hasFocus():
            self._timer.start(3000)
        else:
            self.hide()

    def _on_link(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()
