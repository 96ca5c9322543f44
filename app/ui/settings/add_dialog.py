"""The frame of the dialogs that add a dated fact."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit.buttons import primary, secondary
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.forms import FormRows
from app.ui.kit.words import words


class AddDialog(KitDialog):
    """A title, a form, Cancel and one button.

    Signals:
        add_requested: the person wants it added; the dialog says whether it can be.
    """

    add_requested = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        action: str,
        *,
        topic: str,
        lead: str = "",
        width: int = 460,
    ) -> None:
        """``topic`` is where the help of its fields is found."""
        super().__init__(parent, title, width=width)
        self.form = FormRows(topic=topic)
        self.body.addWidget(words(title, "cardTitle"))
        if lead:
            self.body.addWidget(words(lead, "muted", wrap=True))
        self.body.addWidget(self.form)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.add_button = primary(action, clicked=self.add_requested.emit)
        self.buttons.addWidget(self.add_button)
