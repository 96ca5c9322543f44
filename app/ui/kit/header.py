"""The top of a page: title, a sentence of figures, search, buttons; and the row of filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from app.ui.kit.buttons import Button
from app.ui.kit.choice import ChoiceField
from app.ui.kit.metrics import px, row
from app.ui.kit.words import ElidedLabel, words

K = TypeVar("K")


class PageHeader(QWidget):
    """Title at the left, parts (search field, buttons) at the right."""

    def __init__(self, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setObjectName("plain")
        self._layout: QHBoxLayout = row(self, gap=12)
        self.title = words(title, "title")
        self.subtitle = ElidedLabel(subtitle, "subtitle")
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

    def add(self, part: QWidget, stretch: int = 0) -> QWidget:
        """Put a part at the right end."""
        self._layout.addWidget(part, stretch)
        return part


class SegmentedFilter(QWidget, Generic[K]):
    """One of a few filters in a joined row; a list to choose from where the row has no room.

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
        self._list: ChoiceField[K] = ChoiceField(self._options())
        self._list.setAccessibleName(label)
        self._list.hide()
        layout.addWidget(self._list, 3)
        layout.addStretch(1)
        if options:
            self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)
        self._list.choice_changed.connect(self._on_listed)

    def minimumSizeHint(self) -> QSize:
        """Qt: the list needs less than the row."""
        return QSize(px(150), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: row or list."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: larger words need more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def value(self) -> K:
        """The chosen filter."""
        return self._keys[self._group.checkedId()]

    def set_value(self, key: K) -> None:
        """Choose a filter."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def set_text(self, key: K, text: str) -> None:
        """Rename a filter, for example with a count."""
        index = self._keys.index(key)
        self._group.button(index).setText(text)
        self._group.button(index).setAccessibleName(f"{self._label}: {text}")
        self._list.set_options(self._options())
        self._fit()

    def _options(self) -> list[tuple[K, str]]:
        texts = [self._group.button(index).text() for index in range(len(self._keys))]
        return list(zip(self._keys, texts, strict=True))

    def _fit(self) -> None:
        needed = sum(button.sizeHint().width() for button in self._group.buttons())
        narrow = self.width() < needed
        for button in self._group.buttons():
            button.setVisible(not narrow)
        self._list.setVisible(narrow)

    def _on_listed(self) -> None:
        key = self._list.value()
        if key is not None:
            self.set_value(key)

    def _on_toggled(self, index: int) -> None:
        if self._group.button(index).isChecked():
            self._list.set_value(self._keys[index])
            self.filter_changed.emit()


def _place(index: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if index == 0 else "last" if index == count - 1 else "middle"
