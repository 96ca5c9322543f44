"""The top of a page: title, a sentence of figures, search, buttons; and the row of filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.ui.kit.buttons import Button
from app.ui.kit.metrics import row
from app.ui.kit.words import set_state, words

K = TypeVar("K")


class PageHeader(QWidget):
    """Title at the left, parts (search field, buttons) at the right."""

    def __init__(self, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setObjectName("plain")
        self._layout: QHBoxLayout = row(self, gap=12)
        self.title = words(title, "title")
        self.subtitle = words(subtitle, "subtitle")
        self.subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._layout.addWidget(self.title, 0, bottom)
        self._layout.addSpacing(8)
        self._layout.addWidget(self.subtitle, 1, bottom)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self.title.setText(title)

    def set_subtitle(self, text: str) -> None:
        """Show other figures."""
        self.subtitle.setText(text)
        self.subtitle.setToolTip("")

    def add(self, part: QWidget, stretch: int = 0) -> QWidget:
        """Put a part at the right end."""
        self._layout.addWidget(part, stretch)
        return part


class SegmentedFilter(QWidget, Generic[K]):
    """One of a few filters in a joined row; arrow keys move between them.

    Signals:
        filter_changed: another filter is chosen.
    """

    filter_changed = Signal()

    def __init__(self, options: Sequence[tuple[K, str]], label: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAccessibleName(label)
        self._label = label
        self._keys = [key for key, _ in options]
        self._group = QButtonGroup(self)
        layout = row(self)
        for index, (_, text) in enumerate(options):
            button = Button(text, "segment")
            button.setCheckable(True)
            button.setProperty("place", _place(index, len(options)))
            button.setAccessibleName(f"{label}: {text}")
            self._group.addButton(button, index)
            layout.addWidget(button)
        layout.addStretch(1)
        if options:
            self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)

    def value(self) -> K:
        """The chosen filter."""
        return self._keys[self._group.checkedId()]

    def set_value(self, key: K) -> None:
        """Choose a filter."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def set_text(self, key: K, text: str) -> None:
        """Rename a filter, for example with a count."""
        button = self._group.button(self._keys.index(key))
        button.setText(text)
        button.setAccessibleName(f"{self._label}: {text}")
        set_state(button, "counted", text)

    def _on_toggled(self, index: int) -> None:
        if self._group.button(index).isChecked():
            self.filter_changed.emit()


def _place(index: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if index == 0 else "last" if index == count - 1 else "middle"
