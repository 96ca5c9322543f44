"""A new recovery code at the open desk: printed, typed back, and only then in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import FieldProblems, Problem
from app.services.changes import Outcome
from app.services.progress import Progress
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.code_sheet import CodeSheet, Edges
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.edges import draw_pages
from app.ui.kit.recovery_code import SHOW, TYPE, CodePanel
from app.ui.kit.words import words

if TYPE_CHECKING:
    from app.ui.settings.keys import KeysSection


class RenewCode(KitDialog):
    """Shows the code, prints its sheet, takes it back from the paper."""

    def __init__(self, section: KeysSection, code: str) -> None:
        super().__init__(section.window(), "New recovery code", width=520)
        self._section, context = section, section.context
        self.title, self.lead = words("", "cardTitle", wrap=True), words("", "muted", wrap=True)
        self.panel = CodePanel(code)
        self.back_button = secondary("Show the code again", clicked=self._show_code)
        self.go_button = primary("", clicked=self.go)
        self.go_button.setDefault(True)
        for part in (self.title, self.lead, self.panel):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.buttons.addWidget(self.back_button)
        self.buttons.addWidget(self.go_button)
        edges = Edges(context.runner, context.messages, context.files, context.printers, draw_pages)
        self.sheet = CodeSheet(self, self.panel, edges, context.services.keys.sheet)
        self.panel.print_requested.connect(self.sheet.print_sheet)
        self.panel.save_requested.connect(self.sheet.save_sheet)
        self._show_code()

    def go(self) -> None:
        """From the code to the field; from there on."""
        if not self.panel.typing:
            self._show_view(TYPE, "Use the new code", typing=True)
            return
        typed = self.panel.typed()
        if not typed:
            return
        keys = self._section.context.services.keys
        self.go_button.setEnabled(False)

        def work(_progress: Progress) -> Outcome[None]:
            return keys.confirm_code(code=typed)

        self._section.context.act(self, work, self._on_done, failed=self._on_failed)

    def _on_done(self, _nothing: None) -> None:
        self.accept()
        self.deleteLater()
        self._section.renewed()

    def _on_failed(self, error: Exception) -> None:
        self.go_button.setEnabled(True)
        if isinstance(error, FieldProblems):
            self.panel.show_problem(error.fields.get("code", ""))
        elif isinstance(error, Problem):
            self.panel.show_problem(error.sentences)
        else:
            self._section.context.messages.show_failure(error)

    def _show_code(self) -> None:
        self._show_view(SHOW, "I have it on paper", typing=False)
        self.panel.print_button.setFocus()

    def _show_view(self, said: tuple[str, str], go: str, *, typing: bool) -> None:
        self.title.setText(said[0])
        self.lead.setText(said[1])
        self.go_button.setText(go)
        self.back_button.setVisible(typing)
        self.panel.show_view(typing=typing)
