"""Signing in: the password goes to the service, and what comes of it to the right page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.errors import Problem
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.ui.vault.trouble_page import TROUBLES
from app.ui.vault.unlock_page import UnlockPage

if TYPE_CHECKING:
    from app.ui.vault.entrance import Entrance

_ON_THE_PAGE = frozenset({"wrong-password", "sign-in-pause", "fields"})


@dataclass(frozen=True)
class _Refused:
    problem: Problem
    wait: float


class SignIn(QObject):
    """Answers one unlock page."""

    def __init__(self, entrance: Entrance, page: UnlockPage) -> None:
        super().__init__(page)
        self._entrance, self._page = entrance, page
        page.unlock_requested.connect(self._on_unlock)

    def _on_unlock(self, login: str, password: str) -> None:
        entrance, accept = self._entrance, self._page.accepting

        def work(progress: Progress) -> OpenDesk | _Refused:
            vault = entrance.vault()
            try:
                return vault.unlock(
                    login=login, password=password, accept_rollback=accept, progress=progress
                )
            except Problem as problem:
                if problem.code not in _ON_THE_PAGE:
                    raise
                return _Refused(problem, vault.state().wait.total_seconds())

        # owned by the entrance: a desk that opens must be taken even if the page has gone
        entrance.edges.runner.run_on_database(
            work, self._taker(entrance), owner=entrance, failed=entrance.failed_to_open
        )
        entrance.opening.emit()

    @staticmethod
    def _taker(entrance: Entrance) -> Callable[[OpenDesk | _Refused], None]:
        def take(answer: OpenDesk | _Refused) -> None:
            page = entrance.page
            if not isinstance(answer, _Refused):
                entrance.opened(answer)
            elif isinstance(page, UnlockPage):
                page.show_refusal(answer.problem, answer.wait)

        return take


class FirstLook(QObject):
    """After the first paint: is the folder as the page assumes, and must someone wait?"""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance)
        self._entrance = entrance

        def work(_progress: Progress) -> _Refused | None:
            state = entrance.vault().state()
            wait = state.wait.total_seconds()
            if state.problem is not None:
                return _Refused(state.problem, wait)
            return _Refused(Problem("sign-in-pause", ""), wait) if wait else None

        entrance.edges.runner.run_on_database(work, self._show, owner=self)

    def _show(self, found: _Refused | None) -> None:
        page = self._entrance.page
        self.deleteLater()
        if found is None or not isinstance(page, UnlockPage):
            return
        if found.problem.code in TROUBLES:
            self._entrance.show_trouble(found.problem)
        elif found.wait:
            page.wait(found.wait)
