"""The ways out of the program: files, printers, drawn pages; the system's own unless replaced."""

from __future__ import annotations

from app.documents.pages import PageImages
from app.ui.kit.code_sheet import Edges, Pages
from app.ui.kit.files import FileChooser, NativeFileChooser
from app.ui.kit.messages import Presenter
from app.ui.kit.paper_pages import pages_of
from app.ui.kit.printing import PrintQueue, SystemPrintQueue
from app.ui.kit.task_runner import Runner


def make_edges(
    runner: Runner,
    messages: Presenter,
    files: FileChooser | None = None,
    printers: PrintQueue | None = None,
) -> Edges:
    """The system's own, where nothing else is given."""
    return Edges(
        runner=runner,
        messages=messages,
        files=files or NativeFileChooser(),
        printers=printers or SystemPrintQueue(),
        draw_pages=draw_pages,
    )


def draw_pages(data: bytes) -> Pages:
    """The sizes of a paper's pages, and a function that draws one of them."""
    pages = pages_of(_Maker(), data)
    return pages.sizes, pages.render


class _Maker:
    """Opens a PDF while no desk, and so no service of papers, is there."""

    def images(self, *, pdf: bytes) -> PageImages:
        """The pages as pictures."""
        return PageImages(pdf)
