"""Recovery with the printed code, and restoring from a backup, both from the locked program."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.errors import Problem
from app.services.backup_finding import FoundBackup
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.services.restoring import Restored, RestoreOrder
from app.services.vault_state import FolderState
from app.storage.backup_shelf import BackupInfo
from app.system.clock import SystemClock
from app.ui.kit.code_sheet import CodeSheet
from app.ui.kit.tokens import Kind
from app.ui.vault.entrance import Entrance, fields_of
from app.ui.vault.new_code_page import NewCodePage
from app.ui.vault.recover_page import RecoverPage, RecoveryAnswer
from app.ui.vault.restore_page import RestoreAnswer, RestorePage


class Emergency(QObject):
    """Connects the pages of both ways with the service."""

    def __init__(self, entrance: Entrance) -> None:
        super().__init__(entrance)
        self._entrance = entrance
        self._recover: RecoverPage | None = None
        self._restore: RestorePage | None = None
        self._code: NewCodePage | None = None

    def show_recovery(self) -> None:
        """Ask for the code."""
        page = RecoverPage()
        page.recover_requested.connect(self._on_recover)
        page.back_requested.connect(self._on_back)
        self._recover = page
        self._entrance.show(page)

    def show_restore(self, chosen: BackupInfo | None = None) -> None:
        """Ask which backup, or only why and by whom if one is chosen already."""
        page = RestorePage(SystemClock())
        page.restore_requested.connect(self._on_restore)
        page.folder_requested.connect(self._on_backup_folder)
        page.back_requested.connect(self._on_back)
        self._restore = page
        self._entrance.show(page)

        if chosen is not None:
            page.add_backup(chosen)
            return

        def work(_progress: Progress) -> tuple[FoundBackup, ...]:
            return self._entrance.vault().backups()

        self._entrance.edges.runner.run_on_database(work, page.show_backups, owner=page)

    def _on_recover(self, answer: RecoveryAnswer) -> None:
        def work(_progress: Progress) -> str:
            return self._entrance.vault().recover(
                code=answer.code,
                reason=answer.reason,
                new_password=answer.new_password,
                login=answer.login,
            )

        self._entrance.edges.runner.run_on_database(
            work, self._on_new_code, owner=self._recover, failed=self._on_recover_failed
        )

    def _on_recover_failed(self, error: Exception) -> None:
        if isinstance(error, Problem) and self._recover is not None:
            self._recover.show_refusal(error)
        else:
            self._entrance.failed(error)

    def _on_new_code(self, code: str) -> None:
        page = NewCodePage(code, caption="New recovery code", finish="Open the desk")
        page.notice.say(
            "The old code stops working as soon as this one is typed back. Shred its sheets then.",
            Kind.INFO,
        )
        sheet = CodeSheet(
            page, page, self._entrance.edges, lambda: self._entrance.vault().recovery_sheet()
        )
        page.print_requested.connect(sheet.print_sheet)
        page.save_requested.connect(sheet.save_sheet)
        page.back_requested.connect(page.show_code)
        page.typed.connect(self._on_typed)
        self._code = page
        self._entrance.show(page)

    def _on_typed(self, typed: str) -> None:
        def work(progress: Progress) -> OpenDesk:
            return self._entrance.vault().confirm_recovery(code=typed, progress=progress)

        if self._code is not None:
            self._code.set_busy(busy=True, text="Saving the new code…")
        self._entrance.edges.runner.run_on_database(
            work, self._entrance.opened, owner=self._code, failed=self._on_typed_failed
        )

    def _on_typed_failed(self, error: Exception) -> None:
        if self._code is None:
            return
        self._code.set_busy(busy=False)
        fields = fields_of(error) if isinstance(error, Problem) else {}
        if "code" in fields:
            self._code.show_problem(fields["code"])
        else:
            self._entrance.failed(error)

    def _on_backup_folder(self) -> None:
        page = self._restore
        if page is None:
            return
        chosen = self._entrance.edges.files.folder(page, "Choose a folder with backups", None)
        if chosen is None:
            return

        def work(_progress: Progress) -> tuple[FoundBackup, ...]:
            return self._entrance.vault().backups_in(folder=chosen)

        def show(found: tuple[FoundBackup, ...]) -> None:
            page.show_backups(found, chosen)

        def failed(error: Exception) -> None:
            if isinstance(error, Problem):
                page.show_refusal(error)
            else:
                self._entrance.failed(error)

        self._entrance.edges.runner.run_on_database(work, show, owner=page, failed=failed)

    def _on_restore(self, answer: RestoreAnswer) -> None:
        page = self._restore

        def work(progress: Progress) -> Restored:
            order = RestoreOrder(
                answer.info, answer.reason, answer.login, answer.password, answer.code
            )
            return self._entrance.vault().restore(order=order, progress=progress)

        def failed(error: Exception) -> None:
            if isinstance(error, Problem) and page is not None:
                page.show_refusal(error)
            else:
                self._entrance.failed(error)

        self._entrance.edges.runner.run_on_database(
            work, self._on_restored, owner=page, failed=failed
        )

    def _on_restored(self, restored: Restored) -> None:
        unlock = self._entrance.show_unlock()
        said = "The backup is in place. Sign in with the password of that day."
        unlock.notice.say(f"{said} {restored.remark}".strip(), Kind.DONE)

    def _on_back(self) -> None:
        def work(_progress: Progress) -> FolderState:
            vault = self._entrance.vault()
            vault.forget()
            return vault.state().kind

        self._entrance.edges.runner.run_on_database(work, self._on_state, owner=self)

    def _on_state(self, kind: FolderState) -> None:
        if kind is FolderState.ABSENT:
            self._entrance.setup_requested.emit()
        else:
            self._entrance.show_unlock()
            self._entrance.look()
