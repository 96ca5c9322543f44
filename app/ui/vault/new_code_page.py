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
from app.ui.vault.door_page import DoorPage

_SHOW = (
    "Keep this recovery code",
    (
        "If every password is lost, this code alone opens the data. Nobody can make it again, not "
        "even the makers of ChartPost. Print it, cut the page in two, and keep one half in the "
        "safe and one with the owner."
    ),
)
_TYPE = (
    "Type the code back",
    "From the paper, so that you know it can be read. Capitals, spaces and hyphens do not matter.",
)
_WHOLE = BODY_LENGTH + CHECK_LENGTH


class NewCodePage(DoorPage):
    """Two views: the code, and the field to type it back.

    Signals:
        print_requested: the sheet is to be shown and printed.
        save_requested: the sheet is to be saved as PDF.
        typed: what was typed back.
    """

    print_requested = Signal()
    save_requested = Signal()
    typed = Signal(str)

    def __init__(self, code: str, *, caption: str = "", finish: str = "Finish") -> None:
        super().__init__(*_SHOW, width=520)
        self._caption, self._finish = caption, finish
        self._shown = self._code_view(code)
        self._form = FormRows()
        self.field = self._form.add("code", "Recovery code", TextField(longest=80))
        self.field.setFont(_even_font())
        self.field.textEdited.connect(self._on_edited)
        self.body.addWidget(self._shown)
        self.body.addWidget(self._form)
        self._typing = False
        self.show_code()

    @property
    def typing(self) -> bool:
        """Whether the code is being typed back."""
        return self._typing

    def show_code(self) -> None:
        """Show the code to print or write down."""
        self._typing = False
        self._show_view(_SHOW, "I have it on paper")

    def ask_back(self) -> None:
        """Hide the code and ask for it."""
        self._typing = True
        self._show_view(_TYPE, self._finish)
        self.field.setFocus()

    def go(self) -> None:
        """From the code to the field; from there on."""
        if not self._typing:
            self.ask_back()
            return
        if not self.field.value():
            self.show_problem("Type the code from the paper.")
            return
        self.typed.emit(self.field.value())

    def set_drawing(self, *, drawing: bool) -> None:
        """The sheet is being drawn; nothing is asked twice."""
        self.print_button.setEnabled(not drawing)
        self.save_button.setEnabled(not drawing)
        self.print_button.setText("Drawing the sheet…" if drawing else "Print")

    def show_problem(self, sentence: str) -> None:
        """It was not the code."""
        self._form.show_problems({"code": sentence})

    def first_field(self) -> QWidget | None:
        """The field while typing, else printing, which is what should come first."""
        return self.field if self._typing else self.print_button

    def _show_view(self, said: tuple[str, str], go: str) -> None:
        self._shown.setVisible(not self._typing)
        self._form.setVisible(self._typing)
        self.set_title(*said, caption=self._caption)
        self.set_go(go)
        self.back_button.setText("Show the code again" if self._typing else "Back")
        self.back_button.setVisible(self._typing)

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
    label.setFont(_even_font())
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setAccessibleName("Recovery code: " + " ".join(text.replace("-", ", ")))
    return label


def _even_font() -> QFont:
    """Letters of one width; without a size of its own, so that it grows with the text."""
    font = QFont()
    font.setFamily(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family())
    return font
