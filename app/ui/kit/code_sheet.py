"""The recovery sheet on its way to the printer or into a file the person names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem
from app.services.progress import Progress
from app.system.private_files import replace_atomically
from app.ui.kit.files import FileChooser
from app.ui.kit.messages import Presenter
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.printing import PageSize, PrintJob, PrintOrder, PrintQueue, Render
from app.ui.kit.task_runner import Runner
from app.ui.kit.tokens import Kind

SHEET_NAME = "ChartPost recovery sheet.pdf"
Pages = tuple[Sequence[PageSize], Render]
DrawPages = Callable[[bytes], Pages]


class SheetHost(Protocol):
    """The page or dialog that shows the code."""

    def set_drawing(self, *, drawing: bool) -> None:
        """The sheet is being drawn; nothing is asked twice."""
        ...


@dataclass(frozen=True)
class Edges:
    """The ways out of the program that pages before the desk need."""

    runner: Runner
    messages: Presenter
    files: FileChooser
    printers: PrintQueue
    draw_pages: DrawPages


class CodeSheet(QObject):
    """Shows, prints and saves the sheet that ``make`` draws."""

    def __init__(
        self, page: QWidget, host: SheetHost, edges: Edges, make: Callable[[], bytes]
    ) -> None:
        """``page`` and ``host`` are the same thing, once as a widget."""
        super().__init__(page)
        self._page, self._host, self._edges, self._make = page, host, edges, make
        self.dialog: PreviewDialog | None = None

    def print_sheet(self) -> None:
        """Show the sheet with the print button."""

        def work(_progress: Progress) -> tuple[bytes, Pages]:
            data = self._make()
            return data, self._edges.draw_pages(data)

        self._host.set_drawing(drawing=True)
        self._edges.runner.run_on_database(work, self._show, owner=self, failed=self._on_failed)

    def save_sheet(self) -> None:
        """Ask where, then write the PDF there."""
        path = self._edges.files.save_file(
            self._page, "Save the recovery sheet", SHEET_NAME, "PDF (*.pdf)"
        )
        if path is not None:
            self._write(path, self._make, self._page)

    def _show(self, drawn: tuple[bytes, Pages]) -> None:
        data, (sizes, render) = drawn
        self._host.set_drawing(drawing=False)
        dialog = PreviewDialog(
            self._page.window(), "Recovery sheet", self._edges.runner, self._edges.printers
        )
        dialog.show_pages(sizes, render)
        dialog.print_requested.connect(
            lambda order: self._print(PrintJob("Recovery sheet", sizes, render), order, dialog)
        )
        dialog.save_requested.connect(lambda: self._save_from(dialog, data))
        self.dialog = dialog
        dialog.open()

    def _print(self, job: PrintJob, order: PrintOrder, dialog: PreviewDialog) -> None:
        dialog.set_busy(busy=True)

        def work(_progress: Progress) -> None:
            self._edges.printers.print_job(job, order)

        def done(_nothing: None) -> None:
            dialog.set_busy(busy=False)
            dialog.say("Sent to the printer. Wait for the paper before you go on.", Kind.DONE)

        def failed(error: Exception) -> None:
            dialog.set_busy(busy=False)
            self._edges.messages.show_failure(error)

        self._edges.runner.run_on_compute(work, done, owner=dialog, failed=failed)

    def _save_from(self, dialog: PreviewDialog, data: bytes) -> None:
        path = self._edges.files.save_file(
            dialog, "Save the recovery sheet", SHEET_NAME, "PDF (*.pdf)"
        )
        if path is not None:
            self._write(path, lambda: data, dialog)

    def _write(self, path: Path, make: Callable[[], bytes], owner: QWidget) -> None:
        def work(_progress: Progress) -> None:
            save_sheet(path, make())

        def done(_nothing: None) -> None:
            self._host.set_drawing(drawing=False)
            self._edges.messages.tell(
                "Recovery sheet",
                "The sheet was saved.",
                "Print it soon and delete the file: whoever finds it can open all data.",
            )

        self._host.set_drawing(drawing=True)
        self._edges.runner.run_on_database(work, done, owner=owner, failed=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self._host.set_drawing(drawing=False)
        self._edges.messages.show_failure(error)


def save_sheet(path: Path, data: bytes) -> None:
    """Write the PDF, whole or not at all.

    Raises:
        Problem: the place cannot be written.
    """
    try:
        replace_atomically(path, data)
    except OSError:
        raise Problem(
            "sheet-not-saved",
            "The sheet could not be saved there.",
            unharmed="No half file was left.",
            next_step="Choose another folder, or print the sheet.",
        ) from None
