"""Keeps the open desk: shows it, watches that somebody is there, locks it, closes the program.

The promise: locking stops new work, keeps half-filled forms, throws every page, dialog and model
away, waits for what is under way, backs up if something changed, and closes the store, in that
order; the GUI thread never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.domain.errors import Problem
from app.services.open_desk import Locked, OpenDesk
from app.services.progress import Progress
from app.services.vault import VaultService
from app.ui.kit.idle import IdleWatch
from app.ui.kit.later import soon
from app.ui.kit.messages import Presenter
from app.ui.kit.rail import Room
from app.ui.kit.task_runner import Runner
from app.ui.main_window import MainWindow
from app.ui.vault.clipboard_guard import ClipboardGuard
from app.ui.vault.front_window import FrontWindow
from app.ui.vault.idle_warning import IdleWarning
from app.ui.vault.progress_page import ProgressPage
from app.ui.vault.session_watch import SessionWatch

LONGEST_SESSION_HOURS = 12
OFFER_AFTER_MS = 2000
"""A usual backup is done by then; whoever waits longer may not want to."""
LOCK_KEY = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)


@dataclass(frozen=True)
class DeskLook:
    """What the window shows of an open desk: its rooms and whose practice this is."""

    rooms: Sequence[Room]
    practice: str
    idle_minutes: int


@dataclass(frozen=True)
class Windows:
    """The one window, and the desk that it shows while somebody is signed in."""

    front: FrontWindow
    desk: MainWindow


class DeskKeeper(QObject):
    """From ``open`` to the lock, and out.

    Signals:
        locked: a ``Locked``; show the unlock page.
        left: everything is closed; the program may end.
    """

    locked = Signal(object)
    left = Signal()

    def __init__(
        self,
        windows: Windows,
        runner: Runner,
        idle: IdleWatch,
        messages: Presenter,
        vault: Callable[[], VaultService],
        waiting: Callable[[], OpenDesk | None],
    ) -> None:
        """``waiting`` is an open desk that is not shown yet and has to be closed as well."""
        super().__init__(windows.front)
        self._front, self._window = windows.front, windows.desk
        self._runner, self._idle = runner, idle
        self._messages, self._vault, self._waiting = messages, vault, waiting
        self._desk: OpenDesk | None = None
        self._closing = False
        self._left_in: dict[int, str] = {}
        self._rooms: Sequence[Room] = ()
        self._clipboard = ClipboardGuard(self)
        self._warning = IdleWarning(windows.front)
        self._warning.stay_requested.connect(idle.note_life)
        idle.warned.connect(self._warning.warn)
        idle.calmed.connect(self._warning.calm)
        idle.expired.connect(self.lock)
        self._session = SessionWatch(windows.front)
        # not inside the system's own message, which may not wait
        self._session.left_alone.connect(self.lock, Qt.ConnectionType.QueuedConnection)
        windows.desk.lock_requested.connect(self.lock)
        windows.desk.leave_requested.connect(self.leave)
        windows.front.leave_requested.connect(self.leave)
        self._over_dialogs = LockKey(self.lock, windows.front)
        self._longest = QTimer(self)
        self._longest.setSingleShot(True)
        self._longest.setInterval(LONGEST_SESSION_HOURS * 3_600_000)
        self._longest.timeout.connect(self.lock)

    @property
    def desk(self) -> OpenDesk | None:
        """The open desk, or None while locked."""
        return self._desk

    @property
    def busy(self) -> bool:
        """Whether the desk is being locked or the program closed."""
        return self._closing

    @property
    def warning(self) -> IdleWarning:
        """The half minute before the idle lock."""
        return self._warning

    def open(self, desk: OpenDesk, look: DeskLook) -> None:
        """Show the desk; who comes back finds their room and half-filled form again."""
        self._desk, self._rooms = desk, look.rooms
        self._window.open_desk(look.rooms, look.practice)
        self._front.show_desk(self._window)
        self._idle.start(look.idle_minutes)
        self._longest.start()
        self._session.start()
        self._window.focus_page()
        room = self._left_in.pop(desk.member.id, "")
        if room:
            self._window.show_room(room)
            call(self._window.page(room), "reopen_draft")

    def watch_idle(self, minutes: int) -> None:
        """The time until the idle lock was changed."""
        if self._desk is not None:
            self._idle.start(minutes)

    def lock(self) -> None:
        """Lock; the unlock page comes when the store is closed."""
        if self._desk is not None and not self._closing:
            self._close(
                "Locking",
                "Finishing what is under way and backing up if something changed.",
                self._on_locked,
            )

    def leave(self) -> None:
        """Close the program: lock first, if something is open."""
        if self._closing:
            return
        if self._desk is None:
            self._closing = True
            self._runner.drain(self._on_drained)
            return
        self._close(
            "Closing",
            "Making a verified backup if something changed, then closing the data.",
            self._on_left,
        )

    def _close(self, title: str, sentence: str, then: Callable[[Locked], None]) -> None:
        desk = self._desk
        if desk is None:
            return
        self._closing = True
        self._idle.stop()
        self._longest.stop()
        self._session.stop()
        self._left_in[desk.member.id] = self._window.current_room
        self._keep_drafts()
        self._warning.come_home()
        close_dialogs(self._front)
        page = ProgressPage(title, sentence)
        self._front.show_cover(page)
        page.setFocus()
        self._window.close_desk()
        self._rooms = ()
        self._clipboard.clear()
        self._runner.drain(lambda: self._lock_store(desk, page, then))

    def _lock_store(
        self, desk: OpenDesk, page: ProgressPage, then: Callable[[Locked], None]
    ) -> None:
        def work(progress: Progress) -> Locked:
            return self._vault().lock(open_desk=desk, progress=progress)

        def failed(error: Exception) -> None:
            # the service closes the store whatever happens; the page must not stay
            self._messages.show_failure(error)
            self._desk, self._closing = None, False
            self.locked.emit(None)

        task = self._runner.run_on_database(
            work, then, owner=self, failed=failed, progress=page.show_step
        )

        def skip() -> None:
            # the store is closed all the same; only the backup is left for the next time
            page.wind_up("The backup is left for the next time. Closing the data.")
            task.progress.cancel()

        page.back_requested.connect(skip)
        QTimer.singleShot(OFFER_AFTER_MS, page, lambda: page.offer("Skip the backup"))

    def _on_locked(self, how: Locked) -> None:
        self._desk, self._closing = None, False
        self.locked.emit(how)

    def _on_left(self, how: Locked) -> None:
        self._desk = None
        tell_backup_problem(self._messages, how.problem)
        self.left.emit()

    def _on_drained(self) -> None:
        """Nothing is under way; what was being unlocked meanwhile is open now."""
        if self._desk is not None:
            self._closing = False
            self.leave()
        else:
            self._forget()

    def _forget(self) -> None:
        """Drop a recovery code that was not typed back, and close what is open unseen."""
        waiting = self._waiting()

        def work(progress: Progress) -> None:
            self._vault().forget()
            if waiting is not None:
                self._vault().lock(open_desk=waiting, progress=progress)

        def done(_nothing: object) -> None:
            self.left.emit()

        self._runner.run_on_database(work, done, owner=self, failed=done)

    def _keep_drafts(self) -> None:
        for room in self._rooms:
            call(self._window.page(room.id), "keep_draft")


class LockKey(QObject):
    """Hears Ctrl+L while a dialog lies over the window; the window's own shortcut sleeps then.

    It listens to the application only then, since Python is called for every event of every widget.
    """

    def __init__(self, lock: Callable[[], None], front: QWidget) -> None:
        super().__init__(front)
        self._lock, self._front = lock, front
        front.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: an event of the window, or of any widget while a dialog blocks the window."""
        app, kind = QApplication.instance(), event.type()
        if watched is self._front and app is not None:
            if kind is QEvent.Type.WindowBlocked:
                app.installEventFilter(self)
            elif kind is QEvent.Type.WindowUnblocked:
                app.removeEventFilter(self)
        if kind is not QEvent.Type.KeyPress or QApplication.activeModalWidget() is None:
            return False
        if not (isinstance(event, QKeyEvent) and event.keyCombination() == LOCK_KEY):
            return False
        # not inside the dialog's own event, which it may not survive
        soon(self, self._lock)
        return True


def call(page: QWidget | None, verb: str) -> None:
    """Ask a page for something that only pages with forms can do."""
    done = getattr(page, verb, None)
    if done is not None:
        done()


def close_dialogs(window: QWidget) -> None:
    """Close everything that lies over the window."""
    for dialog in window.findChildren(QDialog):
        dialog.reject()
        # not at once: one that is waited for must still be there when its wait ends
        soon(dialog, dialog.deleteLater)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            other.close()


def tell_backup_problem(messages: Presenter, problem: Problem | None) -> None:
    """The store is closed and safe, but there is no fresh backup."""
    if problem is not None:
        messages.show_problem(problem)
