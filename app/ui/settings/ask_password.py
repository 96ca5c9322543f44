"""Asks for the password again before something that cannot be taken back (security.md 4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem
from app.services.progress import Progress
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.context import UiContext
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.fields import PasswordField
from app.ui.kit.forms import FormRows
from app.ui.kit.words import words


class AskPassword(KitDialog):
    """Goes on with ``then`` when the password was right."""

    def __init__(
        self, parent: QWidget, context: UiContext, title: str, then: Callable[[], object]
    ) -> None:
        super().__init__(parent, "Your password", width=420)
        self._context, self._then = context, then
        self.form = FormRows(topic="account")
        self.password = self.form.add("password", "Your password", PasswordField())
        self.go_button = primary("Continue", clicked=self.go)
        self.go_button.setDefault(True)
        self.body.addWidget(words(title, "cardTitle", wrap=True))
        self.body.addWidget(
            words("To be sure it is you, type your password once more.", "muted", wrap=True)
        )
        self.body.addWidget(self.form)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.buttons.addWidget(self.go_button)
        self.password.setFocus()

    def go(self) -> None:
        """Let the password be checked."""
        typed = self.password.value()
        self.password.clear()
        if not typed:
            self.form.show_problems({"password": "Type your password."})
            return
        staff = self._context.services.staff
        self.go_button.setEnabled(False)

        def work(_progress: Progress) -> None:
            staff.check_password(password=typed)

        self._context.read(self, work, self._on_right, failed=self._on_wrong)

    def _on_right(self, _nothing: None) -> None:
        self.accept()
        self.deleteLater()
        self._then()

    def _on_wrong(self, error: Exception) -> None:
        self.go_button.setEnabled(True)
        if isinstance(error, Problem) and error.code == "wrong-password":
            self.form.show_problems({"password": "This is not your password."})
        else:
            self._context.messages.show_failure(error)


def ask_password(
    parent: QWidget, context: UiContext, title: str, then: Callable[[], object]
) -> AskPassword:
    """Ask, then go on."""
    dialog = AskPassword(parent, context, title, then)
    dialog.open()
    return dialog
