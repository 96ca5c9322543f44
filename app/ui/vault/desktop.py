"""The open desk in the window: the person's look, tables and rooms, and the window's actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal

from app.domain.look import TEXT_SIZES
from app.domain.settings import TEXT_SIZE, Preferences
from app.domain.staff import is_permitted
from app.services.changes import Area, Outcome
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.services.services import Services
from app.system.state_file import StateFile
from app.ui.kit.context import UiContext
from app.ui.kit.late import LateServices
from app.ui.kit.rail import Room
from app.ui.kit.search_everywhere import FindDialog
from app.ui.main_window import MainWindow
from app.ui.vault.backup_line import BackupLine
from app.ui.vault.desk_views import DeskViews
from app.ui.vault.housekeeping import HouseKeeping
from app.ui.vault.keeper import DeskKeeper, DeskLook

MakeRooms = Callable[[UiContext], Sequence[Room]]
MakeContext = Callable[[Services], UiContext]


@dataclass(frozen=True)
class _Read:
    """What was read from the store before the desk is shown."""

    preferences: Preferences
    views: dict[str, dict[str, object]]
    practice: str


@dataclass(frozen=True)
class _Ahead:
    """What was made before the desk opened."""

    services: LateServices
    context: UiContext
    rooms: Sequence[Room]


class Desktop(QObject):
    """Shows a desk from unlock to lock.

    Signals:
        shown: the rooms are on the screen.
        damage_found: a ``Problem``; nothing may be written any more and the desk has to be locked.
    """

    shown = Signal()
    damage_found = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        keeper: DeskKeeper,
        views: DeskViews,
        make_context: MakeContext,
        make_rooms: MakeRooms,
    ) -> None:
        super().__init__(window)
        self._window, self._keeper, self._views = window, keeper, views
        self._make_context, self._make_rooms = make_context, make_rooms
        self._context: UiContext | None = None
        self._ahead: _Ahead | None = None
        self._line: BackupLine | None = None
        self._upkeep: HouseKeeping | None = None
        self._desk: OpenDesk | None = None
        window.search_requested.connect(self._find)

    @property
    def context(self) -> UiContext | None:
        """What the pages of the open desk were handed, or None while locked."""
        return self._context

    def make_ahead(self) -> None:
        """Make the first page while it is found out whether somebody may be let in.

        It is empty; nothing can be asked or done through it before ``open``.
        """
        if self._context is None and self._ahead is None:
            ahead = self._made()
            ahead.context.actions.allow(lambda _operation: False)
            if ahead.rooms:
                self._window.make_ahead(ahead.rooms[0])
            self._ahead = ahead

    def open(self, desk: OpenDesk) -> None:
        """Read how the person likes it, then show the rooms."""
        ahead = self._ahead or self._made()
        ahead.services.open_for(desk.services)
        context = ahead.context
        self._ahead, self._context, self._desk = ahead, context, desk
        services = desk.services
        folder = desk.desk.store.folder

        def work(_progress: Progress) -> _Read:
            if not desk.desk.sample:
                StateFile(folder.state).remember_window(login=desk.member.login)
            return _Read(
                services.settings.preferences(),
                services.settings.views(),
                services.settings.practice().name,
            )

        context.runner.run_on_database(work, partial(self._show, desk, ahead), owner=self)

    def close(self) -> None:
        """Forget the person; the keeper has thrown the pages away."""
        self._views.close()
        if self._ahead is not None:
            self._ahead.context.bus.deleteLater()
        if self._line is not None:
            self._line.deleteLater()
        if self._upkeep is not None:
            self._upkeep.deleteLater()
        self._context = self._ahead = self._line = self._upkeep = self._desk = None

    def _made(self) -> _Ahead:
        services = LateServices()
        context = self._make_context(cast("Services", services))
        return _Ahead(services, context, self._make_rooms(context))

    def _show(self, desk: OpenDesk, ahead: _Ahead, read: _Read) -> None:
        look, context = read.preferences, ahead.context
        context.theme.choose(look.theme, look.text_size)
        self._views.open_for(desk.services, read.views)
        member = desk.member
        context.actions.allow(lambda operation: is_permitted(member.role, operation))
        self._keeper.open(desk, DeskLook(ahead.rooms, read.practice, look.idle_minutes))
        self._show_status(desk)
        self._bind(context)
        context.bus.areas_changed.connect(self._on_areas_changed)
        if desk.notices:
            context.messages.say(" ".join(desk.notices))
        self.shown.emit()

    def _show_status(self, desk: OpenDesk) -> None:
        status, context = self._window.status, self._context
        status.set_person(f"{desk.member.name}, {desk.member.role.label.lower()}")
        sample = desk.desk.sample
        status.set_note("Sample practice: everything in here is invented" if sample else "")
        self._window.rail.mark_sample(sample=sample)
        if context is not None:
            self._line = BackupLine(status, context)
            self._upkeep = HouseKeeping(self, desk, context)
            self._upkeep.damage_found.connect(self.damage_found)

    def _bind(self, context: UiContext) -> None:
        actions, line = context.actions, self._line
        if line is not None:
            actions.bind("backup", line.back_up)
        actions.bind("text-larger", lambda: self._step_text(context, 1))
        actions.bind("text-smaller", lambda: self._step_text(context, -1))
        actions.bind("text-normal", lambda: self._set_text(context, TEXT_SIZES[0]))

    def _step_text(self, context: UiContext, step: int) -> None:
        sizes = [size for size in TEXT_SIZES if (size - context.theme.text_size) * step > 0]
        if sizes:
            self._set_text(context, min(sizes) if step > 0 else max(sizes))

    def _set_text(self, context: UiContext, percent: int) -> None:
        context.theme.set_text_size(percent)
        settings = context.services.settings

        def work(_progress: Progress) -> Outcome[None]:
            return settings.prefer(setting=TEXT_SIZE, value=percent)

        context.act(self, work)

    def _find(self) -> None:
        if self._context is not None:
            FindDialog(self._window, self._context).open()

    def _on_areas_changed(self, areas: frozenset[Area]) -> None:
        """The settings may have changed how long the desk stays open, or the practice's name."""
        context = self._context
        if Area.SETTINGS not in areas or context is None:
            return
        settings = context.services.settings

        def work(_progress: Progress) -> tuple[int, str]:
            return settings.preferences().idle_minutes, settings.practice().name

        def show(read: tuple[int, str]) -> None:
            minutes, practice = read
            self._keeper.watch_idle(minutes)
            self._window.rail.set_practice(practice)

        context.read(self, work, show)
