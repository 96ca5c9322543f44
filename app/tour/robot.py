"""Hands on the real window: types, presses, chooses.

The promise: everything goes through the events that a keyboard and a mouse would send, and only to
what a person could see and reach at that moment.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from app.tour.eyes import Eyes, LostError


class Robot(Eyes):
    """One person at the window."""

    def press(self, name: str) -> None:
        """Click a button, a link or a choice."""
        self.settle()
        self.click(self.find(name, QAbstractButton))

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click into a control, scrolled into sight first."""
        _scroll_to(widget)
        self._wake(widget.window())
        place = at if at is not None else _inner(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self._app.processEvents()

    def fill(self, name: str, text: str) -> None:
        """Type into the field of that name in place of what is there."""
        self.settle()
        field = self.find(name, QLineEdit)
        self.focus(field)
        field.selectAll()
        self.type_text(text)

    def focus(self, widget: QWidget) -> None:
        """Put the keyboard on a control."""
        _scroll_to(widget)
        self._wake(widget.window())
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        self.wait("the keyboard", widget.hasFocus)

    def type_text(self, text: str) -> None:
        """Type where the keyboard is."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                target = self._app.focusWidget() or self.front
                key = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(target, event)
        self._app.processEvents()

    def choose(self, name: str, text: str) -> None:
        """Choose from a list with the arrow keys; ``text`` is how the entry begins."""
        self.settle()
        box = self.find(name, QComboBox)
        wanted = self.wait(
            f"{name}: {text}",
            lambda: next(
                (n + 1 for n in range(box.count()) if box.itemText(n).startswith(text)), None
            ),
        )
        self.focus(box)
        for _ in range(box.count()):
            here = box.currentIndex()
            if here == wanted - 1:
                break
            key = Qt.Key.Key_Down if here < wanted - 1 else Qt.Key.Key_Up
            QTest.keyClick(box, key)
        if box.currentIndex() != wanted - 1:
            raise LostError(f"“{text}” could not be chosen.")
        self._app.processEvents()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the keyboard is."""
        self._wake(self._top())
        target = self._app.focusWidget() or self._top()
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)
        self._app.processEvents()

    def table(self, name: str) -> QAbstractItemView:
        """A list of that name, when it has rows."""
        view = self.find(name, QAbstractItemView)
        self.wait(f"rows of {name}", lambda: view.model().rowCount() > 0)
        self.settle()
        return view

    def pick_row(self, name: str, row: int = 0) -> None:
        """Click a row of a list."""
        view = self.table(name)
        rect = view.visualRect(view.model().index(row, 0))
        QTest.mouseClick(
            view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            rect.center(),
        )
        self.settle()

    def _wake(self, top: QWidget) -> None:
        """Where there is no window manager nobody gives the keyboard back when a dialog closes."""
        popup = bool(top.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup)
        if not popup and not top.isActiveWindow():
            top.activateWindow()
            self.wait("the window", top.isActiveWindow)


def _inner(widget: QWidget) -> QPoint:
    """A point that belongs to the control: a check box is not hit on its empty right side."""
    rect = widget.rect()
    if isinstance(widget, QAbstractButton) and widget.isCheckable():
        return QPoint(min(10, rect.width() // 2), rect.height() // 2)
    return rect.center()


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea) and parent.widget() is not None:
            parent.ensureWidgetVisible(widget, 0, 24)
        parent = parent.parentWidget()
    QApplication.processEvents()
