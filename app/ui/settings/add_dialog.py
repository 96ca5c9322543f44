"""The frame of the dialogs that add a dated fact."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit.buttons import primary, secondary
from app.ui.kit.cards import scroll_area
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column, px
from app.ui.kit.words import plain, words


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

    def let_scroll(self, width: int, height: int) -> None:
        """Long forms scroll, the buttons stay; never larger than the screen."""
        self.body.removeWidget(self.form)
        inner = plain()
        layout = column(inner, pads=(2, 0, 10, 4))
        layout.addWidget(self.form)
        layout.addStretch(1)
        self.body.addWidget(scroll_area(inner), 1)
        room = self.screen().availableSize()
        self.resize(min(px(width), room.width() - 20), min(px(height), room.height() - 40))
