"""The navigation rail: practice, rooms, settings and help; icons alone in a narrow window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from app.ui.kit.buttons import Button
from app.ui.kit.chip import Chip
from app.ui.kit.icons import RAIL, set_icon
from app.ui.kit.metrics import column, padded, sized
from app.ui.kit.tokens import Kind
from app.ui.kit.words import safe_tip, set_state, words

WIDE = 172
NARROW = 64
HELP = "Help  (F1)"


@dataclass(frozen=True, slots=True)
class Room:
    """One room of the window as data; its page is made when it is first shown."""

    id: str
    title: str
    icon: str
    factory: Callable[[], QWidget]
    at_foot: bool = False


class Rail(QFrame):
    """Chooses a room.

    Signals:
        room_chosen: the id of a room.
        help_requested: the help of the open room is wanted.
    """

    room_chosen = Signal(str)
    help_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self._name = words("ChartPost", "cardTitle")
        self._practice = words("", "muted")
        self._sample = Chip()
        self._sample.setToolTip("Everything in here is invented.")
        self._group = QButtonGroup(self)
        self._rooms: list[Room] = []
        self._narrow = False
        self._layout: QVBoxLayout = column(self, gap=2, pads=(10, 14, 10, 12))
        self._layout.addWidget(self._name)
        self._layout.addWidget(self._practice)
        self._layout.addWidget(self._sample, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addSpacing(12)
        self._buttons = column(gap=2)
        self._foot = column(gap=2)
        self._layout.addLayout(self._buttons)
        self._layout.addStretch(1)
        self._layout.addLayout(self._foot)
        self.help_button = Button(HELP, "rail")
        self.help_button.setAccessibleName("Help for this page")
        self.help_button.clicked.connect(lambda _checked=False: self.help_requested.emit())
        self._layout.addSpacing(2)
        self._layout.addWidget(self.help_button)
        self._group.idClicked.connect(self._on_clicked)
        sized(self, width=WIDE)

    def set_practice(self, name: str) -> None:
        """Show whose program this is."""
        metrics = self._practice.fontMetrics()
        room = self.maximumWidth() - 2 * self._layout.contentsMargins().left()
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        self._practice.setText(shown)
        self._practice.setToolTip(safe_tip(name))
        self._practice.setAccessibleName(name)

    def mark_sample(self, *, sample: bool) -> None:
        """Show that everything behind these rooms is invented."""
        self._sample.show_state("SAMPLE" if sample else "", Kind.SOON)

    def show_rooms(self, rooms: Sequence[Room]) -> None:
        """Offer these rooms."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._rooms = list(rooms)
        for number, room in enumerate(rooms):
            button = Button(room.title, "rail")
            button.setCheckable(True)
            button.setAccessibleName(room.title)
            self._group.addButton(button, number)
            (self._foot if room.at_foot else self._buttons).addWidget(button)
        self._show_width()

    def mark(self, room_id: str) -> None:
        """Show which room is open."""
        for number, room in enumerate(self._rooms):
            if room.id == room_id:
                self._group.button(number).setChecked(True)

    @property
    def narrow(self) -> bool:
        """Whether only icons are shown."""
        return self._narrow

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons alone, or with their words."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_width()

    def _show_width(self) -> None:
        sized(self, width=NARROW if self._narrow else WIDE)
        edge = 4 if self._narrow else 10  # room for the sample's mark
        padded(self._layout, (edge, 14, edge, 12))
        set_state(self._sample, "tight", "true" if self._narrow else "false")
        self._name.setVisible(not self._narrow)
        self._practice.setVisible(not self._narrow)
        for number, room in enumerate(self._rooms):
            button = self._group.button(number)
            if isinstance(button, Button):
                self._show_button(button, room.title, room.icon)
        self._show_button(self.help_button, HELP, "help")

    def _show_button(self, button: Button, title: str, icon: str) -> None:
        button.setText("" if self._narrow else title)
        button.setToolTip(title if self._narrow else "")
        set_icon(button, icon, "muted", RAIL, on_ink="accent")
        set_state(button, "narrow", "true" if self._narrow else "false")

    def _on_clicked(self, number: int) -> None:
        self.room_chosen.emit(self._rooms[number].id)
