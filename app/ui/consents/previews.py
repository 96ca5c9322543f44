"""Papers of a consent at true size: the form to sign, the sealed PDF, the scan, the letter.

The promise: looking at a sealed paper is on record; a copy leaves the encrypted store only for who
may export; a form or letter counts as made only after the printer, or the disk, has taken it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.consents import Consent
from app.domain.errors import Problem
from app.domain.staff import Operation
from app.services.changes import Outcome
from app.services.consent_copies import SignedPaper
from app.services.file_outlet import write_out
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.paper_pages import Pages, pages_of
from app.ui.kit.picture_pages import pages_of_picture
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.printing import PrintJob, PrintOrder
from app.ui.kit.tokens import Kind

PDF = "PDF (*.pdf)"
_NOT_ENCRYPTED = "Saved. The file is not encrypted: delete it when it is no longer needed."
Record = Callable[[], Outcome[Any]]


@dataclass(frozen=True, slots=True)
class _Made:
    """A paper drawn for printing, and what records that it was made."""

    title: str
    pdf: bytes = field(repr=False)
    pages: Pages
    record: Record


@dataclass(frozen=True, slots=True)
class _Kept:
    """A signed paper of a consent."""

    title: str
    consent_id: int
    paper: SignedPaper


class ConsentPreviews(QObject):
    """Opens one paper at a time; ``dialog`` is the one opened last."""

    def __init__(self, page: QWidget, context: UiContext, made: Callable[[], object]) -> None:
        """``made`` is called when a paper was recorded as made."""
        super().__init__(page)
        self._page, self._context, self._made = page, context, made
        self.dialog: PreviewDialog | None = None

    def open_form(self, consent: Consent) -> None:
        """The blank form, to print and sign."""
        consents = self._context.services.consents

        def record() -> Outcome[int]:
            return consents.form_printed(consent_id=consent.id, version=consent.version)

        def work(_progress: Progress) -> _Made:
            pdf = consents.form(consent_id=consent.id).pdf
            return _Made("Form to sign", pdf, self._pages(pdf), record)

        self._context.compute(self, work, self._show_made)

    def open_letter(self, consent: Consent) -> None:
        """The letter that confirms a revocation."""
        consents = self._context.services.consents

        def record() -> Outcome[int]:
            return consents.note_letter(consent_id=consent.id, version=consent.version)

        def work(_progress: Progress) -> _Made:
            pdf = consents.revocation_letter(consent_id=consent.id).pdf
            return _Made("Letter about the revocation", pdf, self._pages(pdf), record)

        self._context.compute(self, work, self._show_made)

    def open_sealed(self, consent: Consent) -> None:
        """The sealed PDF as it was kept."""
        consents = self._context.services.consents

        def work(_progress: Progress) -> Pages:
            return self._pages(consents.sealed_pdf(consent_id=consent.id))

        kept = _Kept("Sealed consent", consent.id, SignedPaper.SEALED)
        self._context.compute(self, work, lambda pages: self._show_kept(kept, pages))

    def open_scan(self, consent: Consent) -> None:
        """The scan of the signed paper."""
        services = self._context.services
        scan_id = consent.given.scan_id if consent.given else None
        if scan_id is None:
            return

        def work(_progress: Progress) -> Pages:
            found = services.attachments.shown(attachment_id=scan_id)
            if found.media_type == "application/pdf":
                return self._pages(found.data)
            return pages_of_picture(found.data)

        kept = _Kept("Signed paper", consent.id, SignedPaper.SCAN)
        self._context.compute(self, work, lambda pages: self._show_kept(kept, pages))

    def _tell_made(self) -> None:
        self._made()

    def _pages(self, pdf: bytes) -> Pages:
        return pages_of(self._context.services.papers, pdf)

    def _show(self, title: str, pages: Pages) -> PreviewDialog:
        context = self._context
        dialog = PreviewDialog(self._page.window(), title, context.runner, context.printers)
        dialog.show_pages(pages.sizes, pages.render)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _show_made(self, made: _Made) -> None:
        dialog = self._show(made.title, made.pages)
        job = PrintJob(made.title, made.pages.sizes, made.pages.render)
        dialog.print_requested.connect(lambda order: self._print(dialog, job, order, made.record))
        dialog.save_requested.connect(lambda: self._save_made(dialog, made))

    def _show_kept(self, kept: _Kept, pages: Pages) -> None:
        dialog, may = self._show(kept.title, pages), self._context.actions.may
        dialog.print_button.setVisible(may(Operation.CAPTURE_CONSENT))
        dialog.save_button.setVisible(may(Operation.EXPORT))
        dialog.save_button.setText("Save a copy")
        dialog.say("This look is on record.", Kind.INFO)
        job = PrintJob(kept.title, pages.sizes, pages.render)
        copies = self._context.services.consent_copies

        def on_print(order: PrintOrder) -> None:
            def record() -> Outcome[None]:
                return copies.note_printed(
                    consent_id=kept.consent_id, paper=kept.paper, copies=order.copies
                )

            self._print(dialog, job, order, record)

        dialog.print_requested.connect(on_print)
        dialog.save_requested.connect(lambda: self._save_kept(dialog, kept))

    def _print(
        self, dialog: PreviewDialog, job: PrintJob, order: PrintOrder, record: Record
    ) -> None:
        context = self._context
        dialog.set_busy(busy=True)

        def work(_progress: Progress) -> Outcome[Any]:
            context.printers.print_job(job, order)
            # here and not in an answer to the dialog, which may be closed by now
            return record()

        def done(_value: object) -> None:
            dialog.set_busy(busy=False)
            dialog.say("Sent to the printer.", Kind.DONE)
            self._tell_made()

        context.act_beside(dialog, work, done, lambda error: self._failed(dialog, error))

    def _save_made(self, dialog: PreviewDialog, made: _Made) -> None:
        target = self._place(dialog, made.title)
        if target is None:
            return
        dialog.set_busy(busy=True)

        def work(_progress: Progress) -> Outcome[Any]:
            write_out(target, (made.pdf,))
            try:
                return made.record()
            except BaseException:
                # what is not on record may not lie outside the store
                target.unlink(missing_ok=True)
                raise

        def done(_version: int) -> None:
            dialog.set_busy(busy=False)
            dialog.say(_NOT_ENCRYPTED, Kind.DONE)
            self._tell_made()

        self._context.act(dialog, work, done, lambda error: self._failed(dialog, error))

    def _save_kept(self, dialog: PreviewDialog, kept: _Kept) -> None:
        target = self._place(dialog, kept.title)
        if target is None:
            return
        dialog.set_busy(busy=True)
        copies = self._context.services.consent_copies

        def work(progress: Progress) -> Outcome[None]:
            return copies.save(
                consent_id=kept.consent_id, paper=kept.paper, target=target, progress=progress
            )

        def done(_nothing: None) -> None:
            dialog.set_busy(busy=False)
            dialog.say(_NOT_ENCRYPTED, Kind.DONE)

        self._context.act(dialog, work, done, lambda error: self._failed(dialog, error))

    def _place(self, dialog: PreviewDialog, title: str) -> Path | None:
        """The name proposed says what it is, never whose."""
        name = f"{title.lower().replace(' ', '-')}.pdf"
        return self._context.files.save_file(dialog, "Save as PDF", name, PDF)

    def _failed(self, dialog: PreviewDialog, error: Exception) -> None:
        dialog.set_busy(busy=False)
        if isinstance(error, Problem):
            dialog.say(error.sentences, Kind.LATE)
        else:
            self._context.messages.show_failure(error)
