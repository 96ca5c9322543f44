"""The foot of the dialog that prints many papers: how far it is, and its buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from app.ui.kit.buttons import primary, secondary
from app.ui.kit.metrics import row, sized
from app.ui.kit.words import words


class RunFoot(QWidget):
    """Progress with a button that stops it at the left, close, save and print at the right."""

    def __init__(self, *, has_printers: bool) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._has_printers = has_printers
        self.doing = words("", "muted")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How far it is")
        self.stop = secondary("Stop")
        self.close_it = secondary("Close")
        self.save = secondary("Save as PDF", "download")
        self.print_it = primary("Print", "print")
        (self.print_it if has_printers else self.save).setDefault(True)
        sized(self.bar, min_width=30, max_width=180)
        layout = row(self, gap=10)
        for part in (self.doing, self.bar, self.stop):
            layout.addWidget(part)
        layout.addStretch(1)
        for button in (self.close_it, self.save, self.print_it):
            layout.addWidget(button)
        self.show_idle(ready=False)

    @property
    def main(self) -> QWidget:
        """The button for what is usually next."""
        return self.print_it if self._has_printers else self.save

    def show_busy(self, doing: str) -> None:
        """Something is under way; nothing else can be begun."""
        self.doing.setText(doing)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        for part in (self.doing, self.bar, self.stop):
            part.show()
        for button in (self.save, self.print_it):
            button.setEnabled(False)

    def show_step(self, done: int, total: int, doing: str = "") -> None:
        """How far it is."""
        if doing and self.stop.isEnabled():
            self.doing.setText(doing)
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def show_stopping(self) -> None:
        """The wish was heard; what the printer has begun is finished first."""
        self.stop.setEnabled(False)
        self.doing.setText("Stopping after this job")

    def show_idle(self, *, ready: bool) -> None:
        """Nothing is under way; ``ready``: there is something to print."""
        had_keys = self.stop.hasFocus()
        for part in (self.doing, self.bar, self.stop):
            part.hide()
        self.save.setEnabled(ready)
        self.print_it.setEnabled(ready and self._has_printers)
        if had_keys:
            (self.main if ready else self.close_it).setFocus(Qt.FocusReason.OtherFocusReason)
