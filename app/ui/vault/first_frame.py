"""The unlock page as it is painted first: bare Qt in the same places, until the kit is loaded.

The promise: it can be typed in at once; what was typed, where the keyboard was, Enter and a pressed
link all pass to the real page, which takes its place without anything moving.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.kit.metrics import column, grid
from app.ui.kit.words import plain, words
from app.ui.vault import unlock_words as said
from app.ui.vault.door_layout import lay_out


class Typed(NamedTuple):
    """What happened on the first picture."""

    login: str
    password: str
    in_password: bool
    entered: bool
    link: str


class FirstFrame(QWidget):
    """Two fields, a button, links; nothing is answered here."""

    def __init__(self, folder: Path, login: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(said.UNLOCK)
        self._entered, self._link = False, ""
        foot = words(said.folder_line(folder), "help", wrap=True)
        door = lay_out(self, foot, said.WIDTH)
        door.said.addWidget(words(said.UNLOCK, "title", wrap=True))
        door.said.addWidget(words(said.LEAD, "muted", wrap=True))
        self.login, self.password = QLineEdit(login), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        door.body.addWidget(_rows((said.LOGIN, self.login), (said.PASSWORD, self.password)))
        self.go_button = _button(said.UNLOCK, "primary")
        self.go_button.clicked.connect(self._on_go)
        door.buttons.addStretch(1)
        door.buttons.addWidget(self.go_button)
        links = (said.RECOVERY, said.RESTORE, said.OTHER_FOLDER)
        others = [self._add_link(door.links, text) for text in links]
        help_link = self._new_link(said.HELP)
        door.head.addWidget(help_link)
        others.append(help_link)
        way = [self.login, self.password, self.go_button, *others]
        for before, after in pairwise(way):
            QWidget.setTabOrder(before, after)

    def typed(self) -> Typed:
        """What passes to the real page."""
        return Typed(
            self.login.text(),
            self.password.text(),
            self.focusWidget() is self.password,  # also while the window is not yet active
            self._entered,
            self._link,
        )

    def focus_first(self) -> None:
        """The keyboard stands where something is missing."""
        (self.password if self.login.text() else self.login).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter is kept for the real page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_go()
        elif event.key() == Qt.Key.Key_F1:
            self._link = said.HELP
        else:
            super().keyPressEvent(event)

    def _on_go(self) -> None:
        self._entered = True

    def _add_link(self, place: QVBoxLayout, text: str) -> QPushButton:
        link = self._new_link(text)
        place.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return link

    def _new_link(self, text: str) -> QPushButton:
        link = _button(text, "link")

        def press() -> None:
            self._link = text

        link.clicked.connect(press)
        return link


def _rows(*fields: tuple[str, QLineEdit]) -> QWidget:
    """Rows as the kit's forms have them."""
    holder = plain()
    lines = grid(holder, gaps=(12, 12))
    lines.setColumnStretch(0, 1)
    lines.setColumnStretch(1, 1)
    for number, (text, field) in enumerate(fields):
        line = plain()
        inside = column(line, gap=6)
        label = words(text)
        label.setBuddy(field)
        field.setAccessibleName(text)
        inside.addWidget(label)
        inside.addWidget(field)
        inside.addStretch(1)
        lines.addWidget(line, number, 0, 1, 2)
    return holder


def _button(text: str, role: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", role)
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
