"""Text fields: what is typed is kept; nothing is rewritten while the person types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from app.ui.kit.edge_button import EdgeButton
from app.ui.kit.icons import set_icon
from app.ui.kit.line_edit import LineEdit
from app.ui.kit.metrics import px, sized

LONGEST_LINE = 1_000  # far above any name; keeps a pasted book out of a line


class TextField(LineEdit):
    """One line of text."""

    def __init__(
        self, text: str = "", *, placeholder: str = "", longest: int = LONGEST_LINE
    ) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setMaxLength(longest)

    def value(self) -> str:
        """The text without spaces around it."""
        return self.text().strip()

    def set_value(self, text: str) -> None:
        """Show ``text`` from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)


class NotesField(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next field."""

    def __init__(self, text: str = "", *, placeholder: str = "", lines: int = 3) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        sized(self, height=lines * 18 + 20)

    def value(self) -> str:
        """The text without empty lines around it."""
        return self.toPlainText().strip()

    def set_value(self, text: str) -> None:
        """Show ``text``."""
        self.setPlainText(text)


class NumberField(QSpinBox):
    """A whole number within bounds; the wheel does not change it by accident."""

    def __init__(self, value: int = 0, *, least: int = 0, most: int = 9_999) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setValue(value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # the style sheet's padding does not reach the text field inside
        self.lineEdit().setTextMargins(px(8), 0, 0, 0)

    def set_value(self, value: int) -> None:
        """Show ``value``."""
        self.setValue(value)

    def setAccessibleName(self, name: str) -> None:
        """Qt: the text field inside takes the keyboard and needs the name too."""
        super().setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel scrolls the page."""
        event.ignore()


class PasswordField(QLineEdit):
    """A hidden text with an eye that shows it while wanted (also Ctrl+Shift+S)."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LONGEST_LINE)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._button = EdgeButton(self, "eye", "Show the password", self._on_eye)
        self._eye = QAction(self)
        self._eye.setShortcut("Ctrl+Shift+S")
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.triggered.connect(self._on_eye)
        self.addAction(self._eye)
        self._show_eye()

    def value(self) -> str:
        """The password exactly as typed."""
        return self.text()

    def show_text(self) -> None:
        """Show what is in it."""
        self.setEchoMode(QLineEdit.EchoMode.Normal)
        self._show_eye()

    def hide_text(self) -> None:
        """Hide what is in it."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._show_eye()

    def _on_eye(self) -> None:
        shown = self.echoMode() is QLineEdit.EchoMode.Normal
        (self.hide_text if shown else self.show_text)()

    def _show_eye(self) -> None:
        shown = self.echoMode() is QLineEdit.EchoMode.Normal
        name = "Hide the password" if shown else "Show the password"
        self._button.show_icon("eye-off" if shown else "eye", f"{name} (Ctrl+Shift+S)")

    def changeEvent(self, event: QEvent) -> None:
        """Qt: a field switched off does not go on showing the password."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and not self.isEnabled():
            self.setEchoMode(QLineEdit.EchoMode.Password)


class SearchField(LineEdit):
    """Searches a moment after the last key, at once on Enter; Escape clears it.

    Signals:
        search_changed: the text to look for.
    """

    search_changed = Signal(str)

    def __init__(self, placeholder: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setMaxLength(200)
        self.setClearButtonEnabled(True)
        clear = self.findChild(QAction, "_q_qlineeditclearaction")  # Qt's own is not tinted
        if clear is not None:
            set_icon(clear, "close", "muted")
        EdgeButton(self, "search", "Search", left=True)
        self._last = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(150)
        self._timer.timeout.connect(self._on_due)
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._on_due)

    def value(self) -> str:
        """What to look for."""
        return self.text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape clears first; an empty field lets Escape through."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._on_due()
            return
        super().keyPressEvent(event)

    def _on_text_changed(self) -> None:
        self._timer.start()

    def _on_due(self) -> None:
        self._timer.stop()
        if self.value() != self._last:
            self._last = self.value()
            self.search_changed.emit(self._last)
