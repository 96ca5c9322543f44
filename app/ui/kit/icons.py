"""The program's own icons: one stroke drawing each, tinted with a colour of the theme.

Icons set with ``set_icon`` are tinted again when the theme or the text size changes.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from app.system.resources import resource, resource_text
from app.ui.kit.metrics import px
from app.ui.kit.tokens import LIGHT, THEMES, Tokens

SMALL = 16
RAIL = 20
WORD_GAP = 4


def tokens_now() -> Tokens:
    """The theme in use, known by the ground of the application's palette."""
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Window).name()
    return next((tokens for tokens in THEMES.values() if tokens.ground == ground), LIGHT)


def names() -> list[str]:
    """All icons there are."""
    return sorted(path.stem for path in resource("icons").glob("*.svg"))


def tinted_source(name: str, colour: str) -> str:
    """The drawing with its strokes in ``colour``."""
    return _source(name).replace("#000", colour)


def pixmap(name: str, ink: str = "text", size: int = SMALL) -> QPixmap:
    """An icon as a picture; ``ink`` names a colour token, ``size`` is the measure at 100 %."""
    colour = str(getattr(tokens_now(), ink))
    pixels, ratio = px(size), _device_ratio()
    key = f"icon {name} {colour} {pixels} {ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = _draw(tinted_source(name, colour), pixels, ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, ink: str = "text", size: int = SMALL, on_ink: str | None = None) -> QIcon:
    """An icon for a button; ``on_ink`` colours its checked state."""
    return _icon_of(name, (ink, on_ink or ink), size, beside_words=False)


def spaced(made: QPixmap) -> QPixmap:
    """The picture with room at its right, where words follow."""
    ratio = made.devicePixelRatio()
    wide = QPixmap(made.width() + round(px(WORD_GAP) * ratio), made.height())
    wide.fill(Qt.GlobalColor.transparent)
    wide.setDevicePixelRatio(ratio)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, made)
    painter.end()
    return wide


def set_icon(
    widget: QAbstractButton | QLabel | QAction,
    name: str,
    ink: str = "text",
    size: int = SMALL,
    on_ink: str | None = None,
) -> None:
    """Give a button, label or action an icon that follows theme and text size."""
    widget.setProperty("icon_spec", [name, ink, size, on_ink or ""])
    _apply(widget)


def retint(root: QWidget) -> None:
    """Tint every icon below ``root`` again."""
    for widget in [root, *root.findChildren(QObject)]:
        if widget.property("icon_spec") is not None:
            _apply(widget)


def _apply(widget: QObject) -> None:
    name, ink, size, on_ink = widget.property("icon_spec")
    if isinstance(widget, QAbstractButton):
        beside = bool(widget.text()) and isinstance(widget, QPushButton)
        widget.setIcon(_icon_of(name, (ink, on_ink or ink), size, beside_words=beside))
        gap = px(WORD_GAP) if beside else 0
        widget.setIconSize(QSize(px(size) + gap, px(size)))
    elif isinstance(widget, QAction):
        widget.setIcon(icon(name, ink, size))
    elif isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, ink, size))
        widget.setFixedSize(px(size), px(size))


def _icon_of(name: str, inks: tuple[str, str], size: int, *, beside_words: bool) -> QIcon:
    made = QIcon()
    mode, state = QIcon.Mode, QIcon.State
    for ink, which, when in (
        (inks[0], mode.Normal, state.Off),
        (inks[1], mode.Normal, state.On),
        ("disabled", mode.Disabled, state.Off),
    ):
        picture = pixmap(name, ink, size)
        made.addPixmap(spaced(picture) if beside_words else picture, which, when)
    return made


@cache
def _source(name: str) -> str:
    return resource_text("icons", f"{name}.svg")


def _device_ratio() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


def _draw(source: str, pixels: int, ratio: float) -> QPixmap:
    drawn = QPixmap(round(pixels * ratio), round(pixels * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer = QSvgRenderer(QByteArray(source.encode("utf-8")))
    renderer.render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
