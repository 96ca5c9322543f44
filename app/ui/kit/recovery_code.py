"""The recovery code: shown and printed first, then typed back from the paper.

The promise: nobody goes on without having held the code in hand; while it is typed it is not on the
screen.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.recovery_code import BODY_LENGTH, CHECK_LENGTH, normalise_base32
from app.ui.kit.buttons import secondary
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column, row
from app.ui.kit.words import plain, selectable, words

SHOW = (
    "Keep this recovery code",
    (
        "If every password is lost, this code alone opens the data. Nobody can make it again, not "
        "even the makers of ChartPost. The printed page holds two copies of the same code: cut it "
        "in two, one copy for the safe, one for the owner."
    ),
)
TYPE = (
    "Type the code back",
    "From the paper, so that you know it can be read. Capitals, spaces and hyphens do not matter.",
)
_WHOLE = BODY_LENGTH + CHECK_LENGTH


class CodePanel(QWidget):
    """Two views: the code, and the field to type it back.

    Signals:
        print_requested: the sheet is to be shown and printed.
        save_requested: the sheet is to be saved as PDF.
    """

    print_requested = Signal()
    save_requested = Signal()

    def __init__(self, code: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._shown = self._code_view(code)
        self._form = FormRows(topic="account")
        self.field = self._form.add("code", "Recovery code", TextField(longest=80))
        self.field.setFont(even_font())
        self.field.textEdited.connect(self._on_edited)
        layout = column(self)
        layout.addWidget(self._shown)
        layout.addWidget(self._form)
        self.typing = False
        self.show_view(typing=False)

    def show_view(self, *, typing: bool) -> None:
        """Show the code, or hide it and ask for it."""
        self.typing = typing
        self._shown.setVisible(not typing)
        self._form.setVisible(typing)
        if typing:
            self.field.setFocus()

    def typed(self) -> str:
        """What was typed back; an empty field says so."""
        value = self.field.value()
        if not value:
            self.show_problem("Type the code from the paper.")
        return value

    def set_drawing(self, *, drawing: bool) -> None:
        """The sheet is being drawn; nothing is asked twice."""
        self.print_button.setEnabled(not drawing)
        self.save_button.setEnabled(not drawing)
        self.print_button.setText("Drawing the sheet…" if drawing else "Print")

    def show_problem(self, sentence: str) -> None:
        """It was not the code."""
        self._form.show_problems({"code": sentence})

    def first_field(self) -> QWidget:
        """The field while typing, else printing, which is what should come first."""
        return self.field if self.typing else self.print_button

    def _code_view(self, code: str) -> QWidget:
        holder = plain()
        layout = column(holder, gap=14)
        groups = code.split("-")
        for line in (groups[:4], groups[4:]):
            layout.addWidget(_code_line("-".join(line)))
        buttons = row(gap=10)
        self.print_button = secondary("Print", "print", self.print_requested.emit)
        self.save_button = secondary("Save as PDF", "download", self.save_requested.emit)
        buttons.addStretch(1)
        buttons.addWidget(self.print_button)
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addWidget(
            words(
                "Do not photograph it or keep it in a computer. A saved PDF belongs on paper soon, "
                "and then deleted.",
                "help",
                wrap=True,
            )
        )
        return holder

    def _on_edited(self) -> None:
        missing = _WHOLE - len(normalise_base32(self.field.value()))
        self._form.show_problem("code", "")
        self._form.set_help("code", f"{missing} characters to go" if 0 < missing < _WHOLE else "")


def _code_line(text: str) -> QLabel:
    label = selectable(words(text, "code"))
    label.setFont(even_font())
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setAccessibleName("Recovery code: " + " ".join(text.replace("-", ", ")))
    return label


def even_font() -> QFont:
    """Letters of one width; without a size of its own, so that it grows with the text."""
    font = QFont()
    font.setFamily(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family())
    return font
