"""What the tests of the registers work with: the page, its services and what it said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.addresses import Address
from app.domain.errors import Problem
from app.domain.people import Patient, PatientDetails
from app.services.desk import Desk
from app.services.imports import ImportService
from app.services.progress import Progress
from app.services.services import Services
from app.ui.kit.action_table import ACTIONS
from app.ui.kit.actions import ActionSet
from app.ui.kit.change_signal import ChangeBus
from app.ui.kit.context import UiContext
from app.ui.kit.navigator import Navigator
from app.ui.kit.task_runner import Runner
from app.ui.kit.theme import Theme
from app.ui.kit.views import MemoryViews
from app.ui.registers.import_wizard import ImportWizard
from app.ui.registers.page import RegistersPage, make_page
from tests.ui.kit.demo import GivenFiles, NoPrinters

DATA = Path(__file__).resolve().parents[2] / "exchange" / "data"
HOME = Address(line1="12 Elm St", city="Boston", state="MA", zip_code="02116")
OTHER = Address(line1="PO Box 77", city="Salem", state="MA", zip_code="01970")
LIST = """\
MRN,Last Name,First Name,DOB,Street,City,State,Zip,SSN
1,Mosciski,Maynard,10/06/2014,784 Stamm Lock,Somerville,MA,02143,999-17-5017
2,Schmidt,Curt,04/07/2008,171 Kemmer Neck,Mashpee,MA,02649,999-50-8136
3,Okuneva,Jackie,06/05/1996,1038 Hodkiewicz Drive,Winchester,MA,01890,999-46-2123
"""


@dataclass
class KeptMessages:
    """Keeps what would have been shown; answers questions with ``answer``."""

    problems: list[Problem] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answer: bool = True

    def show_failure(self, error: Exception) -> None:
        if not isinstance(error, Problem):
            raise error
        self.problems.append(error)

    def show_problem(self, problem: Problem) -> None:
        self.problems.append(problem)

    def show_defect(self, error: BaseException) -> str:
        raise error

    def tell(self, title: str, text: str, more: str = "") -> None:
        self.said.append(text)

    def confirm(self, title: str, text: str, action: str, *, dangerous: bool = False) -> bool:
        self.asked.append(text)
        return self.answer

    def say(self, text: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        self.said.append(text)


@dataclass
class Registers:
    """An open page and what stands around it."""

    page: RegistersPage
    context: UiContext
    desk: Desk
    messages: KeptMessages
    files: GivenFiles
    failures: list[Exception]
    backups: list[str] = field(default_factory=list)
    gone_to: list[tuple[str, object]] = field(default_factory=list)

    @property
    def services(self) -> Services:
        return self.context.services

    @property
    def wizard(self) -> ImportWizard:
        assert self.page.wizard is not None
        return self.page.wizard

    def add(self, family: str = "Mosciski", given: str = "Maynard", **changes: Any) -> int:
        """A patient on file."""
        values: dict[str, Any] = {"birth_date": date(1961, 3, 14), "address": HOME}
        details = PatientDetails(family, given, **(values | changes))
        outcome = self.services.patients.add(details=details, despite_twins=True)
        self.context.bus.announce(outcome.changes)
        return outcome.value

    def patient(self, patient_id: int) -> Patient:
        return self.services.patients.get(patient_id=patient_id)

    def patients(self) -> list[str]:
        """The names in the list, from top to bottom."""
        return [row.hit.name for row in self.page.patients.table.model.rows()]

    def import_file(self, path: Path) -> None:
        """Bring in a file with the columns as guessed."""
        self.page.open_wizard()
        self.wizard.take(path)
        while self.wizard.next_button.text() != "Show the patients":
            before = self.wizard.step
            self.wizard.go_on()
            assert self.wizard.step is not before


def open_registers(
    qtbot: QtBot, theme: Theme, desk: Desk, runner: Runner, failures: list[Exception]
) -> Registers:
    """The page, shown."""
    messages, files, navigator = KeptMessages(), GivenFiles(), Navigator()
    backups: list[str] = []

    def save_first(_desk: Desk, _progress: Progress) -> bool:
        # the store of these tests has no keyring, so none can be made
        backups.append("before the import")
        return True

    services = Services(desk)
    services.imports = ImportService(desk, save_first)
    context = UiContext(
        services=services,
        runner=runner,
        bus=ChangeBus(),
        messages=messages,
        theme=theme,
        files=files,
        printers=NoPrinters(),
        views=MemoryViews(),
        clock=desk.clock,
        navigator=navigator,
        actions=ActionSet(ACTIONS),
    )
    page = make_page(context)
    qtbot.addWidget(page)
    page.resize(1108, 760)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    registers = Registers(
        cast("RegistersPage", page), context, desk, messages, files, failures, backups
    )
    navigator.room_requested.connect(lambda room, item: registers.gone_to.append((room, item)))
    return registers


def said_in(root: QWidget) -> str:
    """Every visible label below ``root``."""
    QApplication.processEvents()  # parts put into a visible layout are shown by an event
    labels = root.findChildren(QLabel)
    return "\n".join(each.text() for each in labels if each.isVisibleTo(root) and each.text())


def press(qtbot: QtBot, widget: QWidget) -> None:
    """Press a button with the mouse."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
