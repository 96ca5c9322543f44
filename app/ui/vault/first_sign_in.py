"""Changes the one-time password before the desk opens."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.errors import Problem
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.ui.vault.entrance import Entrance
from app.ui.vault.own_password_page import OwnPasswordPage


class FirstSignIn(QObject):
    """Connects the page with the service."""

    def __init__(self, entrance: Entrance, desk: OpenDesk) -> None:
        super().__init__(entrance)
        self._entrance, self._desk = entrance, desk
        member = desk.member
        self.page = OwnPasswordPage(member.name, lambda: (member.login, member.name))
        self.page.change_requested.connect(self._on_change)
        self.page.back_requested.connect(self._on_lock)

    def show(self) -> None:
        """Ask."""
        self._entrance.show(self.page)

    def _on_change(self, old: str, new: str) -> None:
        def work(_progress: Progress) -> None:
            self._desk.services.staff.change_own_password(old=old, new=new)

        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                self.page.show_refusal(error)
            else:
                self._entrance.failed(error)

        self._entrance.edges.runner.run_on_database(
            work, self._on_changed, owner=self.page, failed=failed
        )

    def _on_changed(self, _nothing: object) -> None:
        self._entrance.let_in(self._desk)

    def _on_lock(self) -> None:
        def work(progress: Progress) -> object:
            return self._entrance.vault().lock(open_desk=self._desk, progress=progress)

        def locked(_how: object) -> None:
            self._entrance.let_in(None)

        self._entrance.edges.runner.run_on_database(work, locked, owner=self)
