"""Printing page images at their exact size through the system's print queue.

Nothing is scaled to fit: an envelope comes out as drawn, or the printer's paper is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.domain.errors import Problem

PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class PageImage:
    """One drawn page: pixels as RGBA rows without gaps."""

    width: int
    height: int
    rgba: bytes = field(repr=False)


Render = Callable[[int, int], PageImage]
"""(page number from 0, dots per inch) -> image; runs on a helper thread."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page in PostScript points, 1/72 inch."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What the person asked for in the preview."""

    printer: str
    copies: int = 1


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Pages to print, drawn one after the other so that memory stays flat.

    ``title`` is seen in the queue by others: no patient in it.
    """

    title: str
    sizes: Sequence[PageSize]
    render: Render


class PrintQueue(Protocol):
    """The printers of this computer."""

    def printers(self) -> list[str]:
        """Their names."""
        ...

    def default_printer(self) -> str:
        """The name of the usual one, or nothing."""
        ...

    def print_job(self, job: PrintJob, order: PrintOrder) -> None:
        """Hand a job to the queue; called by a helper thread.

        Raises:
            Problem: the printer is gone or refuses the job.
        """
        ...


class SystemPrintQueue:
    """The system's print queue, by Qt."""

    def printers(self) -> list[str]:
        """Their names, in the system's order."""
        return list(QPrinterInfo.availablePrinterNames())

    def default_printer(self) -> str:
        """The usual printer, else the first, else nothing."""
        name = QPrinterInfo.defaultPrinterName()
        return name or next(iter(self.printers()), "")

    def print_job(self, job: PrintJob, order: PrintOrder) -> None:
        """Hand a job to the queue, each page at its own size without margins."""
        if order.printer not in self.printers():
            raise _problem("printer-gone", "This printer is not there any more.")
        printer = QPrinter(QPrinterInfo.printerInfo(order.printer))
        printer.setCopyCount(max(1, order.copies))
        draw_job(printer, job)


def draw_job(printer: QPrinter, job: PrintJob) -> None:
    """Paint the pages on a printer or into a file that ``printer`` writes.

    Raises:
        Problem: the printer refused to begin or to turn a page.
    """
    printer.setDocName(job.title)
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    _set_page(printer, job.sizes[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise _problem("printer-refused", "The printer did not take the job.")
    try:
        for number, size in enumerate(job.sizes):
            if number:
                _set_page(printer, size)
                if not printer.newPage():
                    raise _problem("printer-refused", "The printer stopped in the middle.")
            _paint(painter, printer, job.render(number, PRINT_DPI), size)
    finally:
        painter.end()


def image_of(picture: PageImage) -> QImage:
    """The picture as Qt holds it, with its own copy of the pixels."""
    image = QImage(
        picture.rgba,
        picture.width,
        picture.height,
        picture.width * 4,
        QImage.Format.Format_RGBA8888,
    )
    return image.copy()


def _set_page(printer: QPrinter, size: PageSize) -> None:
    turned = size.width > size.height
    short, long = sorted((size.width, size.height))
    paper = QPageSize(
        QSizeF(short, long), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch
    )
    way = QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(paper, way, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)


def _paint(painter: QPainter, printer: QPrinter, picture: PageImage, size: PageSize) -> None:
    dots = printer.resolution() / 72
    painter.drawImage(QRectF(0, 0, size.width * dots, size.height * dots), image_of(picture))


def _problem(code: str, happened: str) -> Problem:
    return Problem(
        code,
        happened,
        unharmed="The paper is kept and can be printed again.",
        next_step="Choose another printer, or save the paper as PDF.",
    )
