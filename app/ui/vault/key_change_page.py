"""Changing the keys: who does it, and at the end the passwords that the others start with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem
from app.services.staff import OneTimePassword
from app.ui.kit.fields import PasswordField, TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import grid
from app.ui.kit.recovery_code import even_font
from app.ui.kit.words import plain, selectable, words
from app.ui.vault.door_page import DoorPage

_STEPS = (
    "You print a new recovery code and type it back. The old sheets stop working.",
    "A backup is made and checked. It still opens with the old passwords: keep it safe.",
    "Everything is encrypted anew and checked before it takes the place of the old file.",
    "Every colleague gets a password that works once. You tell it to them.",
)


class KeyChangePage(DoorPage):
    """Says what will happen and asks an administrator to sign in.

    Signals:
        go_requested: sign-in name and password.
    """

    go_requested = Signal(str, str)

    def __init__(self, login: str) -> None:
        super().__init__(
            "Change the keys",
            "So that an old backup and an old password open nothing that is entered from now on.",
            width=520,
        )
        steps = grid(holder := plain(), gaps=(10, 8))
        steps.setColumnStretch(1, 1)
        for number, text in enumerate(_STEPS):
            steps.addWidget(words(f"{number + 1}.", "strong"), number, 0, Qt.AlignmentFlag.AlignTop)
            steps.addWidget(words(text, wrap=True), number, 1)
        self.form = FormRows(topic="account")
        self.login = self.form.add("login", "Sign-in name", TextField(longest=80), half=True)
        self.password = self.form.add("password", "Your password", PasswordField(), half=True)
        self.login.set_value(login)
        self.body.addWidget(holder)
        self.body.addWidget(self.form)
        self.set_go("Go on")
        self.back_button.show()

    def first_field(self) -> QWidget:
        """What is missing."""
        return self.password if self.login.value() else self.login

    def go(self) -> None:
        """Say what is missing, or go on."""
        if not (self.login.value() and self.password.value()):
            self.form.show_problems({"password": "Type both."})
            return
        password = self.password.value()
        self.password.clear()
        self.form.clear_problems()
        self.set_busy(busy=True, text="Checking who you are…")
        self.go_requested.emit(self.login.value(), password)

    def show_refusal(self, problem: Problem) -> None:
        """It was not begun; nothing is changed."""
        self.set_busy(busy=False)
        self.notice.say_problem(problem)
        self.password.setFocus()


class PasswordsPage(DoorPage):
    """The one-time passwords, shown once; Enter goes to the unlock page.

    Signals:
        finished: they were passed on.
    """

    finished = Signal()

    def __init__(self, given: Sequence[OneTimePassword]) -> None:
        super().__init__(
            "The keys are changed",
            "Write these down and tell each person theirs, not by e-mail. Each works once; then "
            "they choose their own. They are shown only now."
            if given
            else "You are the only one with an account, so no password has to be passed on.",
            width=560,
        )
        lines = grid(holder := plain(), gaps=(16, 10))
        lines.setColumnStretch(2, 1)
        for number, each in enumerate(given):
            code = selectable(words(each.password, "strong", wrap=True))
            code.setFont(even_font())
            code.setAccessibleName(" ".join(each.password.replace("-", ", ")))
            lines.addWidget(words(each.member.name), number, 0)
            lines.addWidget(words(each.member.login, "muted"), number, 1)
            lines.addWidget(code, number, 2)
        self.body.addWidget(holder)
        self.set_go("I have written them down" if given else "Go to the unlock page")

    def go(self) -> None:
        """On to the unlock page."""
        self.finished.emit()
