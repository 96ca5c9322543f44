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
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.ui.kit.assets import ICONS
from app.ui.kit.metrics import px
from app.ui.kit.tokens import LIGHT, THEMES, Tokens

SMALL = 16
RAIL = 20


def tokens_now() -> Tokens:
    """The theme in use, known by the ground of the application's palette."""
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Window).name()
    return next((tokens for tokens in THEMES.values() if tokens.ground == ground), LIGHT)


def names() -> list[str]:
    """All icons there are."""
    return sorted(path.stem for path in ICONS.glob("*.svg"))


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
    made = QIcon()
    made.addPixmap(pixmap(name, ink, size), QIcon.Mode.Normal, QIcon.State.Off)
    made.addPixmap(pixmap(name, "disabled", size), QIcon.Mode.Disabled, QIcon.State.Off)
    if on_ink is not None:
        made.addPixmap(pixmap(name, on_ink, size), QIcon.Mode.Normal, QIcon.State.On)
    return made


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
        widget.setIcon(icon(name, ink, size, on_ink or None))
        widget.setIconSize(QSize(px(size), px(size)))
    elif isinstance(widget, QAction):
        widget.setIcon(icon(name, ink, size))
    elif isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, ink, size))
        widget.setFixedSize(px(size), px(size))


@cache
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


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
