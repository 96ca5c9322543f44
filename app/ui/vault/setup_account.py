"""Step 4 of the guide: the first account, which administers the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.new_password import NewPasswordFields
from app.ui.vault.setup_step import SetupStep


class AccountStep(SetupStep):
    """Name, sign-in name, password."""

    def __init__(self, practice_words: Callable[[], Sequence[str]]) -> None:
        super().__init__(
            "Your account",
            "You will be the administrator and can add colleagues later, each with a sign-in name "
            "of their own. Nobody shares one.",
        )
        self._practice_words = practice_words
        self.form = FormRows(topic="account")
        self.name = self.form.add(
            "name", "Your name", TextField(longest=200), required=True, half=True
        )
        self.login = self.form.add(
            "login", "Sign-in name", TextField(longest=80), required=True, half=True
        )
        self.password = NewPasswordFields(self._words)
        self.body.addWidget(self.form)
        self.body.addWidget(self.password)

    def first_field(self) -> QWidget:
        """The name."""
        return self.name

    def go(self) -> None:
        """On, if the account could stand."""
        missing = {}
        if not self.name.value():
            missing["name"] = "Type your name; the audit trail shows it."
        if not self.login.value():
            missing["login"] = "Type a short name to sign in with."
        password_fits = self.password.check()
        self.form.show_problems(missing)
        if not missing and password_fits:
            self.step_done.emit()

    def take_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Show those problems that are about the account."""
        return self.form.show_problems(self.password.show_problems(fields))

    def _words(self) -> Sequence[str]:
        return (*self._practice_words(), self.login.value(), self.name.value())
