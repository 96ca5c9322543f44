"""The licences of everything the program is made with, as they came with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.system.resources import shipped_licences
from app.ui.kit.buttons import primary
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.metrics import px
from app.ui.kit.words import words

TITLE = "Licences"
FROM_SOURCES = (
    "This ChartPost runs from its sources, with packages that were installed beside it. Each keeps "
    "its licence in its own folder. The program as it is handed out shows all licences here."
)


class LicencesDialog(KitDialog):
    """One long text to read and copy from."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, TITLE, width=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body.addWidget(words(TITLE, "cardTitle"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Licences of all parts")
        self.text.setPlainText(shipped_licences() or FROM_SOURCES)
        self.body.addWidget(self.text, 1)
        close = primary("Close", clicked=self.accept)
        close.setDefault(True)
        self.buttons.addWidget(close)
        self.resize(px(720), px(560))
