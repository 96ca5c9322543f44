"""The preview with its bar: turn pages, choose the size, 100 % is as large as on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.ui.kit.buttons import icon_button
from app.ui.kit.choice import ChoiceField
from app.ui.kit.metrics import column, row, sized
from app.ui.kit.preview import FIT, ZOOMS, PagePreview
from app.ui.kit.printing import PageSize, Render
from app.ui.kit.task_runner import Runner
from app.ui.kit.words import words

TRUE_SIZE = 100


class PagedPreview(QWidget):
    """Pages one at a time with what one needs to look through them."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.preview = PagePreview(runner)
        self.zoom: ChoiceField[int] = ChoiceField([(zoom, _zoom_words(zoom)) for zoom in ZOOMS])
        self.zoom.setAccessibleName("Size on the screen")
        self._count = words("", "muted")
        self._back = icon_button("chevron-left", "Page before", lambda: self._turn(-1))
        self._on = icon_button("chevron-right", "Next page", lambda: self._turn(1))
        bar = row(gap=8)
        label = words("Size")
        label.setBuddy(self.zoom)
        sized(self.zoom, width=150)
        for part in (self._back, self._count, self._on):
            bar.addWidget(part)
        bar.addStretch(1)
        bar.addWidget(label)
        bar.addWidget(self.zoom)
        layout = column(self, gap=8)
        layout.addLayout(bar)
        layout.addWidget(self.preview, 1)
        self.zoom.choice_changed.connect(self._on_zoom)
        self.preview.page_changed.connect(self._on_page)
        self._on_page(0)

    def show_pages(self, sizes: Sequence[PageSize], render: Render) -> None:
        """Show other pages, or none."""
        if sizes:
            self.preview.show_pages(sizes, render)
        else:
            self.preview.clear()
            self._on_page(0)

    def _turn(self, step: int) -> None:
        self.preview.show_page(self.preview.page_number + step)

    def _on_page(self, number: int) -> None:
        count = self.preview.page_count
        self._count.setText(f"Page {number + 1} of {count}" if count else "")
        self._back.setEnabled(number > 0)
        self._on.setEnabled(number + 1 < count)

    def _on_zoom(self) -> None:
        self.preview.set_zoom(self.zoom.value() or FIT)


def _zoom_words(zoom: int) -> str:
    if zoom == FIT:
        return "Fit"
    return f"{zoom} %, true size" if zoom == TRUE_SIZE else f"{zoom} %"
