"""The foot of the window: age of the last verified backup, who is signed in, the lock."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from app.ui.kit.buttons import Button
from app.ui.kit.icons import set_icon
from app.ui.kit.metrics import row, sized
from app.ui.kit.tokens import Kind
from app.ui.kit.words import set_state, words


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
        self.backup = Button("", "status")
        self.note = words("", "muted")
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
        layout.addWidget(self.note, 0, middle)
        layout.addStretch(1)
        layout.addWidget(self.busy, 0, middle)
        layout.addWidget(self.person, 0, middle)
        layout.addWidget(self.lock, 0, middle)
        self.set_backup("", Kind.IDLE)

    def set_backup(self, text: str, kind: Kind) -> None:
        """Show the age of the last verified backup; pressing it makes a new one."""
        self.backup.setText(text)
        self.backup.setVisible(bool(text))
        self.backup.setAccessibleName(f"{text}. Press to back up now." if text else "Backup")
        self.backup.setToolTip("Back up now (Ctrl+Shift+B)")
        good = kind in (Kind.DONE, Kind.INFO, Kind.IDLE)
        set_icon(self.backup, "shield" if good else "warning", "done" if good else kind.value)
        set_state(self.backup, "kind", kind.value)

    def set_person(self, text: str) -> None:
        """Show who is signed in: "Ana Ruiz, clerk"."""
        self.person.setText(text)

    def set_note(self, text: str) -> None:
        """Show a standing word, such as that this is the sample practice."""
        self.note.setText(text)

    def set_busy(self, *, busy: bool) -> None:
        """Show that work is under way."""
        self.busy.setVisible(busy)
