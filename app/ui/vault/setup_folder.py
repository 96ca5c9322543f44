"""Step 3 of the guide: where the data lives, and why some places cannot hold it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit.buttons import secondary
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import row
from app.ui.vault.setup_step import SetupStep


class FolderStep(SetupStep):
    """The data folder; the place is judged by the service, off the GUI thread.

    Signals:
        folder_chosen: a path to be judged; answer with ``show_verdict``.
        choose_requested: the system's folder chooser is wanted.
    """

    folder_chosen = Signal(object)
    choose_requested = Signal()

    def __init__(self, usual: Path) -> None:
        super().__init__(
            "Where the data lives",
            "Everything is kept in one encrypted file on this computer. The usual place is private "
            "to your account; keep it unless you have a reason not to.",
        )
        self._usual = usual
        self.form = FormRows(topic="desk")
        self.field = self.form.add(
            "folder",
            "Data folder",
            TextField(str(usual), longest=1000),
            help_text="Network drives, cloud folders and removable disks can damage a live data "
            "file. Backups may go there.",
        )
        self.body.addWidget(self.form)
        buttons = row(gap=10)
        self.choose_button = secondary("Choose a folder", "folder", self.choose_requested.emit)
        self.usual_button = secondary("Usual place", "undo", self._on_usual)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.usual_button)
        buttons.addStretch(1)
        self.body.addLayout(buttons)

    def first_field(self) -> QWidget:
        """Most people go straight on."""
        return self.go_button

    def folder(self) -> Path:
        """The folder as typed."""
        return Path(self.field.value()).expanduser()

    def set_folder(self, folder: Path) -> None:
        """Show the chosen folder."""
        self.field.set_value(str(folder))
        self.form.clear_problems()

    def go(self) -> None:
        """Let the place be judged."""
        if not self.field.value() or not self.folder().is_absolute():
            self.show_verdict("Type the whole path of a folder, or choose one.")
            return
        self.set_busy(busy=True)
        self.folder_chosen.emit(self.folder())

    def show_verdict(self, refusal: str | None) -> None:
        """None: the folder will do, and the guide goes on."""
        self.set_busy(busy=False)
        self.form.show_problems({"folder": refusal} if refusal else {})
        if refusal is None:
            self.step_done.emit()

    def take_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Show those problems that are about the folder."""
        return self.form.show_problems(fields)

    def _on_usual(self) -> None:
        self.set_folder(self._usual)
