"""Adding a colleague, and showing a one-time password exactly once."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.staff import Role
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.choice import RadioGroup
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.fields import TextField
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import row
from app.ui.kit.words import selectable, words

CLIPBOARD_SECONDS = 30
_ROLES = (
    (Role.CLERK, "Clerk: logs requests, makes papers, logs the mail"),
    (Role.PRIVACY_OFFICER, "Privacy officer: decides, exports, edits rules, checks the trail"),
    (Role.ADMINISTRATOR, "Administrator: everything, accounts and settings too"),
    (Role.READ_ONLY, "Read-only: looks, changes nothing"),
)


class NewAccount(KitDialog):
    """Name, sign-in name, role.

    Signals:
        add_requested: everything needed is there.
    """

    add_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Add a colleague", width=460)
        self.form = FormRows(topic="account")
        self.name = self.form.add("name", "Name", TextField(longest=200), required=True)
        self.login = self.form.add(
            "login",
            "Sign-in name",
            TextField(longest=80),
            required=True,
            help_text="Short and without spaces, for example the first name.",
        )
        self.role: RadioGroup[Role] = self.form.add("role", "Role", RadioGroup(_ROLES, across=1))
        self.role.set_value(Role.CLERK)
        self.body.addWidget(words("Add a colleague", "cardTitle"))
        self.body.addWidget(self.form)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.add_button = primary("Add", clicked=self._on_add)
        self.add_button.setDefault(True)
        self.buttons.addWidget(self.add_button)
        self.name.setFocus()

    def role_value(self) -> Role:
        """The chosen role."""
        return self.role.value() or Role.READ_ONLY

    def _on_add(self) -> None:
        problems = {}
        if not self.name.value():
            problems["name"] = "Type the person's name."
        if not self.login.value():
            problems["login"] = "Type a name to sign in with."
        self.form.show_problems(problems)
        if not problems:
            self.add_requested.emit()


class OneTimeDialog(KitDialog):
    """The password, to be told to the person; it is not kept anywhere."""

    def __init__(self, parent: QWidget, name: str, login: str, password: str) -> None:
        super().__init__(parent, "One-time password", width=460)
        self._password = password
        self.body.addWidget(words(f"One-time password for {name}", "cardTitle", wrap=True))
        self.body.addWidget(
            words(
                f"Tell it to the person, not by e-mail. It works once with the sign-in name "
                f"“{login}”; then they choose their own. It is shown only now.",
                wrap=True,
            )
        )
        self.code = selectable(words(password, "code", wrap=True))
        font = QFont()
        font.setFamily(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family())
        self.code.setFont(font)
        self.code.setAccessibleName(" ".join(password.replace("-", ", ")))
        self.body.addWidget(self.code)
        self.said = words("", "help", wrap=True)
        self.copy_button = secondary("Copy", "copy", self._on_copy)
        line = row(gap=10)
        line.addWidget(self.copy_button)
        line.addWidget(self.said, 1)
        self.body.addLayout(line)
        close = primary("I have passed it on", clicked=self.accept)
        self.buttons.addWidget(close)
        close.setFocus()

    def _on_copy(self) -> None:
        """Copy it, marked as a secret where the platform knows that, and take it back soon."""
        content = QMimeData()
        content.setText(self._password)
        content.setData("x-kde-passwordManagerHint", b"secret")
        content.setData("application/x-nspasteboard-concealed-type", b"1")
        content.setData(
            'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
            b"\1",
        )
        QGuiApplication.clipboard().setMimeData(content)
        self.said.setText(f"Copied; it is taken back after {CLIPBOARD_SECONDS} seconds.")
        copied = self._password
        QTimer.singleShot(CLIPBOARD_SECONDS * 1000, lambda: take_back(copied))


def take_back(copied: str) -> None:
    """Empty the clipboard if it still holds what was copied."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == copied:
        clipboard.clear()
