"""Buttons in their few roles; a screen has one primary button, the next action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

from app.ui.kit.icons import SMALL, set_icon, tokens_now
from app.ui.kit.metrics import px


class Button(QPushButton):
    """A push button that Enter presses too, as people expect of the focused one."""

    def __init__(self, text: str, role: str = "plain") -> None:
        super().__init__(text)
        self.setProperty("role", role)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter works like Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a filled button shows its focus as a light ring within the accent."""
        super().paintEvent(event)
        if not (self.hasFocus() and self.property("role") == "primary"):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens_now().on_accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), px(4), px(4))


def primary(text: str, icon_name: str = "", clicked: Callable[[], object] | None = None) -> Button:
    """The one next action."""
    return _made(text, "primary", icon_name, "on_accent", clicked)


def secondary(
    text: str, icon_name: str = "", clicked: Callable[[], object] | None = None
) -> Button:
    """Any other action."""
    return _made(text, "plain", icon_name, "text", clicked)


def danger(text: str, icon_name: str = "", clicked: Callable[[], object] | None = None) -> Button:
    """An action that takes something away."""
    return _made(text, "danger", icon_name, "late", clicked)


def link(text: str, icon_name: str = "", clicked: Callable[[], object] | None = None) -> Button:
    """An action inside text, such as "Why this date?"."""
    return _made(text, "link", icon_name, "muted", clicked)


def icon_button(
    icon_name: str, name: str, clicked: Callable[[], object] | None = None
) -> QToolButton:
    """A button of an icon alone; ``name`` is its tooltip and what a screen reader says."""
    button = QToolButton()
    button.setProperty("role", "icon")
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    set_icon(button, icon_name, "muted")
    if clicked is not None:
        _on_click(button, clicked)
    return button


def _on_click(button: QAbstractButton, clicked: Callable[[], object]) -> None:
    # Qt passes "checked"; the callee wants nothing
    button.clicked.connect(lambda _checked=False: clicked())


def _made(
    text: str, role: str, icon_name: str, ink: str, clicked: Callable[[], object] | None
) -> Button:
    button = Button(text, role)
    if icon_name:
        set_icon(button, icon_name, ink, SMALL)
    if clicked is not None:
        _on_click(button, clicked)
    return button
