"""The whole program in its window, over a real encrypted store, with the edges replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import Parts, Program
from app.domain.errors import Problem
from app.services.vault import VaultService
from app.system.clock import Clock, FixedClock
from app.system.paths import DataFolder
from app.ui.kit.context import UiContext
from app.ui.kit.page import Page
from app.ui.kit.rail import Room
from app.ui.kit.theme import Theme
from app.ui.vault.first_frame import FirstFrame
from app.ui.vault.first_page import Place, first_page
from app.ui.vault.front_window import FrontWindow
from app.ui.vault.start import Start
from tests.storage_kit import NOW, unlocker
from tests.ui.kit.demo import GivenFiles, NoPrinters

PATIENCE = 15_000


@dataclass
class KeptMessages:
    """Keeps what would have been shown."""

    problems: list[Problem] = field(default_factory=list)
    defects: list[BaseException] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    answer: bool = True

    def show_failure(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self.problems.append(error)
        else:
            self.defects.append(error)

    def show_problem(self, problem: Problem) -> None:
        self.problems.append(problem)

    def show_defect(self, error: BaseException) -> str:
        self.defects.append(error)
        return "TEST-0001"

    def tell(self, title: str, text: str, more: str = "") -> None:
        self.told.append(f"{text} {more}")

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        self.told.append(text)
        return self.answer

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self.told.append(text)


class FormPage(Page):
    """A room with a half-filled form, as the request room has one."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.typed = ""
        self.label = QLabel("A form", self)

    def keep_draft(self) -> None:
        drafts, typed = self.context.services.drafts, self.typed
        self.context.act(self, lambda _progress: drafts.save(form="test", body={"typed": typed}))

    def reopen_draft(self) -> None:
        drafts = self.context.services.drafts

        def show(body: dict[str, object] | None) -> None:
            self.typed = str((body or {}).get("typed", ""))

        self.context.read(self, lambda _progress: drafts.load(form="test"), show)


def two_rooms(context: UiContext) -> Sequence[Room]:
    """A quiet room and one with a form."""
    return (
        Room("today", "Today", "today", lambda: Page(context)),
        Room("requests", "Requests", "requests", lambda: FormPage(context)),
    )


@dataclass
class Opened:
    """A program and what was put in place of its edges."""

    program: Program
    messages: KeptMessages
    files: GivenFiles
    printers: NoPrinters
    clock: FixedClock
    qtbot: QtBot

    @property
    def page(self) -> QWidget:
        """The cover shown now."""
        cover = self.program.front.cover
        assert cover is not None
        return cover

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        self.qtbot.waitUntil(until, timeout=PATIENCE)

    def wait_page(self, kind: type[QWidget]) -> QWidget:
        """Wait for a kind of page."""
        self.wait(lambda: isinstance(self.program.front.cover, kind))
        return self.page

    def press(self, key: Qt.Key) -> None:
        """Press a key where the keyboard is."""
        target = QApplication.focusWidget() or self.page
        self.qtbot.keyClick(target, key)

    def type(self, text: str) -> None:
        """Type where the keyboard is, as a person would."""
        target = QApplication.focusWidget()
        assert target is not None
        self.qtbot.keyClicks(target, text)


def cheap_vault(folder: DataFolder, clock: Clock) -> VaultService:
    """The service with passwords that cost little to try."""
    return VaultService(
        folder,
        clock,
        check_place=lambda _folder: None,
        make_unlocker=lambda place: unlocker(place.root, clock),
    )


def open_program(
    qtbot: QtBot, theme: Theme, folder: Path, *, sample: bool = False, **changes: object
) -> Opened:
    """The window on a data folder, shown and waiting."""
    messages, files, printers = KeptMessages(), GivenFiles(), NoPrinters(["Laser"])
    clock = FixedClock(NOW)
    place = Place(folder, sample)
    front = FrontWindow()
    page = first_page(place)
    front.show_cover(page)
    if isinstance(page, FirstFrame):
        page.focus_first()
    with qtbot.waitExposed(front):
        front.show()
    front.activateWindow()
    usual = Parts(
        clock=clock,
        messages=messages,
        files=files,
        printers=printers,
        make_rooms=two_rooms,
        make_vault=cheap_vault,
    )
    parts = replace(usual, **changes)  # type: ignore[arg-type]
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, Start(front, theme, place, folder), parts)
    opened = Opened(program, messages, files, printers, clock, qtbot)
    program.take_over()
    return opened


def close_program(opened: Opened) -> None:
    """Lock and leave, as closing the window does."""
    program = opened.program
    with opened.qtbot.waitSignal(program.ended, timeout=PATIENCE):
        program.front.close()
