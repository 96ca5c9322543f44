"""The frame of every page before the desk: one calm card in the middle, Enter goes on.

The promise: nothing is cut off at any text size (the card scrolls), and what was typed stays.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.ui.kit.buttons import Button, link, primary, secondary
from app.ui.kit.chip import Chip
from app.ui.kit.metrics import px
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words
from app.ui.vault.door_layout import lay_out
from app.ui.vault.unlock_words import HELP

if TYPE_CHECKING:
    from app.ui.kit.help_window import HelpWindow


class DoorPage(QWidget):
    """A card with a title, a lead, a body, links and at most two buttons.

    Signals:
        back_requested: the person wants the page before, or out of here.

    Attributes:
        help_page: which page of the help is about this one.
    """

    back_requested = Signal()
    help_page = "unlock"

    def __init__(self, title: str, lead: str = "", *, width: int = 460) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.caption = words("", "caption")
        self.title = words(title, "title", wrap=True)
        self.lead = words(lead, "muted", wrap=True)
        self._notice: Notice | None = None
        self._follows = False
        self._others: list[Button] = []
        self.go_button: Button = primary("", clicked=self.go)
        self.back_button: Button = secondary("Back", clicked=self.back_requested.emit)
        self.foot = words("", "help", wrap=True)
        door = lay_out(self, self.foot, width)
        self._scroll, self._head, self._place_of_notice = door.scroll, door.head, door.notice
        self.body, self.links = door.body, door.links
        for part in (self.caption, self.title, self.lead):
            door.said.addWidget(part)
        door.buttons.addWidget(self.back_button)
        door.buttons.addStretch(1)
        door.buttons.addWidget(self.go_button)
        self.help_button = link(HELP, clicked=self.open_help)
        self._head.addWidget(self.help_button)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.open_help)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self._on_leave)
        self._help: HelpWindow | None = None
        self.set_title(title, lead)
        self.set_go("")
        self.back_button.hide()

    def open_help(self) -> None:
        """Show the help about this page beside it; asked twice, turn it back to that page."""
        from app.ui.kit.help_window import HelpWindow  # noqa: PLC0415 - not for the first paint

        if self._help is None:
            self._help = HelpWindow(self, ())
            self._help.finished.connect(self._on_help_closed)
        self._help.show_page(self.help_page)
        self._help.show()
        self._help.activateWindow()

    def _on_leave(self) -> None:
        """The same key as at the desk; the window asks whoever has to be asked."""
        self.window().close()

    def _on_help_closed(self) -> None:
        self._help = None

    def set_title(self, title: str, lead: str = "", caption: str = "") -> None:
        """Say what this page is for."""
        self.title.setText(title)
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))
        self.caption.setText(caption.upper())
        self.caption.setVisible(bool(caption))
        self.setAccessibleName(title)

    def set_go(self, text: str) -> None:
        """Name the one next action; without a name there is none."""
        self.go_button.setText(text)
        self.go_button.setVisible(bool(text))

    def set_foot(self, text: str) -> None:
        """Say something small below the card, such as which folder this is."""
        self.foot.setText(text)
        self.foot.setVisible(bool(text))

    def mark_sample(self) -> None:
        """Show that everything behind this door is invented."""
        self._head.insertWidget(self._head.count() - 1, Chip("SAMPLE", Kind.SOON))

    @property
    def notice(self) -> Notice:
        """What there is to say above the fields."""
        if self._notice is None:
            self._notice = Notice()
            self._place_of_notice.addWidget(self._notice)
        return self._notice

    def clear_notice(self) -> None:
        """Nothing to say any more."""
        if self._notice is not None:
            self._notice.clear()

    def add_link(self, text: str) -> Button:
        """Another way on, below the buttons."""
        made = link(text)
        self.links.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self._others.append(made)
        return made

    def go(self) -> None:
        """Do the next action; pages say what that is."""

    def first_field(self) -> QWidget | None:
        """The field that takes the keyboard when the page is shown."""
        return None

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: from now on what has the keyboard is scrolled into sight."""
        super().showEvent(event)
        self._order_keys()
        if not self._follows:
            self._follows = True
            app = QGuiApplication.instance()
            if isinstance(app, QApplication):
                app.focusChanged.connect(self._on_focus)

    def _order_keys(self) -> None:
        """Tab goes through the fields, then to the next action, then to the other ways."""
        last = [self.go_button, self.back_button, *self._others, self.help_button]
        inside: list[QWidget] = []
        part = self.nextInFocusChain()
        while part is not None and part is not self:
            if part not in last and self._scroll.isAncestorOf(part):
                inside.append(part)
            part = part.nextInFocusChain()
        for before, after in pairwise([*inside, *last]):
            QWidget.setTabOrder(before, after)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._scroll.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, px(70))

    def focus_first(self) -> None:
        """Put the keyboard where the person goes on."""
        field = self.first_field() or (self.go_button if self.go_button.isVisible() else None)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool, text: str = "") -> None:
        """While something is under way nothing is asked twice."""
        for part in (self.go_button, self.back_button):
            part.setEnabled(not busy)
        if busy:
            self.notice.say(text, Kind.INFO)
        else:
            self.clear_notice()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter goes on, Escape goes back."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._may(self.go_button):
            self.go()
        elif key == Qt.Key.Key_Escape and self._may(self.back_button):
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _may(button: QPushButton) -> bool:
        return button.isVisible() and button.isEnabled()
