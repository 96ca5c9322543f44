"""Choosing: from a list, from a few shown at once, or several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QRadioButton, QWidget

from app.ui.kit.metrics import grid
from app.ui.kit.words import safe_tip

K = TypeVar("K")
Options = Sequence[tuple[K, str]]
_STEPS: Mapping[int, tuple[int, bool]] = {
    Qt.Key.Key_Left: (-1, False),
    Qt.Key.Key_Right: (1, False),
    Qt.Key.Key_Up: (-1, True),
    Qt.Key.Key_Down: (1, True),
}
"""Arrow keys of a group of boxes: which way, and whether by whole rows."""


class ChoiceField(QComboBox, Generic[K]):
    """One of a list. Keys stay Python values; they never pass through Qt.

    Signals:
        choice_changed: another key is chosen.
    """

    choice_changed = Signal()

    def __init__(self, options: Options[K] = (), *, empty: str | None = None) -> None:
        """``empty`` is the text of the entry for "nothing chosen", if there is to be one."""
        super().__init__()
        self._keys: list[K | None] = []
        self._empty = empty
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(12)
        self.set_options(options)
        self.currentIndexChanged.connect(self.choice_changed)

    def set_options(self, options: Options[K]) -> None:
        """Offer other choices; the chosen key stays if it is among them."""
        before = self.value()
        self.blockSignals(True)
        self.clear()
        self._keys = []
        if self._empty is not None:
            self._append(None, self._empty)
        for key, text in options:
            self._append(key, text)
        self.setCurrentIndex(self._keys.index(before) if before in self._keys else 0)
        self.blockSignals(False)
        if self.value() != before:
            self.choice_changed.emit()

    def value(self) -> K | None:
        """The chosen key; None for "nothing chosen"."""
        index = self.currentIndex()
        return self._keys[index] if 0 <= index < len(self._keys) else None

    def set_value(self, key: K | None) -> None:
        """Choose a key; one that is not offered changes nothing."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel scrolls the page, it does not change a choice by accident."""
        if self.hasFocus() and self.view().isVisible():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _append(self, key: K | None, text: str) -> None:
        self._keys.append(key)
        self.addItem(text)
        self.setItemData(self.count() - 1, safe_tip(text), Qt.ItemDataRole.ToolTipRole)


