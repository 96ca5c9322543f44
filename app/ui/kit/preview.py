"""Pages as they will print: 100 % on the screen is as large as on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.services.progress import Progress
from app.ui.kit.icons import tokens_now
from app.ui.kit.metrics import column, px
from app.ui.kit.printing import PageImage, PageSize, Render, image_of
from app.ui.kit.task_runner import Runner, Task

FIT = 0
ZOOMS = (FIT, 50, 75, 100, 150, 200)
SHARPEST_DPI = 400


class PagePreview(QFrame):
    """One page at a time, drawn on a helper thread.

    Signals:
        page_changed: number of the page shown, from 0.
    """

    page_changed = Signal(int)

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setProperty("role", "preview")
        self._runner = runner
        self._sizes: Sequence[PageSize] = ()
        self._render: Render | None = None
        self._number = 0
        self._zoom = FIT
        self._task: Task | None = None
        self._sheet = _Sheet()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName("The page as it will print")
        self._scroll.setWidget(self._sheet)
        column(self).addWidget(self._scroll)

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page_number(self) -> int:
        """The page shown, from 0."""
        return self._number

    @property
    def zoom(self) -> int:
        """Percent of true size; 0 means fitted into the room there is."""
        return self._zoom

    def show_pages(self, sizes: Sequence[PageSize], render: Render) -> None:
        """Show other pages, from the first."""
        self._sizes, self._render, self._number = tuple(sizes), render, 0
        self._draw()
        self.page_changed.emit(0)

    def clear(self) -> None:
        """Show nothing, for the lock."""
        if self._task is not None:
            self._task.cancel()
        self._sizes, self._render = (), None
        self._sheet.show_picture(QPixmap(), QSize(1, 1))

    def show_page(self, number: int) -> None:
        """Turn to a page."""
        number = min(max(0, number), len(self._sizes) - 1)
        if self._sizes and number != self._number:
            self._number = number
            self._draw()
            self.page_changed.emit(number)

    def set_zoom(self, percent: int) -> None:
        """Percent of true size, or ``FIT``."""
        self._zoom = percent
        self._draw()

    def shown_size(self) -> QSize:
        """The size of the page on the screen in logical pixels."""
        if not self._sizes:
            return QSize(1, 1)
        size = self._sizes[self._number]
        inch = self._pixels_per_inch() / 72
        return QSize(max(1, round(size.width * inch)), max(1, round(size.height * inch)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a fitted page follows the room."""
        super().resizeEvent(event)
        if self._zoom == FIT:
            self._draw()

    def _pixels_per_inch(self) -> float:
        true = true_dpi(self)
        if self._zoom != FIT:
            return true * self._zoom / 100
        size = self._sizes[self._number]
        room = self._scroll.size() - QSize(px(16), px(16))
        fitted = min(room.width() / size.width, room.height() / size.height) * 72
        return max(8.0, min(fitted, true * 2))

    def _draw(self) -> None:
        if not self._sizes or self._render is None:
            return
        if self._task is not None:
            self._task.cancel()
        number, render = self._number, self._render
        shown = self.shown_size()
        ratio = self.devicePixelRatioF()
        dpi = min(SHARPEST_DPI, round(self._pixels_per_inch() * ratio))
        self._sheet.show_picture(QPixmap(), shown)

        def work(_progress: Progress) -> PageImage:
            return render(number, dpi)

        def show(picture: PageImage) -> None:
            self._sheet.show_picture(QPixmap.fromImage(image_of(picture)), shown)

        self._task = self._runner.run_on_compute(work, show, owner=self)


class _Sheet(QWidget):
    """White paper with a hairline; paper is white in the dark theme too."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()

    def show_picture(self, picture: QPixmap, size: QSize) -> None:
        self._picture = picture
        self.setFixedSize(size)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the paper."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        if not self._picture.isNull():
            painter.drawPixmap(self.rect(), self._picture)
        painter.setPen(QPen(QColor(tokens_now().field_line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()


def true_dpi(widget: QWidget) -> float:
    """Logical pixels of an inch on this screen; screens that report nonsense count as 96."""
    screen = widget.screen()
    dpi = screen.physicalDotsPerInch() if screen is not None else 96.0
    return dpi if 60 <= dpi <= 400 else 96.0
