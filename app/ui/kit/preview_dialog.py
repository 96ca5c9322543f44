"""The preview with its buttons: which printer, how many, print or save."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.ui.kit.buttons import icon_button, primary, secondary
from app.ui.kit.choice import ChoiceField
from app.ui.kit.fields import NumberField
from app.ui.kit.metrics import column, px, row, sized
from app.ui.kit.notice import Notice
from app.ui.kit.preview import FIT, ZOOMS, PagePreview
from app.ui.kit.printing import PageSize, PrintOrder, PrintQueue, Render
from app.ui.kit.task_runner import Runner
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words


class PreviewDialog(QDialog):
    """Shows a paper at true size and takes the order to print or save it.

    Signals:
        print_requested: a ``PrintOrder``.
        save_requested: save as PDF.
    """

    print_requested = Signal(object)
    save_requested = Signal()

    def __init__(
        self, parent: QWidget | None, title: str, runner: Runner, queue: PrintQueue
    ) -> None:
        """``title`` names the kind of paper, never a patient."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.notice = Notice()
        self.preview = PagePreview(runner)
        self._pages = words("", "muted")
        self._zoom: ChoiceField[int] = ChoiceField(
            [(zoom, "Fit" if zoom == FIT else f"{zoom} %") for zoom in ZOOMS]
        )
        self._printer: ChoiceField[str] = ChoiceField([(n, n) for n in queue.printers()])
        self._printer.set_value(queue.default_printer())
        self._copies = NumberField(1, least=1, most=99)
        self.print_button = primary("Print", "print", self._on_print)
        self.save_button = secondary("Save as PDF", "download", self.save_requested.emit)
        self.close_button = secondary("Close", clicked=self.reject)
        layout = column(self, gap=12, pads=(16, 16, 16, 16))
        layout.addLayout(self._top())
        layout.addWidget(self.notice)
        layout.addWidget(self.preview, 1)
        layout.addLayout(self._foot())
        self._connect()
        self.resize(px(820), px(680))
        self._show_printers()

    def show_pages(self, sizes: Sequence[PageSize], render: Render) -> None:
        """Show the pages of a paper."""
        self.preview.show_pages(sizes, render)

    def order(self) -> PrintOrder:
        """What is chosen now."""
        return PrintOrder(self._printer.value() or "", self._copies.value())

    def say(self, text: str, kind: Kind = Kind.INFO) -> None:
        """Tell something above the page, for example that it was printed."""
        self.notice.say(text, kind)

    def set_busy(self, *, busy: bool) -> None:
        """While a job is handed over nothing is asked twice."""
        self.print_button.setEnabled(not busy and self._printer.count() > 0)
        self.save_button.setEnabled(not busy)

    def _top(self) -> QHBoxLayout:
        top = row(gap=8)
        self._back = icon_button("chevron-left", "Page before", lambda: self._turn(-1))
        self._on = icon_button("chevron-right", "Next page", lambda: self._turn(1))
        for part in (self._back, self._pages, self._on):
            top.addWidget(part)
        top.addStretch(1)
        label = words("Size")
        label.setBuddy(self._zoom)
        self._zoom.setAccessibleName("Size on the screen")
        sized(self._zoom, width=110)
        top.addWidget(label)
        top.addWidget(self._zoom)
        return top

    def _foot(self) -> QHBoxLayout:
        foot = row(gap=10)
        printer, copies = words("Printer"), words("Copies")
        printer.setBuddy(self._printer)
        copies.setBuddy(self._copies)
        self._printer.setAccessibleName("Printer")
        self._copies.setAccessibleName("Copies")
        sized(self._printer, width=220)
        sized(self._copies, width=76)
        for part in (printer, self._printer, copies, self._copies):
            foot.addWidget(part)
        foot.addStretch(1)
        for button in (self.close_button, self.save_button, self.print_button):
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        self._zoom.choice_changed.connect(self._on_zoom)
        self.preview.page_changed.connect(self._on_page)
        self.print_button.setDefault(True)
        self.print_button.setFocus()

    def _show_printers(self) -> None:
        if self._printer.count() == 0:
            self._printer.setEnabled(False)
            self._copies.setEnabled(False)
            self.say(
                "No printer is set up on this computer. Save the paper as PDF instead.", Kind.SOON
            )
        self.set_busy(busy=False)

    def _turn(self, step: int) -> None:
        self.preview.show_page(self.preview.page_number + step)

    def _on_page(self, number: int) -> None:
        count = self.preview.page_count
        self._pages.setText(f"Page {number + 1} of {count}")
        self._back.setEnabled(number > 0)
        self._on.setEnabled(number + 1 < count)

    def _on_zoom(self) -> None:
        self.preview.set_zoom(self._zoom.value() or FIT)

    def _on_print(self) -> None:
        self.print_requested.emit(self.order())
