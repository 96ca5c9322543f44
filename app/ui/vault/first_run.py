"""Runs the set-up guide: judges the folder, makes the code, writes the store when it is typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject

from app.domain.errors import FieldProblems, Problem
from app.domain.papers import PracticeProfile
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.services.setup import SetupChoices
from app.services.vault import VaultService
from app.services.vault_state import FolderState
from app.system.paths import default_data_folder
from app.ui.kit.code_sheet import CodeSheet
from app.ui.vault.entrance import Entrance
from app.ui.vault.setup_guide import SetupAnswers, SetupGuide

T = TypeVar("T")


class FirstRuns(QObject):
    """Shows the guide; who comes back to it finds the first step as it was left."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance)
        self._entrance = entrance
        self._practice: PracticeProfile | None = None

    def show(self) -> None:
        """Begin, or go on."""
        run = FirstRun(self._entrance)
        if self._practice is not None:
            run.guide.practice.show_profile(self._practice)
        run.guide.practice.left.connect(self._keep)
        run.show()

    def _keep(self, practice: PracticeProfile) -> None:
        self._practice = practice


class FirstRun(QObject):
    """Connects the guide with the service."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance)
        self._entrance = entrance
        self.guide = SetupGuide(default_data_folder().root)
        guide = self.guide
        guide.folder.folder_chosen.connect(self._on_folder)
        guide.folder.choose_requested.connect(self._on_choose)
        guide.answers_given.connect(self._on_answers)
        guide.code_typed.connect(self._on_typed)
        guide.practice.sample_requested.connect(entrance.sample_requested)
        guide.practice.restore_requested.connect(entrance.restore_requested)
        guide.practice.existing_requested.connect(entrance.choose_folder)
        guide.folder.set_folder(entrance.place.folder)

    def show(self) -> None:
        """Begin."""
        self._entrance.show(self.guide)

    def _on_choose(self) -> None:
        edges = self._entrance.edges
        chosen = edges.files.folder(self.guide, "Choose the data folder", None)
        if chosen is not None:
            self.guide.folder.set_folder(chosen)

    def _on_folder(self, folder: Path) -> None:
        def work(_progress: Progress) -> str | None:
            return _verdict(self._entrance.vault(), folder)

        self._run(work, self.guide.folder.show_verdict)

    def _on_answers(self, answers: SetupAnswers) -> None:
        def work(_progress: Progress) -> str:
            return _begin(self._entrance.vault(), answers)

        self._run(work, self._on_code)

    def _on_code(self, code: str) -> None:
        page = self.guide.show_code(code)
        sheet = CodeSheet(
            page, page, self._entrance.edges, lambda: self._entrance.vault().recovery_sheet()
        )
        page.print_requested.connect(sheet.print_sheet)
        page.save_requested.connect(sheet.save_sheet)

    def _on_typed(self, typed: str) -> None:
        if self.guide.code is not None:
            self.guide.code.set_busy(busy=True, text="Making the encrypted data file…")

        def work(progress: Progress) -> OpenDesk:
            return self._entrance.vault().confirm_recovery(code=typed, progress=progress)

        self._run(work, self._entrance.opened)

    def _run(self, work: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        self._entrance.edges.runner.run_on_database(
            work, then, owner=self.guide, failed=self._on_failed
        )

    def _on_failed(self, error: Exception) -> None:
        guide = self.guide
        guide.folder.set_busy(busy=False)
        if guide.code is not None:
            guide.code.set_busy(busy=False)
        if isinstance(error, FieldProblems):
            fields = dict(error.fields)
            if guide.code is not None and "code" in fields:
                guide.code.show_problem(fields.pop("code"))
            if not fields or not guide.show_problems(fields):
                return
        elif isinstance(error, Problem) and error.code in ("forbidden-place", "store-exists"):
            guide.show_problems({"folder": f"{error.happened} {error.next_step}"})
            return
        guide.account.set_busy(busy=False)
        self._entrance.edges.messages.show_failure(error)


def _verdict(vault: VaultService, folder: Path) -> str | None:
    """Why the folder will not do, or None; the service works with it from then on."""
    refusal = vault.check_folder(folder=folder)
    if refusal is None:
        vault.use_folder(folder=folder)
        if vault.state().kind is not FolderState.ABSENT:
            return "There is a practice's data here already. Open it, or choose another folder."
    return refusal


def _begin(vault: VaultService, answers: SetupAnswers) -> str:
    vault.use_folder(folder=answers.folder)
    choices = SetupChoices(answers.practice, answers.login, answers.name)
    return vault.create(choices=choices, password=answers.password)
