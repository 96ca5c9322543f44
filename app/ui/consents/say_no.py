"""Asked once more, before a patient's "no" is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.consents.patient_words import PatientWords
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.words import words


class SayNo(QWidget):
    """Two buttons; going back is the ready one.

    Signals:
        said_no: the patient does not want it.
        back_requested: the patient wants to read on.
    """

    said_no = Signal()
    back_requested = Signal()

    def __init__(self, said: PatientWords) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.yes = secondary(said.really_no, clicked=self.said_no.emit)
        self.back = primary(said.back, clicked=self.back_requested.emit)
        outer = column(self, gap=12, pads=(40, 24, 40, 24))
        outer.addStretch(1)
        for text, role in ((said.ask_no, "readTitleLarge"), (said.ask_no_more, "readTextLarge")):
            label = words(text, role, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            outer.addWidget(label)
        buttons = row(gap=12)
        buttons.addStretch(1)
        for button in (self.yes, self.back):
            sized(button, height=42)
            buttons.addWidget(button)
        buttons.addStretch(1)
        outer.addSpacing(12)
        outer.addLayout(buttons)
        outer.addStretch(2)
