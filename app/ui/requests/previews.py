"""Papers and files of a request, opened at true size, printed again or saved.

The promise: a second print of a paper is marked and logged before anything else happens (U80); what
leaves the encrypted store as a file leaves it only for those who may export.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.attachments import Attachment
from app.domain.staff import Operation
from app.services.changes import Outcome
from app.services.paper_drafts import PaperDraft
from app.services.papers import PaperHow
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.paper_pages import Pages, pages_of
from app.ui.kit.picture_pages import pages_of_picture
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.printing import PrintJob, PrintOrder
from app.ui.kit.tokens import Kind
from app.ui.requests.rights import Rights

PDF = "PDF (*.pdf)"
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
}


class Previews(QObject):
    """Opens one thing at a time over ``page``."""

    def __init__(self, page: QWidget, context: UiContext) -> None:
        super().__init__(page)
        self._page, self._context = page, context
        self.rights = Rights()
        self.dialog: PreviewDialog | None = None

    def open_paper(self, paper_id: int) -> None:
        """Show a kept paper; who may edit sees it as its reprint would come out."""
        papers = self._context.services.papers
        if not self.rights.edit:
            self._open_kept_paper(paper_id)
            return

        def work(_progress: Progress) -> tuple[PaperDraft, Pages]:
            draft = papers.reprint(paper_id=paper_id)
            return draft, pages_of(papers, draft.pdf)

        def show(made: tuple[PaperDraft, Pages]) -> None:
            draft, pages = made
            dialog = self._show(draft.kind.label, pages)
            dialog.say(
                " ".join(("Printing it again is logged as a reprint.", *draft.remarks)), Kind.INFO
            )
            job = PrintJob(f"{draft.kind.label}, reprint", pages.sizes, pages.render)
            dialog.print_requested.connect(lambda order: self._reprint(dialog, job, order, draft))
            dialog.save_requested.connect(lambda: self._save_paper(dialog, draft))

        self._context.compute(self, work, show)

    def open_file(self, file: Attachment) -> None:
        """Show a file that came in."""
        services = self._context.services

        def work(_progress: Progress) -> Pages:
            found = services.attachments.shown(attachment_id=file.id)
            if found.media_type == "application/pdf":
                return pages_of(services.papers, found.data)
            return pages_of_picture(found.data)

        def show(pages: Pages) -> None:
            dialog = self._show(file.kind.label, pages)
            dialog.print_button.setVisible(self.rights.may(Operation.RELEASE))
            dialog.save_button.setVisible(self.rights.may(Operation.EXPORT))
            dialog.save_button.setText("Save a copy")
            job = PrintJob(file.kind.label, pages.sizes, pages.render)
            dialog.print_requested.connect(lambda order: self._print(dialog, job, order, None))
            dialog.save_requested.connect(lambda: self._save_file(dialog, file))

        self._context.compute(self, work, show)

    def _open_kept_paper(self, paper_id: int) -> None:
        papers = self._context.services.papers

        def work(_progress: Progress) -> Pages:
            return pages_of(papers, papers.read(paper_id=paper_id))

        def show(pages: Pages) -> None:
            dialog = self._show("Paper", pages)
            dialog.print_button.hide()
            dialog.save_button.hide()

        self._context.compute(self, work, show)

    def _show(self, title: str, pages: Pages) -> PreviewDialog:
        context = self._context
        dialog = PreviewDialog(self._page.window(), title, context.runner, context.printers)
        dialog.show_pages(pages.sizes, pages.render)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _reprint(
        self, dialog: PreviewDialog, job: PrintJob, order: PrintOrder, draft: PaperDraft
    ) -> None:
        papers = self._context.services.papers

        def printed() -> None:
            def record(_progress: Progress) -> Outcome[tuple[int, ...]]:
                return papers.record(draft=draft, how=PaperHow.PRINTED, copies=order.copies)

            self._context.act(self, record)

        self._print(dialog, job, order, printed)

    def _print(
        self,
        dialog: PreviewDialog,
        job: PrintJob,
        order: PrintOrder,
        printed: Callable[[], None] | None,
    ) -> None:
        context = self._context
        dialog.set_busy(busy=True)

        def work(_progress: Progress) -> None:
            context.printers.print_job(job, order)

        def done(_nothing: None) -> None:
            dialog.set_busy(busy=False)
            dialog.say("Sent to the printer.", Kind.DONE)
            if printed is not None:
                printed()

        def failed(error: Exception) -> None:
            dialog.set_busy(busy=False)
            context.messages.show_failure(error)

        context.runner.run_on_compute(work, done, owner=dialog, failed=failed)

    def _save_paper(self, dialog: PreviewDialog, draft: PaperDraft) -> None:
        context = self._context
        name = f"{draft.kind.label}.pdf"
        path = context.files.save_file(dialog, "Save the paper", name, PDF)
        if path is None:
            return

        def work(_progress: Progress) -> Outcome[tuple[int, ...]]:
            return context.services.papers.save(draft=draft, target=path)

        context.act(dialog, work, lambda _ids: dialog.say("Saved.", Kind.DONE))

    def _save_file(self, dialog: PreviewDialog, file: Attachment) -> None:
        context = self._context
        suffix = SUFFIXES.get(file.media_type, "")
        name = f"{file.kind.label}{suffix}"
        path = context.files.save_file(dialog, "Save a copy", name, f"File (*{suffix})")
        if path is None:
            return
        dialog.set_busy(busy=True)

        def work(progress: Progress) -> Outcome[None]:
            return context.services.attachments.save_copy(
                attachment_id=file.id, target=path, progress=progress
            )

        def done(_nothing: None) -> None:
            dialog.set_busy(busy=False)
            dialog.say("Saved. The copy is not encrypted: delete it when it is no longer needed.")

        def failed(error: Exception) -> None:
            dialog.set_busy(busy=False)
            context.messages.show_failure(error)

        context.act(dialog, work, done, failed)
