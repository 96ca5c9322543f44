"""What a field is for, said beside it: a small sign to press, or Shift+F1 in the field."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from app.domain.help_pages import FieldHelp
from app.system.help_texts import shipped_help
from app.ui.kit.buttons import icon_button
from app.ui.kit.metrics import column, px
from app.ui.kit.words import words

WIDTH = 340


class HelpBubble(QFrame):
    """The words under the field; Escape or a click elsewhere takes them away."""

    def __init__(self, help_of: FieldHelp, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self.setAccessibleName(f"What is this for? {help_of.label}. {help_of.purpose}")
        layout = self._layout = column(self, gap=6, pads=(14, 12, 14, 12))
        layout.addWidget(words(help_of.label, "strong", wrap=True))
        layout.addWidget(words(help_of.purpose, wrap=True))
        if help_of.source:
            layout.addWidget(words(help_of.source, "help", wrap=True))
        self.setFixedWidth(px(WIDTH))

    def show_under(self, field: QWidget) -> None:
        """Open below the field, inside the screen."""
        height = self._layout.heightForWidth(self.width())
        self.setFixedHeight(max(height, self.minimumSizeHint().height()))
        place = field.mapToGlobal(QPoint(0, field.height() + px(4)))
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = place.y()
        if top + self.height() > room.bottom():
            top = field.mapToGlobal(QPoint(0, 0)).y() - self.height() - px(4)
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()


def help_sign(label: str) -> QToolButton:
    """The sign beside a field's name. Tab passes it by; Shift+F1 does the same from the field."""
    sign = icon_button("help", f"What is this for? {label} (Shift+F1)")
    sign.setProperty("role", "sign")
    sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return sign


def show_field_help(topic: str, name: str, field: QWidget) -> HelpBubble | None:
    """Say what the field is for; None where nothing is written about it."""
    found = shipped_help().field(topic, name)
    if found is None:
        return None
    bubble = HelpBubble(found, field.window())
    bubble.show_under(field)
    return bubble
