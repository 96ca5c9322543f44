"""Labels: plain text always, so that nothing a stranger typed is read as markup."""

from __future__ import annotations

import html

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.ui.kit.metrics import sized


def words(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet.

    Roles: title, subtitle, cardTitle, caption, strong, muted, help, problem, code.
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    if wrap:
        policy = label.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        label.setSizePolicy(policy)
        label.setMinimumWidth(1)
    return label


def selectable(label: QLabel) -> QLabel:
    """Let the text be marked and copied with the mouse."""
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def set_state(widget: QWidget, name: str, state: object) -> None:
    """Set a property the style sheet looks at, and look again."""
    if widget.property(name) == state:
        return
    widget.setProperty(name, state)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the widget and its children again."""
    for part in [widget, *widget.findChildren(QWidget)]:
        part.style().unpolish(part)
        part.style().polish(part)


def safe_tip(text: str) -> str:
    """Tooltip text that is shown as typed, though tooltips guess at markup."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def hairline() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line


def plain(parent: QWidget | None = None) -> QWidget:
    """A holder without ground of its own."""
    holder = QWidget(parent)
    holder.setObjectName("plain")
    return holder


def name_it(widget: QWidget, name: str, description: str = "") -> QWidget:
    """Give the widget the name and description a screen reader says."""
    widget.setAccessibleName(name)
    if description:
        widget.setAccessibleDescription(description)
    return widget


def tall(widget: QWidget, height: int) -> QWidget:
    """Give the widget a least height that follows the text size."""
    sized(widget, min_height=height)
    return widget


def is_inside(thing: QObject | None, root: QObject) -> bool:
    """Whether ``thing`` is ``root`` or below it."""
    while thing is not None:
        if thing is root:
            return True
        thing = thing.parent()
    return False
