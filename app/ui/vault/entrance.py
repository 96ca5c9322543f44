"""From the locked program to an open desk: which page is shown, and what comes of each answer.

The promise: the service is called off the GUI thread only; every failure leads to a page with a
next step; a password lives no longer than the call that needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems, Problem
from app.services.open_desk import OpenDesk
from app.services.vault import VaultService
from app.ui.kit.code_sheet import Edges
from app.ui.kit.later import soon
from app.ui.vault.first_frame import Typed
from app.ui.vault.first_page import Place
from app.ui.vault.rescue_page import RescueWay
from app.ui.vault.sign_in import FirstLook, SignIn
from app.ui.vault.trouble_page import TROUBLES, TroublePage, Way
from app.ui.vault.unlock_page import UnlockPage
from app.ui.vault.unlock_words import HELP, RECOVERY, RESTORE


class CoverHost(Protocol):
    """The window, as far as covers are concerned."""

    def show_cover(self, cover: QWidget) -> None:
        """Show a page alone."""
        ...


class Entrance(QObject):
    """Shows the pages before the desk.

    Signals:
        opening: somebody asked to be let in; it takes a while until it is known whether they are.
        desk_opened: an ``OpenDesk``; whoever listens shows the desk and owns it.
        password_due: an ``OpenDesk`` whose one-time password has to be changed first.
        recovery_requested: the person wants to use the recovery code.
        restore_requested: the person wants to restore from a backup.
        rescue_requested: a ``RescueWay`` and the ``Problem`` it is about.
        setup_requested: there is no practice yet, or the person wants a new one.
        sample_requested: the person wants to look at the sample practice.
        own_practice_requested: enough of the sample.
        folder_opened: a ``Path``: the person wants another data folder.
        leave_requested: the person wants to close the program.
    """

    opening = Signal()
    desk_opened = Signal(object)
    password_due = Signal(object)
    recovery_requested = Signal()
    restore_requested = Signal()
    rescue_requested = Signal(object, object)
    setup_requested = Signal()
    sample_requested = Signal()
    own_practice_requested = Signal()
    folder_opened = Signal(object)
    leave_requested = Signal()

    def __init__(
        self,
        host: CoverHost,
        place: Place,
        vault: Callable[[], VaultService],
        edges: Edges,
    ) -> None:
        """``vault`` is called on the writer thread alone."""
        super().__init__()
        self._host, self._place, self._vault, self._edges = host, place, vault, edges
        self._page: QWidget | None = None
        self._waiting: OpenDesk | None = None

    @property
    def waiting_desk(self) -> OpenDesk | None:
        """An open desk that is not shown yet; whoever closes the program closes it, too."""
        return self._waiting

    @property
    def page(self) -> QWidget | None:
        """The page shown now."""
        return self._page

    @property
    def vault(self) -> Callable[[], VaultService]:
        """The way to the service, for the writer thread."""
        return self._vault

    @property
    def edges(self) -> Edges:
        """The ways out of the program."""
        return self._edges

    @property
    def place(self) -> Place:
        """Which practice this is about."""
        return self._place

    def move_to(self, place: Place) -> None:
        """From now on it is about another folder."""
        self._place = place

    def show(self, page: QWidget) -> None:
        """Show a page and put the keyboard where the person goes on."""
        self._page = page
        self._host.show_cover(page)
        focus = getattr(page, "focus_first", None)
        if focus is not None:
            # once more when it has its place: focus needs a visible window
            focus()
            soon(page, focus)

    def show_unlock(self) -> UnlockPage:
        """Ask who is there."""
        page = UnlockPage(self._place.folder, sample=self._place.sample)
        page.prefill(self._place.login, self._place.password)
        self.show(page)
        self.adopt(page)
        return page

    def follow(self, typed: Typed) -> None:
        """Go on from the first picture, with what was typed and pressed on it."""
        page = self.show_unlock()
        page.take(typed)
        ways = {RECOVERY: self.recovery_requested, RESTORE: self.restore_requested}
        if typed.link in ways:
            ways[typed.link].emit()
        elif typed.link == HELP:
            page.open_help()
        elif typed.link:
            self.choose_folder()

    def note_page(self, page: QWidget) -> None:
        """This page is shown already."""
        self._page = page

    def adopt(self, page: UnlockPage) -> None:
        """Answer a page that was painted before there was anything to answer with."""
        self._page = page
        SignIn(self, page)
        page.recovery_requested.connect(self.recovery_requested)
        page.restore_requested.connect(self.restore_requested)
        page.other_folder_requested.connect(self.choose_folder)
        page.own_practice_requested.connect(self.own_practice_requested)
        page.set_ready()

    def look(self) -> None:
        """Is the folder as the unlock page assumes, and must someone wait?"""
        FirstLook(self)

    def show_trouble(self, problem: Problem) -> TroublePage:
        """Say why the store did not open and what can be done."""
        page = TroublePage(problem, sample=self._place.sample)
        _WaysOut(self, page, problem)
        self.show(page)
        return page

    def choose_folder(self) -> None:
        """Let the person open another data folder."""
        if self._page is None:
            return
        chosen = self.edges.files.folder(self._page, "Open a data folder", self._place.folder)
        if chosen is not None:
            self.folder_opened.emit(chosen)

    def opened(self, desk: OpenDesk) -> None:
        """Somebody is in: first their own password if it is due, then the desk."""
        if desk.must_change_password:
            self._waiting = desk
            self.password_due.emit(desk)
        else:
            self.let_in(desk)

    def let_in(self, desk: OpenDesk | None) -> None:
        """Hand the desk over; None when it was locked again instead."""
        self._waiting = None
        if desk is None:
            self.show_unlock()
        else:
            self._page = None
            self.desk_opened.emit(desk)

    def failed(self, error: Exception) -> None:
        """A failure that no page can place."""
        if isinstance(error, Problem) and error.code in TROUBLES:
            self.show_trouble(error)
        else:
            self.edges.messages.show_failure(error)

    def failed_to_open(self, error: Exception) -> None:
        """The store did not open, and it was not the password."""
        if isinstance(self._page, UnlockPage):
            self._page.set_working(working=False)
        if isinstance(error, Problem):
            self.show_trouble(error)
        else:
            self.edges.messages.show_failure(error)


class _WaysOut(QObject):
    """Does what was chosen on a page about trouble."""

    def __init__(self, entrance: Entrance, page: TroublePage, problem: Problem) -> None:
        super().__init__(page)
        self._entrance, self._problem = entrance, problem
        page.way_chosen.connect(self._on_chosen)

    def _on_chosen(self, way: Way) -> None:
        entrance = self._entrance
        ways: dict[Way, Callable[[], object]] = {
            Way.AGAIN: self._again,
            Way.RESTORE: entrance.restore_requested.emit,
            Way.EXPORT: lambda: entrance.rescue_requested.emit(RescueWay.EXPORT, self._problem),
            Way.REPAIR: lambda: entrance.rescue_requested.emit(RescueWay.REPAIR, self._problem),
            Way.OTHER_FOLDER: entrance.choose_folder,
            Way.SET_UP: entrance.setup_requested.emit,
            Way.ACCEPT: lambda: entrance.show_unlock().ask_to_accept(),
            Way.LEAVE: entrance.leave_requested.emit,
        }
        ways[way]()

    def _again(self) -> None:
        self._entrance.show_unlock()
        self._entrance.look()


def fields_of(problem: Problem) -> dict[str, str]:
    """The sentences of a problem about fields."""
    return dict(problem.fields) if isinstance(problem, FieldProblems) else {}
