"""The foot of the window: age of the last verified backup, who is signed in, the lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from app.ui.kit.buttons import Button
from app.ui.kit.icons import set_icon
from app.ui.kit.metrics import px, row, sized
from app.ui.kit.tokens import Kind
from app.ui.kit.words import ElidedLabel, safe_tip, set_state, words


class StatusLine(QFrame):
    """Says how safe the data are and whose desk this is.

    Signals:
        backup_requested: the person pressed the backup's age.
        lock_requested: the person pressed the lock.
    """

    backup_requested = Signal()
    lock_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "status")
        self._age, self._note = "", ""
        self.backup = Button("", "status")
        self.note = ElidedLabel("", "muted")
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setAccessibleName("Working")
        sized(self.busy, width=90)
        self.busy.hide()
        self.person = words("", "muted")
        self.lock = Button("Ctrl+L", "status")
        self.lock.setAccessibleName("Lock (Ctrl+L)")
        self.lock.setToolTip("Lock (Ctrl+L)")
        set_icon(self.lock, "lock", "muted")
        self.backup.clicked.connect(lambda _checked=False: self.backup_requested.emit())
        self.lock.clicked.connect(lambda _checked=False: self.lock_requested.emit())
        layout = row(self, gap=8, pads=(4, 1, 16, 1))
        middle = Qt.AlignmentFlag.AlignVCenter
        layout.addWidget(self.backup, 0, middle)
        layout.addWidget(self.note, 1, middle)  # gives way first: it says nothing new
        layout.addWidget(self.busy, 0, middle)
        layout.addWidget(self.person, 0, middle)
        layout.addWidget(self.lock, 0, middle)
        self.set_backup("", Kind.IDLE)

    def set_backup(self, text: str, kind: Kind) -> None:
        """Show the age of the last verified backup; pressing it makes a new one."""
        self._age = text
        self._fit()
        self.backup.setVisible(bool(text))
        self.backup.setAccessibleName(f"{text}. Press to back up now." if text else "Backup")
        good = kind in (Kind.DONE, Kind.INFO, Kind.IDLE)
        set_icon(self.backup, "shield" if good else "warning", "done" if good else kind.value)
        set_state(self.backup, "kind", kind.value)

    def set_person(self, text: str) -> None:
        """Show who is signed in: "Ana Ruiz, clerk"."""
        self.person.setText(text)
        self._fit()

    def set_note(self, text: str) -> None:
        """Show a standing word, such as that this is the sample practice."""
        self._note = text
        self._fit()

    def set_busy(self, *, busy: bool) -> None:
        """Show that work is under way."""
        self.busy.setVisible(busy)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Qt: another width, or larger text."""
        taken = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._fit()
        return taken

    def _fit(self) -> None:
        """The backup's words end in … where the window is narrow or the text large."""
        others = [part for part in (self.busy, self.person, self.lock) if not part.isHidden()]
        sign = self.backup.iconSize().width() + px(24)
        width = self.width() if self.isVisible() else 10_000
        room = width - sum(part.sizeHint().width() + px(8) for part in others) - px(28)
        shown = self.backup.fontMetrics().elidedText(
            self._age, Qt.TextElideMode.ElideRight, max(px(60), room - sign)
        )
        left = room - sign - self.backup.fontMetrics().horizontalAdvance(shown)
        note = self._note if left > px(120) else ""
        if self.note.text() != note:
            self.note.setText(note)
        tip = "Back up now (Ctrl+Shift+B)"
        if self.backup.text() != shown:
            self.backup.setText(shown)
        self.backup.setToolTip(tip if shown == self._age else safe_tip(f"{self._age}. {tip}"))
