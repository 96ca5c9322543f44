"""The first sign-in with a one-time password: choose your own before anything else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems, Problem
from app.ui.kit.fields import PasswordField
from app.ui.kit.forms import FormRows
from app.ui.kit.new_password import NewPasswordFields, OwnWords
from app.ui.vault.door_page import DoorPage


class OwnPasswordPage(DoorPage):
    """Asks for the one-time password and the person's own.

    Signals:
        change_requested: old and new password.
    """

    change_requested = Signal(str, str)

    def __init__(self, name: str, own_words: OwnWords) -> None:
        super().__init__(
            "Choose your own password",
            f"Welcome, {name}. The password you were given works once. From now on only you know "
            "yours; everything you do is recorded under your name.",
            width=480,
        )
        self.form = FormRows(topic="account")
        self.old = self.form.add("old", "The password you were given", PasswordField())
        self.new = NewPasswordFields(own_words, field="new")
        self.body.addWidget(self.form)
        self.body.addWidget(self.new)
        self.set_go("Save and open the desk")
        self.back_button.setText("Lock")
        self.back_button.show()

    def first_field(self) -> QWidget:
        """The old password."""
        return self.old

    def go(self) -> None:
        """Check both, then ask for the change."""
        fits = self.new.check()
        missing = {} if self.old.value() else {"old": "Type the password you were given."}
        self.form.show_problems(missing)
        if missing or not fits:
            return
        self.set_busy(busy=True, text="Saving your password…")
        self.change_requested.emit(self.old.value(), self.new.value())

    def show_refusal(self, problem: Problem) -> None:
        """It was not taken."""
        self.set_busy(busy=False)
        if isinstance(problem, FieldProblems):
            self.form.show_problems(self.new.show_problems(problem.fields))
        elif problem.code == "wrong-password":
            self.form.show_problems({"old": "This is not the password you were given."})
        else:
            self.notice.say_problem(problem)
