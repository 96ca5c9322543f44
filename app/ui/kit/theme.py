"""The look: follows the system's light or dark, can be overridden, and grows with the text size.

The style sheet lies on the application, where it is free as long as there are no widgets. Changed
there, Qt would style each widget once for itself and once for everything it lies in (measured:
1.6 s with all rooms open), so open windows get it laid over themselves instead, in a sixth of that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.domain.look import TEXT_SIZES, ThemeChoice
from app.system.resources import resource, resource_text
from app.ui.kit import metrics
from app.ui.kit.tokens import CONTRAST, DARK, LIGHT, Tokens

_BASE_POINTS = 10


class Theme(QObject):
    """Puts colours, sizes and the style sheet on the application.

    Signals:
        theme_changed: colours or text size are different now.
    """

    theme_changed = Signal()

    def __init__(self, app: QApplication, *, fusion: bool = False) -> None:
        """``fusion``: the application was started in that style, so it need not be set."""
        super().__init__(app)
        self._app = app
        self._choice = ThemeChoice.SYSTEM
        self._text_size = 100
        self._family = _interface_family(app)
        if not fusion:
            # naming the style object costs 10 ms, which a start can save
            app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        fixed = {
            ThemeChoice.LIGHT: LIGHT,
            ThemeChoice.DARK: DARK,
            ThemeChoice.CONTRAST: CONTRAST,
        }
        if self._choice in fixed:
            return fixed[self._choice]
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    @property
    def choice(self) -> ThemeChoice:
        """What was chosen."""
        return self._choice

    @property
    def text_size(self) -> int:
        """Percent, 100 to 200."""
        return self._text_size

    def choose(self, choice: ThemeChoice, text_size: int | None = None) -> None:
        """Change the theme, the text size or both, at once and everywhere."""
        self._choice = choice
        if text_size is not None:
            self._text_size = min(TEXT_SIZES[-1], max(TEXT_SIZES[0], text_size))
        self._apply()

    def set_text_size(self, percent: int) -> None:
        """Change the text size alone."""
        self.choose(self._choice, percent)

    def _on_scheme_changed(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        look = f"{self.tokens.name} {self._text_size} {self._family}"
        if self._app.property("look") == look:
            return
        self._app.setProperty("look", look)
        self._app.setPalette(palette_of(self.tokens))
        self._app.setFont(_interface_font(self._family, self._text_size))
        self._lay_sheet(style_sheet(self.tokens, self._family))
        for window in self._app.topLevelWidgets():
            # drawing icons is loaded when there is a window that has some, not before the first
            from app.ui.kit import icons  # noqa: PLC0415

            metrics.rescale(window)
            icons.retint(window)
        self.theme_changed.emit()

    def _lay_sheet(self, sheet: str) -> None:
        windows = [window for window in self._app.topLevelWidgets() if window.parent() is None]
        if any(window.isVisible() for window in windows):
            for window in windows:
                window.setStyleSheet(sheet)
            return
        self._app.setStyleSheet(sheet)
        for window in windows:
            if window.styleSheet():
                window.setStyleSheet("")


class _Values(Mapping[str, object]):
    """What the template may name: colours, ``px…``, ``pt…``, ``style`` and ``family``."""

    def __init__(self, tokens: Tokens, family: str) -> None:
        self._tokens = tokens
        self._family = family
        self._scale = metrics.scale()  # once: asking the screen 240 times shows at start

    def __getitem__(self, key: str) -> object:
        if key.startswith("px"):
            return f"{round(float(key[2:].replace('_', '.')) * self._scale)}px"
        if key.startswith("pt"):
            points = float(key[2:].replace("_", "."))
            return f"{points * self._scale * _points_factor():.2f}pt"
        if key == "marks":
            return resource("style", self._tokens.name).as_posix()
        if key == "family":
            return self._family
        return getattr(self._tokens, key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def style_sheet(tokens: Tokens, family: str) -> str:
    """The style sheet for these colours at the application's present text size."""
    source = resource_text("style", "chartpost.qss")
    return Template(source).substitute(_Values(tokens, family))


def palette_of(tokens: Tokens) -> QPalette:
    """The palette for whatever the style sheet does not name."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.ground,
        role.WindowText: tokens.text,
        role.Base: tokens.card,
        role.AlternateBase: tokens.ground,
        role.Text: tokens.text,
        role.Button: tokens.card,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.card,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Accent: tokens.accent,
        role.Mid: tokens.line,
        role.Midlight: tokens.line,
        role.Dark: tokens.field_line,
        role.Shadow: tokens.line,
        role.Light: tokens.card,
    }
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.disabled))
    return palette


def _interface_family(app: QApplication) -> str:
    if sys.platform in ("win32", "darwin") and app.platformName() != "offscreen":
        return app.font().family()
    for path in sorted(resource("fonts", "window").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))
    return "Inter"


def _points_factor() -> float:
    """Points are pixels on a Mac; the measures here are for 96 pixels an inch."""
    return 4 / 3 if sys.platform == "darwin" else 1.0


def _interface_font(family: str, text_size: int) -> QFont:
    font = QFont(family)
    font.setPointSizeF(_BASE_POINTS * _points_factor() * text_size / 100)
    font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width, so that dates line up
    return font
