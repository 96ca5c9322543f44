"""The unlock page: the first thing painted, so it loads nothing but Qt and the kit.

The promise: one message for every kind of wrong sign-in, the password field is emptied whatever
comes of it, and a wait after failures is shown counting down.
"""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem
from app.ui.kit.fields import PasswordField, TextField
from app.ui.kit.forms import FormRows
from app.ui.vault import unlock_words as said
from app.ui.vault.caps_lock import CapsWatch
from app.ui.vault.door_page import DoorPage
from app.ui.vault.first_frame import Typed

CAPS_HINT = "Caps Lock is on."


class UnlockPage(DoorPage):
    """Asks who is there.

    Signals:
        unlock_requested: sign-in name and password.
        recovery_requested: the person wants to use the recovery code.
        restore_requested: the person wants to restore from a backup.
        other_folder_requested: the person wants another data folder.
        own_practice_requested: enough of the sample; to the practice's own data.
    """

    unlock_requested = Signal(str, str)
    recovery_requested = Signal()
    restore_requested = Signal()
    other_folder_requested = Signal()
    own_practice_requested = Signal()

    def __init__(self, folder: Path, *, sample: bool = False) -> None:
        super().__init__(said.UNLOCK, said.LEAD, width=said.WIDTH)
        self._sample = sample
        self.form = FormRows()
        self.login = self.form.add("login", said.LOGIN, TextField(longest=80))
        self.password = self.form.add("password", said.PASSWORD, PasswordField())
        self.body.addWidget(self.form)
        self.set_go(said.UNLOCK)
        self.recovery_link = self.add_link(said.RECOVERY)
        self.restore_link = self.add_link(said.RESTORE)
        self.folder_link = self.add_link(said.OTHER_FOLDER)
        self.recovery_link.clicked.connect(lambda _on=False: self.recovery_requested.emit())
        self.restore_link.clicked.connect(lambda _on=False: self.restore_requested.emit())
        self.folder_link.clicked.connect(lambda _on=False: self.other_folder_requested.emit())
        self.set_foot(said.folder_line(folder))
        self._caps = CapsWatch(self.password)
        self._caps.caps_changed.connect(self._on_caps)
        self._left = 0
        self._ready, self._eager = False, False
        self._begun: QWidget | None = None
        self.accepting = False
        self._count = QTimer(self)
        self._count.setInterval(1000)
        self._count.timeout.connect(self._on_second)
        if sample:
            self._show_sample()

    def prefill(self, login: str, password: str = "") -> None:
        """Fill in who was here last; a password only for the sample practice."""
        self.login.set_value(login)
        self.password.setText(password)

    def take(self, typed: Typed) -> None:
        """Go on with what was typed on the first picture."""
        self.login.setText(typed.login)
        self.password.setText(typed.password)
        self._begun = self.password if typed.in_password else self.login
        self._begun.setFocus()
        if typed.entered:
            self.go()

    def first_field(self) -> QWidget | None:
        """Where typing began, else the first thing missing; with both there, the button."""
        if self._begun is not None:
            return self._begun
        if not self.login.value():
            return self.login
        return self.go_button if self.password.value() else self.password

    def go(self) -> None:
        """Ask to unlock, or say what is missing."""
        if self._left or not self.go_button.isEnabled():
            return
        if not self._ready:
            self._eager = True
            return
        missing = {}
        if not self.login.value():
            missing["login"] = "Type your sign-in name."
        if not self.password.value():
            missing["password"] = "Type your password."  # noqa: S105 - a sentence
        self.form.show_problems(missing)
        if not missing:
            password = self.password.value()
            self.password.clear()
            self.set_working(working=True)
            self.unlock_requested.emit(self.login.value(), password)

    def set_ready(self) -> None:
        """Somebody answers now; Enter pressed before that is made good."""
        self._ready = True
        if self._eager:
            self._eager = False
            self.go()

    def set_working(self, *, working: bool) -> None:
        """The key is being derived; the window stays alive."""
        self.login.setEnabled(not working)
        self.password.setEnabled(not working)
        self.set_busy(busy=working, text="Unlocking…")

    def ask_to_accept(self) -> None:
        """Signing in now opens a store that is older than it was; the trail says who did."""
        self.accepting = True
        self.set_title(
            "Open it all the same",
            "Sign in to open the data although it is older than it was. This is recorded under "
            "your name.",
        )

    def show_refusal(self, problem: Problem, wait_seconds: float = 0) -> None:
        """The sign-in was not right; the password is gone, the name stays."""
        self.set_working(working=False)
        self.password.clear()
        self.notice.say_problem(problem)
        self.wait(wait_seconds)
        self.password.setFocus()

    def wait(self, seconds: float) -> None:
        """Let some time pass before the next try, shown counting down."""
        self._left = max(0, math.ceil(seconds))
        self._show_wait()
        if self._left:
            self._count.start()

    @property
    def waiting(self) -> int:
        """Seconds until the next try is taken."""
        return self._left

    def _on_second(self) -> None:
        self._left -= 1
        self._show_wait()

    def _show_wait(self) -> None:
        self.go_button.setEnabled(not self._left)
        if self._left:
            minutes, seconds = divmod(self._left, 60)
            clock = f"{minutes}:{seconds:02d}" if minutes else f"{seconds} s"
            self.set_go(f"Wait {clock}")
        else:
            self._count.stop()
            self.set_go(said.UNLOCK)

    def _on_caps(self, on: bool) -> None:  # noqa: FBT001 - a Qt signal has no names
        self.form.set_help("password", CAPS_HINT if on else "")

    def _show_sample(self) -> None:
        self.set_title(
            "Sample practice",
            "Everything in here is invented. Press Enter to look around; nothing you do touches "
            "a real practice.",
        )
        self.mark_sample()
        for part in (self.recovery_link, self.restore_link, self.folder_link):
            part.hide()
        self.set_foot(said.SAMPLE_STAFF)
        own = self.add_link("Leave the sample and go to your own practice")
        own.clicked.connect(lambda _on=False: self.own_practice_requested.emit())
