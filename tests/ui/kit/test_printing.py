"""Preview at true size, the order to print, and pages at their exact size."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from app.domain.errors import Problem
from app.ui.kit.context import UiContext
from app.ui.kit.preview import FIT, PagePreview, true_dpi
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.printing import (
    PageImage,
    PageSize,
    PrintJob,
    PrintOrder,
    SystemPrintQueue,
    draw_job,
    image_of,
)
from tests.ui.a11y import unnamed
from tests.ui.kit.demo import NoPrinters

ENVELOPE = PageSize(9.5 * 72, 4.125 * 72)
LETTER = PageSize(612, 792)


class Drawing:
    """Draws grey pages of one shade and keeps what was asked."""

    def __init__(self, *sizes: PageSize) -> None:
        self.sizes = sizes
        self.asked: list[tuple[int, int]] = []

    def __call__(self, number: int, dpi: int) -> PageImage:
        self.asked.append((number, dpi))
        size = self.sizes[number]
        width, height = round(size.width * dpi / 72), round(size.height * dpi / 72)
        return PageImage(width, height, bytes([90, 90, 90, 255]) * (width * height))


def test_pages_print_at_their_own_size(qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    drawing = Drawing(ENVELOPE, LETTER)
    draw_job(printer, PrintJob("Papers", drawing.sizes, drawing))
    pages = PdfReader(tmp_path / "out.pdf").pages
    for page, size in zip(pages, (ENVELOPE, LETTER), strict=True):
        box = sorted((float(page.mediabox.width), float(page.mediabox.height)))
        assert box == pytest.approx(sorted((size.width, size.height)), abs=1)
    assert drawing.asked == [(0, 300), (1, 300)]


def test_a_printer_that_is_gone_is_said(qtbot: QtBot) -> None:
    drawing = Drawing(LETTER)
    with pytest.raises(Problem) as caught:
        SystemPrintQueue().print_job(
            PrintJob("Papers", drawing.sizes, drawing), PrintOrder("no such printer")
        )
    assert caught.value.code == "printer-gone"
    assert drawing.asked == []


def test_the_queue_answers_without_printers() -> None:
    queue = SystemPrintQueue()
    assert queue.default_printer() in ("", *queue.printers())


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "out.pdf"))
    drawing = Drawing(LETTER)
    with pytest.raises(Problem) as caught:
        draw_job(printer, PrintJob("Papers", drawing.sizes, drawing))
    assert caught.value.code == "printer-refused"


def test_an_image_keeps_its_colours() -> None:
    image = image_of(PageImage(2, 1, bytes([255, 0, 0, 255, 0, 0, 255, 255])))
    assert [image.pixelColor(x, 0).name() for x in (0, 1)] == ["#ff0000", "#0000ff"]


def test_hundred_percent_is_as_large_as_paper(qtbot: QtBot, context: UiContext) -> None:
    preview = PagePreview(context.runner)
    qtbot.addWidget(preview)
    preview.resize(500, 400)
    preview.show()
    drawing = Drawing(ENVELOPE, LETTER)
    preview.show_pages(drawing.sizes, drawing)
    assert preview.shown_size().width() <= 500
    preview.set_zoom(100)
    inch = true_dpi(preview)
    assert preview.shown_size().width() == round(9.5 * inch)
    assert preview.shown_size().height() == round(4.125 * inch)
    with qtbot.waitSignal(preview.page_changed):
        preview.show_page(1)
    assert preview.shown_size().width() == round(8.5 * inch)
    preview.show_page(99)
    assert preview.page_number == 1
    preview.clear()
    assert preview.page_count == 0
    assert preview.shown_size().width() == 1


def test_dialog_takes_the_order(qtbot: QtBot, context: UiContext) -> None:
    queue = NoPrinters(["HP LaserJet", "Labels"])
    dialog = PreviewDialog(None, "Envelope", context.runner, queue)
    qtbot.addWidget(dialog)
    drawing = Drawing(ENVELOPE, LETTER)
    dialog.show_pages(drawing.sizes, drawing)
    dialog.open()
    assert unnamed(dialog) == []
    assert not dialog._back.isEnabled()
    dialog._on.click()
    assert dialog.preview.page_number == 1
    assert dialog._pages.text() == "Page 2 of 2"
    assert not dialog._on.isEnabled()
    dialog._zoom.set_value(100)
    assert dialog.preview.zoom == 100
    dialog._zoom.set_value(FIT)
    assert dialog.preview.zoom == FIT
    dialog._copies.setValue(3)
    with qtbot.waitSignal(dialog.print_requested) as asked:
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert asked.args == [PrintOrder("HP LaserJet", 3)]
    with qtbot.waitSignal(dialog.save_requested):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    dialog.set_busy(busy=True)
    assert not dialog.print_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_without_a_printer_saving_is_offered(qtbot: QtBot, context: UiContext) -> None:
    dialog = PreviewDialog(None, "Envelope", context.runner, NoPrinters())
    qtbot.addWidget(dialog)
    dialog.open()
    assert "No printer" in dialog.notice.text()
    assert not dialog.print_button.isEnabled()
    assert dialog.save_button.isEnabled()
