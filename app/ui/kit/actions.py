"""Everything that can be done by shortcut or by name, in one table.

Menus, the command palette and the shortcut help are built from it. Pages bind what an action does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.staff import Operation


@dataclass(frozen=True, slots=True)
class Action:
    """One action. ``room`` empty: offered everywhere; else while that room is shown."""

    id: str
    text: str
    icon: str
    shortcut: str = ""
    room: str = ""
    operation: Operation | None = None


Handler = Callable[[], object]


class ActionSet(QObject):
    """The actions of the window and what they do now."""

    def __init__(self, table: Sequence[Action], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = tuple(table)
        self._by_id = {action.id: action for action in self.table}
        self._handlers: dict[tuple[str, str], Handler] = {}
        self._room = ""
        self._allowed: Callable[[Operation], bool] = _nothing

    def attach(self, window: QWidget) -> None:
        """Put the shortcuts on the window."""
        for shortcut in sorted({action.shortcut for action in self.table if action.shortcut}):
            made = QAction(window)
            made.setShortcut(QKeySequence(shortcut))
            made.triggered.connect(self._presser(shortcut))
            window.addAction(made)

    def allow(self, allowed: Callable[[Operation], bool]) -> None:
        """Who is signed in, by what they may do."""
        self._allowed = allowed

    def may(self, operation: Operation) -> bool:
        """Whether the signed-in person may do this; ``kit/rights.py`` says why not."""
        return self._allowed(operation)

    def bind(self, action_id: str, handler: Handler, *, room: str = "") -> None:
        """Say what an action does; with ``room``, while that room is shown.

        Raises:
            KeyError: the action is not in the table.
        """
        self._handlers[self._by_id[action_id].id, room or self._by_id[action_id].room] = handler

    def knows(self, action_id: str) -> bool:
        """Whether the action is in the table."""
        return action_id in self._by_id

    def unbind_all(self, *, keep: Sequence[str] = ()) -> None:
        """Forget what pages bound, when they are thrown away."""
        self._handlers = {key: done for key, done in self._handlers.items() if key[0] in keep}

    def enter(self, room: str) -> None:
        """Another room is shown."""
        self._room = room

    def offered(self) -> list[Action]:
        """The actions that do something here and are permitted."""
        return [action for action in self.table if self._handler(action) is not None]

    def trigger(self, action_id: str) -> bool:
        """Do an action; False if it does nothing here."""
        handler = self._handler(self._by_id[action_id])
        if handler is None:
            return False
        handler()
        return True

    def text_with_shortcut(self, action_id: str) -> str:
        """``Lock (Ctrl+L)``, for tooltips."""
        action = self._by_id[action_id]
        return f"{action.text} ({shown(action.shortcut)})" if action.shortcut else action.text

    def _handler(self, action: Action) -> Handler | None:
        if action.operation is not None and not self._allowed(action.operation):
            return None
        here = self._handlers.get((action.id, self._room))
        return here or self._handlers.get((action.id, ""))

    def _presser(self, shortcut: str) -> Callable[[], None]:
        def press() -> None:
            for action in self.table:
                if action.shortcut == shortcut and self.trigger(action.id):
                    return

        return press


def shown(shortcut: str) -> str:
    """The shortcut as this platform writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def _nothing(_operation: Operation) -> bool:
    return False
