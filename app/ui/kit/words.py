"""Labels: plain text always, so that nothing a stranger typed is read as markup."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


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


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room; the tooltip has the rest."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint what there is room for."""
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        self.setToolTip("" if shown == self.text() else safe_tip(self.text()))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(room, int(self.alignment()), shown)


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
    # the three signs of markup; the standard library's table of all entities costs start-up time
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{safe}</qt>" if text else ""


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


def is_inside(thing: QObject | None, root: QObject) -> bool:
    """Whether ``thing`` is ``root`` or below it."""
    while thing is not None:
        if thing is root:
            return True
        thing = thing.parent()
    return False
