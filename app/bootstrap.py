"""Puts the parts together; nothing else does.

The promise: every part gets what it needs through its constructor. This module loads everything, so
it is loaded itself only when the first page has been painted, on a helper thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.documents.fonts import register_fonts
from app.services.open_desk import Locked, OpenDesk
from app.services.services import Services
from app.services.vault import VaultService
from app.storage.backup_shelf import BackupInfo
from app.system.clock import Clock, SystemClock
from app.system.live_folder import remember_live_folder
from app.system.paths import DataFolder
from app.system.state_file import StateFile
from app.ui.kit.action_table import ACTIONS
from app.ui.kit.actions import ActionSet
from app.ui.kit.change_signal import ChangeBus
from app.ui.kit.context import UiContext
from app.ui.kit.edges import make_edges
from app.ui.kit.files import FileChooser
from app.ui.kit.garbage import GarbageCollector
from app.ui.kit.idle import IdleWatch
from app.ui.kit.messages import Messages, Presenter
from app.ui.kit.navigator import Navigator
from app.ui.kit.printing import PrintQueue
from app.ui.kit.rail import Room
from app.ui.kit.task_runner import Runner, TaskRunner
from app.ui.kit.warming import warm_toolkit
from app.ui.main_window import MainWindow
from app.ui.settings.backups import RESTORE
from app.ui.settings.keys import CHANGE_KEYS
from app.ui.vault.desk_views import DeskViews
from app.ui.vault.desktop import Desktop, MakeRooms
from app.ui.vault.emergency import Emergency
from app.ui.vault.entrance import Entrance
from app.ui.vault.first_page import Place
from app.ui.vault.first_run import FirstRuns
from app.ui.vault.first_sign_in import FirstSignIn
from app.ui.vault.holder import MakeVault, VaultHolder
from app.ui.vault.keeper import DeskKeeper, Windows
from app.ui.vault.key_changing import KeyChanging
from app.ui.vault.rescuing import Rescuing
from app.ui.vault.start import Start
from app.ui.vault.start_up import MakeSample, StartParts, StartUp


@dataclass(frozen=True)
class Parts:
    """What tests and the tour replace: the clock and the edges to the system."""

    clock: Clock = field(default_factory=SystemClock)
    runner: Runner | None = None
    messages: Presenter | None = None
    files: FileChooser | None = None
    printers: PrintQueue | None = None
    make_sample: MakeSample | None = None
    make_rooms: MakeRooms | None = None
    make_vault: MakeVault = VaultService


class Program(QObject):
    """The whole program in one window.

    Signals:
        desk_shown: the desk is open on the screen.
        desk_locked: the store is closed and the unlock page is shown.
        ended: everything is closed.
    """

    desk_shown = Signal()
    desk_locked = Signal()
    ended = Signal()
    _defect = Signal(object)

    def __init__(self, app: QApplication, start: Start, parts: Parts) -> None:
        super().__init__(app)
        self._start, self._clock = start, parts.clock
        self._after_lock: Callable[[], object] | None = None
        self._garbage = GarbageCollector(self)
        self.front, self.theme = start.front, start.theme
        self.messages: Presenter = parts.messages or Messages(lambda: self.front)
        self.runner: Runner = parts.runner or TaskRunner(self.messages.show_failure, self)
        self.edges = make_edges(self.runner, self.messages, parts.files, parts.printers)
        self.views = DeskViews(self.runner)
        self.actions = ActionSet(ACTIONS, self)
        self.navigator = Navigator(self)
        self.window = MainWindow(self.actions, self.navigator, self.views)
        self.front.hold_desk(self.window)
        self.holder = VaultHolder(parts.clock, start.place.folder, parts.make_vault)
        self.entrance = Entrance(self.front, start.place, self.holder, self.edges)
        self.start_up = StartUp(self.entrance, self._start_parts(parts), start.own_folder)
        self.keeper = DeskKeeper(
            Windows(self.front, self.window),
            self.runner,
            IdleWatch(app, parts.clock),
            self.messages,
            self.holder,
            lambda: self.entrance.waiting_desk,
        )
        self.desktop = Desktop(
            self.window, self.keeper, self.views, self._context, parts.make_rooms or rooms_of
        )
        self._connect()

    def take_over(self) -> None:
        """Answer the page that is shown already."""
        page = self.front.cover
        if page is not None:
            self.start_up.take_over(page)

    def tell_defect(self, error: BaseException) -> None:
        """Show a fault of the program; may be called by any thread."""
        self._defect.emit(error)

    def _connect(self) -> None:
        self._defect.connect(self.messages.show_defect)
        entrance = self.entrance
        # once the page says that it works
        entrance.opening.connect(self.desktop.make_ahead, Qt.ConnectionType.QueuedConnection)
        entrance.desk_opened.connect(self._on_desk_opened)
        entrance.leave_requested.connect(self.front.close)
        first_runs = FirstRuns(entrance)
        entrance.setup_requested.connect(first_runs.show)
        entrance.recovery_requested.connect(lambda: Emergency(entrance).show_recovery())
        entrance.restore_requested.connect(lambda: Emergency(entrance).show_restore())
        entrance.rescue_requested.connect(lambda way, why: Rescuing(entrance, why).show(way))
        entrance.password_due.connect(lambda desk: FirstSignIn(entrance, desk).show())
        self.desktop.shown.connect(self.desk_shown)
        self.desktop.damage_found.connect(
            lambda problem: self._lock_then(lambda: entrance.show_trouble(problem))
        )
        self.navigator.room_requested.connect(self._on_room_requested)
        self.keeper.locked.connect(self._on_locked)
        self.keeper.left.connect(self._on_left)
        if isinstance(self.messages, Messages):
            self.messages.show_lines_with(self.window.toast.say)
        if isinstance(self.runner, TaskRunner):
            self.runner.busy_changed.connect(self._on_busy)

    def _start_parts(self, parts: Parts) -> StartParts:
        return StartParts(
            runner=self.runner,
            messages=self.messages,
            holder=self.holder,
            clock=parts.clock,
            make_sample=parts.make_sample,
            warm=None if parts.make_rooms else _warm,
        )

    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - a Qt signal has no names
        self.window.status.set_busy(busy=busy)

    def _on_desk_opened(self, desk: OpenDesk) -> None:
        folder = desk.desk.store.folder.root
        place = self.entrance.place
        self.entrance.move_to(Place(folder, desk.desk.sample, desk.member.login, place.password))
        if self._start.remember and not desk.desk.sample:
            self.runner.run_on_database(lambda _progress: remember_live_folder(folder))
        self.desktop.open(desk)

    def _context(self, services: Services) -> UiContext:
        return UiContext(
            services=services,
            runner=self.runner,
            bus=ChangeBus(self),
            messages=self.messages,
            theme=self.theme,
            files=self.edges.files,
            printers=self.edges.printers,
            views=self.views,
            clock=self._clock,
            navigator=self.navigator,
            actions=self.actions,
        )

    def _on_room_requested(self, room: str, item: object) -> None:
        """Restoring and changing the keys are no rooms: the desk is locked first."""
        if room == RESTORE and isinstance(item, BackupInfo):
            self._lock_then(lambda: Emergency(self.entrance).show_restore(item))
        elif room == CHANGE_KEYS:
            self._lock_then(KeyChanging(self.entrance).show)

    def _lock_then(self, then: Callable[[], object]) -> None:
        self._after_lock = then
        self.keeper.lock()

    def _on_locked(self, how: Locked | None) -> None:
        self.desktop.close()
        then, self._after_lock = self._after_lock, None
        if then is not None:
            then()
        else:
            self.entrance.show_unlock()
            self.entrance.look()
        if how is not None and how.problem is not None:
            self.messages.show_problem(how.problem)
        self._garbage.collect_soon()
        self.desk_locked.emit()

    def _on_left(self) -> None:
        self.runner.stop()
        self._keep_window()
        self.front.leave()
        self._garbage.stop()
        self.ended.emit()

    def _keep_window(self) -> None:
        """Remember how the window was left; nothing else is under way any more."""
        folder = DataFolder(self.entrance.place.folder)
        if folder.root.is_dir():
            StateFile(folder.state).remember_window(
                geometry=self.front.geometry_text(),
                theme=self.theme.choice.value,
                text_size=self.theme.text_size,
            )


def rooms_of(context: UiContext) -> Sequence[Room]:
    """The rooms of the window, in the order of the rail; a page is made when it is first shown."""

    def made(room: str) -> Callable[[], QWidget]:
        return lambda: page_makers()[room](context)

    return (
        Room("today", "Today", "today", made("today")),
        Room("requests", "Requests", "requests", made("requests")),
        Room("consents", "Consents", "consents", made("consents")),
        Room("mail", "Mail", "mail", made("mail")),
        Room("registers", "Registers", "registers", made("registers")),
        Room("settings", "Settings", "settings", made("settings"), at_foot=True),
    )


def page_makers() -> dict[str, Callable[[UiContext], QWidget]]:
    """What makes the page of each room."""
    # loaded while the person types the password, so that unlock page and desk both come at once
    from app.ui.consents.page import make_page as consents  # noqa: PLC0415
    from app.ui.mail.page import make_page as mail  # noqa: PLC0415
    from app.ui.registers.page import make_page as registers  # noqa: PLC0415
    from app.ui.requests.page import make_page as requests  # noqa: PLC0415
    from app.ui.settings.page import make_page as settings  # noqa: PLC0415
    from app.ui.today.page import make_page as today  # noqa: PLC0415

    return {
        "today": today,
        "requests": requests,
        "consents": consents,
        "mail": mail,
        "registers": registers,
        "settings": settings,
    }


def _warm() -> None:
    """What the person will want next: the rooms, what draws them, and the fonts of the papers."""
    page_makers()
    warm_toolkit()
    register_fonts()
