"""Sizes that grow with the text: layouts and widgets say their measure at 100 %, once.

The measure is kept as a property of the layout or widget, so that ``rescale`` can apply it again
when the text size changes while the window is open.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

_Box = TypeVar("_Box", bound=QBoxLayout)
_BASE_PIXELS = 10 * 96 / 72  # ten points, the base size, on an ordinary screen
Sides = tuple[int, int, int, int]
_OPENING = QSize(1280, 800)
_FRAME = QSize(16, 48)


def font_pixels() -> float:
    """The height of the interface font in logical pixels."""
    font = QGuiApplication.font()
    screen = QGuiApplication.primaryScreen()
    dpi = screen.logicalDotsPerInch() if screen else 96.0
    return font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * dpi / 72


def px(measure: float) -> int:
    """A measure at 100 % in the pixels of the present text size."""
    return round(measure * font_pixels() / _BASE_PIXELS)


def scale() -> float:
    """The present text size as a factor of the base size."""
    return font_pixels() / _BASE_PIXELS


def column(
    parent: QWidget | None = None, *, gap: int = 0, pads: Sides = (0, 0, 0, 0)
) -> QVBoxLayout:
    """A vertical layout with scaled gap and margins (left, top, right, bottom)."""
    layout = QVBoxLayout()
    return _prepared(layout, parent, gap, pads)


def row(parent: QWidget | None = None, *, gap: int = 0, pads: Sides = (0, 0, 0, 0)) -> QHBoxLayout:
    """A horizontal layout with scaled gap and margins."""
    layout = QHBoxLayout()
    return _prepared(layout, parent, gap, pads)


def grid(
    parent: QWidget | None = None, *, gaps: tuple[int, int] = (0, 0), pads: Sides = (0, 0, 0, 0)
) -> QGridLayout:
    """A grid with scaled gaps (across, down) and margins."""
    layout = QGridLayout()
    layout.setProperty("gaps", list(gaps))
    layout.setProperty("pads", list(pads))
    _scale_layout(layout)
    if parent is not None:
        parent.setLayout(layout)
    return layout


def padded(layout: QLayout, pads: Sides) -> None:
    """Give a layout other margins that follow the text size."""
    layout.setProperty("pads", list(pads))
    _scale_layout(layout)


def sized(
    widget: QWidget,
    *,
    width: int | None = None,
    height: int | None = None,
    min_width: int | None = None,
    min_height: int | None = None,
    max_width: int | None = None,
) -> None:
    """Give a widget sizes that follow the text size."""
    wanted = {
        "setFixedWidth": width,
        "setFixedHeight": height,
        "setMinimumWidth": min_width,
        "setMinimumHeight": min_height,
        "setMaximumWidth": max_width,
    }
    kept = {name: measure for name, measure in wanted.items() if measure is not None}
    widget.setProperty("measures", kept)
    _scale_widget(widget)


def rescale(root: QWidget) -> None:
    """Apply every measure below ``root`` again."""
    for thing in [root, *root.findChildren(QObject)]:
        if isinstance(thing, QLayout):
            _scale_layout(thing)
        elif isinstance(thing, QWidget):
            _scale_widget(thing)


def _prepared(layout: _Box, parent: QWidget | None, gap: int, pads: Sides) -> _Box:
    layout.setProperty("gap", gap)
    layout.setProperty("pads", list(pads))
    _scale_layout(layout)
    if parent is not None:
        parent.setLayout(layout)
    return layout


def _scale_layout(layout: QLayout) -> None:
    pads = layout.property("pads")
    if pads is None:
        return
    layout.setContentsMargins(*(px(side) for side in pads))
    if isinstance(layout, QGridLayout):
        across, down = layout.property("gaps")
        layout.setHorizontalSpacing(px(across))
        layout.setVerticalSpacing(px(down))
    elif isinstance(layout, QBoxLayout):
        layout.setSpacing(px(layout.property("gap")))


def _scale_widget(widget: QWidget) -> None:
    for setter, measure in (widget.property("measures") or {}).items():
        getattr(widget, setter)(px(measure))


def first_size(window: QWidget, wanted: QSize = _OPENING) -> QSize:
    """How large a window opens the first time: as drawn, or what the screen leaves for it."""
    if QGuiApplication.platformName() == "offscreen":  # a made-up screen, smaller than any real one
        return wanted
    return wanted.boundedTo(window.screen().availableSize() - _FRAME)
