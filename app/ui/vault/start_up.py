"""From the first paint to the right page: set-up, unlock, or the sample being prepared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem
from app.services.progress import Progress
from app.services.vault_state import FolderState
from app.system.clock import Clock
from app.system.paths import DataFolder, sample_data_folder
from app.ui.kit.messages import Presenter
from app.ui.kit.task_runner import Runner
from app.ui.vault.entrance import Entrance
from app.ui.vault.first_frame import FirstFrame
from app.ui.vault.first_page import Place, preparing_page
from app.ui.vault.holder import VaultHolder
from app.ui.vault.loading import load
from app.ui.vault.progress_page import ProgressPage
from app.ui.vault.trouble_page import start_failed
from app.ui.vault.unlock_page import UnlockPage


class SampleSignIn(Protocol):
    """How to open the sample practice; no secret, since everything behind it is invented."""

    @property
    def login(self) -> str:
        """Sign-in name."""
        ...

    @property
    def password(self) -> str:
        """Password."""
        ...


MakeSample = Callable[[Path, Clock, Progress], SampleSignIn]


@dataclass(frozen=True)
class StartParts:
    """What starting up needs."""

    runner: Runner
    messages: Presenter
    holder: VaultHolder
    clock: Clock
    make_sample: MakeSample | None = None
    warm: Callable[[], None] | None = None


class StartUp(QObject):
    """Loads and tests behind the first page, then lets it go on.

    Signals:
        ready: the libraries are loaded and the first page knows what it needs.
    """

    ready = Signal()

    def __init__(self, entrance: Entrance, parts: StartParts, own_folder: Path) -> None:
        super().__init__(entrance)
        self._entrance, self._parts, self._own_folder = entrance, parts, own_folder
        self._there = False
        entrance.sample_requested.connect(self.open_sample)
        entrance.own_practice_requested.connect(self.leave_sample)
        entrance.folder_opened.connect(self.open_folder)

    def take_over(self, page: QWidget) -> None:
        """Answer the page that was painted first; log and self-test come before any answer."""
        self._there = isinstance(page, (FirstFrame, UnlockPage))
        self._load()
        if isinstance(page, FirstFrame):
            self._entrance.follow(page.typed())
        elif isinstance(page, UnlockPage):
            self._entrance.adopt(page)
        else:
            self._entrance.note_page(page)

    def _load(self) -> None:
        logs = DataFolder(self._entrance.place.folder).logs

        def work(_progress: Progress) -> None:
            load(logs)

        self._parts.runner.run_on_database(
            work, self._on_loaded, owner=self, failed=self._on_unusable
        )

    def open_folder(self, folder: Path) -> None:
        """Work with another data folder."""
        self._move(Place(folder))

        def work(_progress: Progress) -> bool:
            return self._parts.holder().state().kind is not FolderState.ABSENT

        self._parts.runner.run_on_database(work, self._on_found, owner=self)

    def open_sample(self) -> None:
        """Go to the sample practice."""
        folder = sample_data_folder().root
        self._move(Place(folder, sample=True))
        self._entrance.show(preparing_page())
        self._prepare_sample()

    def leave_sample(self) -> None:
        """Back to the practice's own data."""
        self.open_folder(self._own_folder)

    def _move(self, place: Place) -> None:
        self._parts.holder.move(place.folder)
        self._entrance.move_to(place)

    def _on_loaded(self, _nothing: object) -> None:
        if self._entrance.place.sample:
            self._prepare_sample()
        elif self._there:
            self._entrance.look()
        else:
            self._entrance.setup_requested.emit()
        warm = self._parts.warm
        if warm is not None:
            self._parts.runner.run_on_compute(lambda _progress: warm())
        self.ready.emit()

    def _on_unusable(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self._entrance.show_trouble(error)
        else:
            # first the page, so that behind the number nothing seems to go on
            self._entrance.show_trouble(start_failed())
            self._parts.messages.show_failure(error)

    def _on_found(self, there: bool) -> None:  # noqa: FBT001 - an answer
        if there:
            self._entrance.show_unlock()
            self._entrance.look()
        else:
            self._entrance.setup_requested.emit()

    def _prepare_sample(self) -> None:
        folder, make = self._entrance.place.folder, self._parts.make_sample

        def work(progress: Progress) -> SampleSignIn:
            if make is None:
                raise Problem("no-sample", "This ChartPost came without a sample practice.")
            return make(folder, self._parts.clock, progress)

        self._parts.runner.run_on_database(
            work,
            self._on_sample,
            owner=self,
            failed=self._on_unusable,
            progress=self._show_step,
        )

    def _show_step(self, done: int, total: int) -> None:
        page = self._entrance.page
        if isinstance(page, ProgressPage):
            page.show_step(done, total)

    def _on_sample(self, sign_in: SampleSignIn) -> None:
        place = self._entrance.place._replace(login=sign_in.login, password=sign_in.password)
        self._entrance.move_to(place)
        self._entrance.show_unlock()
