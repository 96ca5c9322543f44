"""The recovery code before the desk: shown and printed first, then typed back from the paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit.recovery_code import SHOW, TYPE, CodePanel
from app.ui.vault.door_page import DoorPage


class NewCodePage(DoorPage):
    """Two views: the code, and the field to type it back.

    Signals:
        print_requested: the sheet is to be shown and printed.
        save_requested: the sheet is to be saved as PDF.
        typed: what was typed back.
    """

    help_page = "setup"

    print_requested = Signal()
    save_requested = Signal()
    typed = Signal(str)

    def __init__(self, code: str, *, caption: str = "", finish: str = "Finish") -> None:
        super().__init__(*SHOW, width=520)
        self._caption, self._finish = caption, finish
        self.panel = CodePanel(code)
        self.panel.print_requested.connect(self.print_requested)
        self.panel.save_requested.connect(self.save_requested)
        self.field, self.print_button = self.panel.field, self.panel.print_button
        self.save_button = self.panel.save_button
        self.body.addWidget(self.panel)
        self.show_code()

    @property
    def typing(self) -> bool:
        """Whether the code is being typed back."""
        return self.panel.typing

    def show_code(self) -> None:
        """Show the code to print or write down."""
        self._show_view(SHOW, "I have it on paper", typing=False)

    def ask_back(self) -> None:
        """Hide the code and ask for it."""
        self._show_view(TYPE, self._finish, typing=True)

    def go(self) -> None:
        """From the code to the field; from there on."""
        if not self.typing:
            self.ask_back()
            return
        typed = self.panel.typed()
        if typed:
            self.typed.emit(typed)

    def set_drawing(self, *, drawing: bool) -> None:
        """The sheet is being drawn; nothing is asked twice."""
        self.panel.set_drawing(drawing=drawing)

    def show_problem(self, sentence: str) -> None:
        """It was not the code."""
        self.panel.show_problem(sentence)

    def first_field(self) -> QWidget | None:
        """The field while typing, else printing, which is what should come first."""
        return self.panel.first_field()

    def _show_view(self, said: tuple[str, str], go: str, *, typing: bool) -> None:
        self.set_title(*said, caption=self._caption)
        self.set_go(go)
        self.back_button.setText("Show the code again" if typing else "Back")
        self.back_button.setVisible(typing)
        self.panel.show_view(typing=typing)
