"""The plain dialog, and the command palette, which is built from the action table."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListView, QWidget

from app.ui.kit.actions import Action, ActionSet, shown
from app.ui.kit.fields import SearchField
from app.ui.kit.metrics import column, px, row


class KitDialog(QDialog):
    """A dialog with a title, a body and a row of buttons; Escape closes it."""

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 480) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(width))
        outer = column(self, gap=14, pads=(20, 18, 20, 18))
        self.body = column(gap=12)
        self.buttons = row(gap=10)
        self.buttons.addStretch(1)
        outer.addLayout(self.body, 1)
        outer.addLayout(self.buttons)


class CommandPalette(QDialog):
    """Type a few letters of what you want, Enter does it."""

    def __init__(self, parent: QWidget | None, actions: ActionSet) -> None:
        super().__init__(parent)
        self.setWindowTitle("All commands")
        self.resize(px(520), px(420))
        self._actions = actions
        self._offered: list[Action] = []
        self._names = QStringListModel(self)
        self.field = SearchField("What do you want to do?")
        self.list = QListView()
        self.list.setProperty("role", "hits")
        self.list.setAccessibleName("Commands")
        self.list.setModel(self._names)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        layout = column(self, gap=10, pads=(14, 14, 14, 14))
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._on_text)
        self.list.activated.connect(lambda _index: self._do())
        self.list.clicked.connect(lambda _index: self._do())
        self._on_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows move in the list while the field keeps the keyboard."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do()
        else:
            super().keyPressEvent(event)

    def _on_text(self) -> None:
        wanted = self.field.value().lower().split()
        offered = [action for action in self._actions.offered() if action.id != "commands"]
        self._offered = [a for a in offered if all(word in a.text.lower() for word in wanted)]
        self._names.setStringList([_line(action) for action in self._offered])
        self._select(0)

    def _move(self, step: int) -> None:
        self._select(self.list.currentIndex().row() + step)

    def _select(self, number: int) -> None:
        number = min(max(0, number), len(self._offered) - 1)
        self.list.setCurrentIndex(self._names.index(number, 0))

    def _do(self) -> None:
        number = self.list.currentIndex().row()
        if 0 <= number < len(self._offered):
            chosen = self._offered[number]
            self.accept()
            self._actions.trigger(chosen.id)


def _line(action: Action) -> str:
    return f"{action.text}   {shown(action.shortcut)}" if action.shortcut else action.text
