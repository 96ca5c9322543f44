"""Leads through a change of keys: sign in, new recovery code, the work, the others' passwords."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.errors import Problem
from app.services.key_change import ChangedKeys
from app.services.progress import Progress
from app.ui.kit.code_sheet import CodeSheet
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.vault.entrance import Entrance, fields_of
from app.ui.vault.key_change_page import KeyChangePage, PasswordsPage
from app.ui.vault.new_code_page import NewCodePage
from app.ui.vault.progress_page import ProgressPage


class KeyChanging(QObject):
    """Connects the pages with the service; everything can be left until the swap."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance)
        self._entrance = entrance
        self._code: NewCodePage | None = None
        self._task: Task | None = None

    def show(self) -> None:
        """Say what will happen and ask who does it."""
        page = KeyChangePage(self._entrance.place.login)
        page.back_requested.connect(self._leave)
        page.go_requested.connect(lambda login, password: self._begin(page, login, password))
        self._entrance.show(page)

    def _begin(self, page: KeyChangePage, login: str, password: str) -> None:
        def work(_progress: Progress) -> str:
            return self._entrance.vault().key_change.begin(login=login, password=password)

        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                page.show_refusal(error)
            else:
                self._entrance.failed(error)

        self._entrance.edges.runner.run_on_database(work, self._on_code, owner=page, failed=failed)

    def _on_code(self, code: str) -> None:
        page = NewCodePage(code, caption="New recovery code", finish="Change the keys now")
        page.notice.say("Nothing is changed before it was typed back.", Kind.INFO)
        sheet = CodeSheet(page, page, self._entrance.edges, self._sheet)
        page.print_requested.connect(sheet.print_sheet)
        page.save_requested.connect(sheet.save_sheet)
        page.back_requested.connect(page.show_code)
        page.add_link("Do not change the keys").clicked.connect(lambda _on=False: self._leave())
        page.typed.connect(self._on_typed)
        self._code = page
        self._entrance.show(page)

    def _sheet(self) -> bytes:
        """Called on the writer thread, as all that needs the service."""
        return self._entrance.vault().key_change.sheet()

    def _on_typed(self, typed: str) -> None:
        code = self._code
        if code is None:
            return
        code.set_busy(busy=True, text="Making a verified backup, then encrypting everything anew…")

        def work(progress: Progress) -> ChangedKeys:
            return self._entrance.vault().key_change.finish(code=typed, progress=progress)

        self._task = self._entrance.edges.runner.run_on_database(
            work, self._on_done, owner=self, failed=self._on_failed, progress=self._show_step
        )

    def _show_step(self, done: int, total: int) -> None:
        """The code was right and the work has begun: from now on a bar is shown."""
        page = self._entrance.page
        if not isinstance(page, ProgressPage):
            page = ProgressPage(
                "Changing the keys",
                "A verified backup first, then everything is encrypted anew and checked. "
                "Nothing is put in place before the end.",
            )
            self._entrance.show(page)
        page.show_step(done, total)

    def _on_done(self, changed: ChangedKeys) -> None:
        page = PasswordsPage(changed.passwords)
        page.finished.connect(self._on_passed_on)
        self._entrance.show(page)

    def _on_passed_on(self) -> None:
        unlock = self._entrance.show_unlock()
        unlock.notice.say("The keys are changed. Sign in as always.", Kind.DONE)

    def _on_failed(self, error: Exception) -> None:
        fields = fields_of(error) if isinstance(error, Problem) else {}
        if "code" in fields and self._code is not None:
            self._code.set_busy(busy=False)
            self._code.show_problem(fields["code"])
            return
        self._entrance.show_unlock()
        self._entrance.failed(error)

    def _leave(self) -> None:
        def work(_progress: Progress) -> None:
            self._entrance.vault().forget()

        def gone(_nothing: None) -> None:
            self._entrance.show_unlock()

        self._entrance.edges.runner.run_on_database(work, gone, owner=self)
