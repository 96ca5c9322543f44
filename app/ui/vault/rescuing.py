"""Leads from a damaged data file to what can be saved of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.errors import Problem
from app.services.progress import Progress
from app.services.rescue import Saved
from app.ui.kit.tokens import Kind
from app.ui.vault.entrance import Entrance
from app.ui.vault.rescue_page import RescuePage, RescueWay, SavedPage


class Rescuing(QObject):
    """Connects the pages with the service."""

    def __init__(self, entrance: Entrance, problem: Problem) -> None:
        """``problem`` is what the person comes from and goes back to."""
        super().__init__(entrance)
        self._entrance, self._problem = entrance, problem

    def show(self, way: RescueWay) -> None:
        """Ask who it is."""
        page = RescuePage(way, self._entrance.place.login)
        page.back_requested.connect(self._leave)
        page.go_requested.connect(lambda login, password: self._on_go(page, way, login, password))
        self._entrance.show(page)

    def _on_go(self, page: RescuePage, way: RescueWay, login: str, password: str) -> None:
        folder: Path | None = None
        if way is RescueWay.EXPORT:
            folder = self._entrance.edges.files.folder(page, "Where the lists go", None)
            if folder is None:
                return
        page.show_busy()

        def work(progress: Progress) -> Saved:
            rescue = self._entrance.vault().rescue
            if folder is None:
                return rescue.repair(login=login, password=password, progress=progress)
            return rescue.export(login=login, password=password, folder=folder, progress=progress)

        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                page.show_refusal(error)
            else:
                page.set_busy(busy=False)
                self._entrance.failed(error)

        self._entrance.edges.runner.run_on_database(
            work, lambda saved: self._show(way, saved), owner=page, failed=failed
        )

    def _show(self, way: RescueWay, saved: Saved) -> None:
        page = SavedPage(way, saved)
        page.back_requested.connect(self._leave)
        page.finished.connect(self._use if way is RescueWay.REPAIR else self._leave)
        self._entrance.show(page)

    def _use(self) -> None:
        page = self._entrance.page
        if isinstance(page, SavedPage):
            page.set_busy(busy=True, text="Putting the repaired file in place…")

        def work(_progress: Progress) -> None:
            self._entrance.vault().rescue.put_in_place()

        def done(_nothing: None) -> None:
            unlock = self._entrance.show_unlock()
            unlock.notice.say(
                "The repaired file is in place; the damaged one was set aside. Sign in as always.",
                Kind.DONE,
            )

        self._entrance.edges.runner.run_on_database(
            work, done, owner=self, failed=self._entrance.failed_to_open
        )

    def _leave(self) -> None:
        def work(_progress: Progress) -> None:
            self._entrance.vault().forget()

        def gone(_nothing: None) -> None:
            self._entrance.show_trouble(self._problem)

        self._entrance.edges.runner.run_on_database(work, gone, owner=self)
