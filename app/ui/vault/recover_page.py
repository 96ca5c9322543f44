"""Emergency access: the recovery code, why it is used, and a new password for an administrator."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems, Problem
from app.domain.recovery_code import parse_recovery_code
from app.ui.kit.fields import NotesField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.new_password import NewPasswordFields
from app.ui.vault.door_page import DoorPage


@dataclass(frozen=True, slots=True)
class RecoveryAnswer:
    """What was typed."""

    code: str = field(repr=False)
    reason: str = field(repr=False)
    new_password: str = field(repr=False)
    login: str = ""


class RecoverPage(DoorPage):
    """Asks for everything the recovery needs; a new code is made afterwards.

    Signals:
        recover_requested: a ``RecoveryAnswer``.
    """

    recover_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            "Use the recovery code",
            "For when nobody knows a password any more. Its use is written into the audit trail, "
            "and the code is replaced by a new one.",
            width=520,
        )
        self.form = FormRows(topic="account")
        self.code = self.form.add(
            "code",
            "Recovery code",
            TextField(longest=80, placeholder="0000-0000-0000-0000-0000-0000-0000"),
            help_text="From the sheet in the safe: seven groups of four.",
        )
        self.reason = self.form.add(
            "reason",
            "Why is it used?",
            NotesField(lines=2),
            help_text="For example: the office manager is away and her password is not known.",
        )
        self.login = self.form.add(
            "login",
            "Sign-in name of the administrator",
            TextField(longest=80),
            help_text="Leave it empty if you do not know it.",
        )
        self.password = NewPasswordFields(lambda: (self.login.value(),), field="new_password")
        self.body.addWidget(self.form)
        self.body.addWidget(self.password)
        self.set_go("Open with the code")
        self.back_button.show()

    def first_field(self) -> QWidget:
        """The code."""
        return self.code

    def go(self) -> None:
        """Check what can be checked here, then ask for the recovery."""
        problems = {}
        if parse_recovery_code(self.code.value()) is None:
            problems["code"] = (
                "Compare it with the sheet group by group; one character is not right."
                if self.code.value()
                else "Type the code from the recovery sheet."
            )
        if not self.reason.value():
            problems["reason"] = "Say why; the audit trail keeps it."
        password_fits = self.password.check()
        self.form.show_problems(problems)
        if problems or not password_fits:
            return
        self.set_busy(busy=True, text="Opening with the recovery code…")
        self.recover_requested.emit(
            RecoveryAnswer(
                self.code.value(), self.reason.value(), self.password.value(), self.login.value()
            )
        )

    def show_refusal(self, problem: Problem) -> None:
        """It did not work; what was typed stays, but for the password."""
        self.set_busy(busy=False)
        if isinstance(problem, FieldProblems):
            rest = self.form.show_problems(self.password.show_problems(problem.fields))
            if not rest:
                return
        if problem.code == "wrong-password":
            self.form.show_problems(
                {"code": "This is not the recovery code of this practice, or no longer."}
            )
            return
        self.notice.say_problem(problem)