class _Wrapping(QWidget):
    """Puts its parts into as many columns as there is room for, at most ``across``."""

    def __init__(self, across: int) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._across, self._now = max(1, across), 0
        self._even = False
        self._layout = grid(self, gaps=(12, 2))

    def parts(self) -> list[QWidget]:
        """Every button, for naming."""
        return []

    def minimumSizeHint(self) -> QSize:
        """Qt: one column is enough."""
        widest = max((part.sizeHint().width() for part in self.parts()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps another number of columns."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = self._layout.horizontalSpacing()
        widths = [part.sizeHint().width() for part in self.parts()]
        fitting = self._across
        while fitting > 1 and self._needed(widths, fitting, gap) > self.width():
            fitting -= 1
        if fitting == self._now:
            return
        self._now = fitting
        for column in range(self._across + 1):
            self._layout.setColumnStretch(column, int(self._even and column < fitting))
        self._layout.setColumnStretch(self._across, int(not self._even))
        for index, part in enumerate(self.parts()):
            self._layout.addWidget(part, index // fitting, index % fitting)
        self.updateGeometry()

    def _needed(self, widths: list[int], columns: int, gap: int) -> int:
        per_column = [max(widths[start::columns], default=0) for start in range(columns)]
        if self._even:
            return columns * max(per_column) + gap * (columns - 1)
        return sum(per_column) + gap * (columns - 1)


class RadioGroup(_Wrapping, Generic[K]):
    """One of a few, all seen at once.

    Signals:
        choice_changed: another key is chosen.
    """

    choice_changed = Signal()

    def __init__(self, options: Options[K], *, across: int = 0) -> None:
        """``across`` is how many stand side by side; 0 means all."""
        super().__init__(across or len(options))
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in options]
        for index, (_, text) in enumerate(options):
            button = QRadioButton(text)
            self._group.addButton(button, index)
        self._arrange()
        self._group.idToggled.connect(self._on_toggled)

    @property
    def input(self) -> QWidget:
        """The button that takes the keyboard: the chosen one, else the first."""
        return self._group.checkedButton() or self._group.button(0)

    def parts(self) -> list[QWidget]:
        """Every button, for naming."""
        return [self._group.button(index) for index in range(len(self._keys))]

    def value(self) -> K | None:
        """The chosen key."""
        index = self._group.checkedId()
        return self._keys[index] if index >= 0 else None

    def set_value(self, key: K | None) -> None:
        """Choose a key; None chooses nothing."""
        if key in self._keys:
            self._group.button(self._keys.index(key)).setChecked(True)
        elif key is None and (checked := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)

    def set_option(self, key: K, text: str) -> None:
        """Call a choice something else; an empty text takes it off the page."""
        button = self._group.button(self._keys.index(key))
        button.setText(text)
        button.setVisible(bool(text))
        self._now = 0
        self._arrange()

    def _on_toggled(self, index: int) -> None:
        if self._group.button(index).isChecked():
            self.choice_changed.emit()


class _Box(QCheckBox):
    """A box of a group: leaves the arrow keys to the group, and tells it where the keyboard is.

    Signals:
        came: the keyboard is here now.
        switched: it can or cannot be ticked any longer.
    """

    came = Signal()
    switched = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space ticks; what moves is the group's."""
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the keyboard came."""
        super().focusInEvent(event)
        self.came.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: perhaps switched off or on."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.switched.emit()


class CheckGroup(_Wrapping, Generic[K]):
    """Any of several. Tab comes to one box and leaves the group again; arrow keys move inside.

    Signals:
        choice_changed: one was ticked or unticked.
    """

    choice_changed = Signal()

    def __init__(self, options: Options[K], *, across: int = 2) -> None:
        super().__init__(across)
        self._even = True
        self._boxes: dict[K, QCheckBox] = {}
        for key, text in options:
            box = _Box(text)
            box.toggled.connect(self._on_toggled)
            box.came.connect(self._on_came)
            box.switched.connect(self._on_switched)
            self._boxes[key] = box
        self._stop: QWidget | None = None
        self._on_switched()
        self._arrange()

    @property
    def input(self) -> QWidget:
        """The first box."""
        return next(iter(self._boxes.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: an arrow key goes to the next box that can be ticked, or stays at the edge."""
        step, rows = _STEPS.get(event.key(), (0, False))
        if not step:
            super().keyPressEvent(event)
            return
        boxes = list(self._boxes.values())
        at = next((index for index, box in enumerate(boxes) if box.hasFocus()), 0)
        step *= max(1, self._now) if rows else 1
        following = range(at + step, len(boxes) if step > 0 else -1, step)
        goal = next((boxes[index] for index in following if boxes[index].isEnabled()), None)
        if goal is not None:
            back = Qt.FocusReason.BacktabFocusReason
            goal.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else back)

    def parts(self) -> list[QWidget]:
        """Every box, for naming."""
        return list(self._boxes.values())

    def value(self) -> frozenset[K]:
        """The ticked keys."""
        return frozenset(key for key, box in self._boxes.items() if box.isChecked())

    def set_value(self, keys: Iterable[K]) -> None:
        """Tick exactly these."""
        wanted = set(keys)
        for key, box in self._boxes.items():
            box.setChecked(key in wanted)

    def _on_toggled(self) -> None:
        self.choice_changed.emit()

    def _on_came(self) -> None:
        came = next((box for box in self._boxes.values() if box.hasFocus()), None)
        if came is not None:
            self._stop_at(came)

    def _on_switched(self) -> None:
        """Where Tab stops must be a box that can be ticked."""
        if self._stop is None or not self._stop.isEnabled():
            free = (box for box in self._boxes.values() if box.isEnabled())
            self._stop_at(next(free, self.input))

    def _stop_at(self, stop: QWidget) -> None:
        self._stop = stop
        for box in self._boxes.values():
            tab = Qt.FocusPolicy.StrongFocus if box is stop else Qt.FocusPolicy.ClickFocus
            box.setFocusPolicy(tab)
