"""Eyes on the real window: finds controls by their names, waits for them, keeps pictures.

The promise: only what a person could see and reach at that moment is found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QPainter, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)

from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
PATIENCE = 60.0
"""Seconds to wait for something before the tour gives up."""

_QUICKLY = 80
"""Of 100: a somewhat larger file, written in a third of the time."""

_DIM = QColor(0, 0, 0, 60)


class LostError(Exception):
    """What was looked for did not come; the sentence names controls, never patients."""


def let_live(milliseconds: int) -> None:
    """Let the window live for a moment; the test library's own wait stops every other thread."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Eyes:
    """Looks at the window."""

    def __init__(self, app: QApplication, front: QWidget, busy: Callable[[], bool]) -> None:
        """``busy`` says whether work is under way behind the window."""
        self._app, self.front, self._busy = app, front, busy

    def wait(self, what: str, until: Callable[[], T | None], patience: float | None = None) -> T:
        """Let the window live until something is there; gives it back.

        Raises:
            LostError: it did not come.
        """
        end = time.monotonic() + (patience or PATIENCE)
        while True:
            found = until()
            if found:
                return found
            if time.monotonic() > end:
                raise LostError(f"“{what}” did not come.")
            let_live(5)

    def settle(self) -> None:
        """Wait until nothing is under way and everything is painted."""
        quiet = 0
        end = time.monotonic() + 2 * PATIENCE
        while quiet < 2:
            let_live(5)
            quiet = 0 if self._busy() else quiet + 1
            if time.monotonic() > end:
                raise LostError("The window did not come to rest.")

    def pause(self, milliseconds: int) -> None:
        """Let time pass, for what the window does a moment after the last key."""
        let_live(milliseconds)
        self.settle()

    def find(self, name: str, kind: type[W], *, starts: bool = False) -> W:
        """The control of that name, when it is there and can be used.

        Raises:
            LostError: it does not come.
        """
        return self.wait(name, lambda: self.seen(name, kind, starts=starts))

    def seen(self, name: str, kind: type[W], *, starts: bool = False) -> W | None:
        """That control if it is there now; ``starts`` gives only how its name begins."""
        for widget in self._reachable(kind):
            called = _name(widget).startswith(name) if starts else _is_called(widget, name)
            if called and widget.isEnabled():
                return widget
        return None

    def says(self, text: str) -> bool:
        """Whether some visible control says this."""
        return any(text in _name(widget) for widget in self._reachable(QWidget))

    def warnings(self) -> list[str]:
        """What notices on the page say went wrong."""
        late = [
            each for each in self._reachable(Notice) if each.property("kind") == Kind.LATE.value
        ]
        return [_name(notice) for notice in late]

    def names(self) -> list[str]:
        """The names of all controls in reach, for whoever writes another step."""
        return [
            f"{type(widget).__name__}: {_name(widget)}"
            for widget in self._reachable(QWidget)
            if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and _name(widget)
        ]

    def picture(self, path: Path) -> None:
        """What a person sees: the window, with whatever lies over it."""
        self.settle()
        shot = self.front.grab()
        over = self._over()
        if over:
            painter = QPainter(shot)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.fillRect(QRect(QPoint(0, 0), shot.size()), _DIM)
            for top in over:
                _draw_over(painter, self.front, top)
            painter.end()
        if not shot.save(str(path), "PNG", _QUICKLY):
            raise LostError("A picture could not be written.")

    def _reachable(self, kind: type[W]) -> Iterator[W]:
        for top in reversed(self._tops()):
            for widget in top.findChildren(kind):
                if widget.isVisible() and widget.window() is top:
                    yield widget

    def _over(self) -> list[QWidget]:
        """Visible windows over the front one, the modal one last."""
        modal = QApplication.activeModalWidget()
        over = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not self.front and widget.isWindow()
        ]
        return sorted(over, key=lambda widget: widget is modal)

    def _tops(self) -> list[QWidget]:
        """The windows a person can use now, the uppermost last."""
        modal = QApplication.activeModalWidget()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return [popup]
        if modal is not None:
            return [modal]
        return [self.front, *self._over()]

    def _top(self) -> QWidget:
        return self._tops()[-1]


def _is_called(widget: QWidget, name: str) -> bool:
    said = _name(widget).replace("…", "").strip()
    wanted = name.replace("…", "").strip()
    return said == wanted or said.startswith(f"{wanted}, ") or said.endswith(f": {wanted}")


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        # some platforms name a list by what is chosen in it
        return widget.accessibleName()
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).replace("&", "").strip() if face else ""


def _draw_over(painter: QPainter, front: QWidget, top: QWidget) -> None:
    shot: QPixmap = top.grab()
    place = top.mapToGlobal(QPoint(0, 0)) - front.mapToGlobal(QPoint(0, 0))
    room = front.size() - top.size()
    x = min(max(0, place.x()), max(0, room.width()))
    y = min(max(0, place.y()), max(0, room.height()))
    painter.drawPixmap(QPoint(x, y), shot)
