"""A small button inside the edge of a text field; unlike Qt's own it grows with the text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from app.ui.kit.icons import SMALL, set_icon
from app.ui.kit.metrics import px


class EdgeButton(QToolButton):
    """Sits at the left or right end of ``field``; the mouse presses it, keys have a shortcut."""

    def __init__(
        self,
        field: QLineEdit,
        icon_name: str,
        name: str,
        pressed: Callable[[], object] | None = None,
        *,
        left: bool = False,
    ) -> None:
        super().__init__(field)
        self._field, self._left = field, left
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "edge")
        self.show_icon(icon_name, name)
        if pressed is None:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda _checked=False: pressed())
        field.installEventFilter(self)
        self._settle()

    def show_icon(self, icon_name: str, name: str) -> None:
        """Show another icon."""
        set_icon(self, icon_name, "muted", SMALL)
        self.setToolTip("" if self._left else name)
        self.setAccessibleName(name)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: the field has another size or another font."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._settle()
        return False

    def _settle(self) -> None:
        side, gap = px(SMALL) + px(6), px(6)
        margins = self._field.textMargins()
        taken = px(SMALL) + px(4)
        if self._left:
            margins.setLeft(taken)
        else:
            margins.setRight(taken)
        if margins != self._field.textMargins():
            self._field.setTextMargins(margins)
        x = gap if self._left else self._field.width() - side - gap
        self.setGeometry(x, (self._field.height() - side) // 2, side, side)
