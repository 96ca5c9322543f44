"""The look: contrast, icons, the style sheet, and sizes that follow the text."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from app.domain.look import ThemeChoice
from app.system.resources import resource, resource_text
from app.ui.kit import icons
from app.ui.kit.buttons import primary
from app.ui.kit.metrics import column, px, sized
from app.ui.kit.theme import Theme, style_sheet
from app.ui.kit.tokens import (
    CONTRAST,
    DARK,
    LIGHT,
    TEXT_PAIRS,
    THEMES,
    Kind,
    Tokens,
    contrast,
    ground_of,
    ink_of,
)

MARKS = {
    "arrow-down": ("chevron-down", "muted"),
    "arrow-up": ("chevron-up", "muted"),
    "check": ("check", "on_accent"),
    "minus": ("minus", "on_accent"),
    "dot": ("dot", "on_accent"),
    "tick": ("check", "text"),
}


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(tokens: Tokens, pair: tuple[str, str]) -> None:
    least = 7.0 if tokens is CONTRAST else 4.5
    assert contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) >= least


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda tokens: tokens.name)
def test_the_focus_ring_is_seen_on_every_ground(tokens: Tokens) -> None:
    """WCAG 2.2, 1.4.11: three to one for parts of controls."""
    for ground in (tokens.ground, tokens.card, tokens.rail, tokens.selected):
        assert contrast(tokens.accent, ground) >= 3


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_read_in_every_theme(kind: Kind) -> None:
    for tokens in THEMES.values():
        assert contrast(ink_of(tokens, kind), ground_of(tokens, kind)) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_grounds_tell_the_themes_apart() -> None:
    assert len({tokens.ground for tokens in THEMES.values()}) == len(THEMES)


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda tokens: tokens.name)
def test_marks_of_the_style_sheet_are_the_icons_tinted(tokens: Tokens) -> None:
    for mark, (shape, ink) in MARKS.items():
        kept = resource_text("style", tokens.name, f"{mark}.svg")
        assert kept == icons.tinted_source(shape, getattr(tokens, ink))


@pytest.mark.parametrize("tokens", THEMES.values(), ids=lambda tokens: tokens.name)
def test_style_sheet_is_filled_in_completely(theme: Theme, tokens: Tokens) -> None:
    sheet = style_sheet(tokens, "Inter")
    assert "$" not in sheet
    for named in re.findall(r'url\("([^"]+)"\)', sheet):
        assert QColor(tokens.card).isValid()
        assert named.startswith(resource("style").as_posix())
        assert resource("style", tokens.name, named.rsplit("/", 1)[1]).is_file()


def test_every_icon_is_drawn_with_round_strokes_and_shows_something(theme: Theme) -> None:
    for path in sorted(resource("icons").glob("*.svg")):
        source = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in source
        assert 'stroke-width="1.7"' in source
        assert 'stroke-linecap="round"' in source
        image = icons.pixmap(path.stem, "text", 24).toImage()
        inked = sum(
            image.pixelColor(x, y).alpha() > 0
            for x in range(image.width())
            for y in range(image.height())
        )
        assert inked > 4, path.stem


def test_icons_follow_the_theme(qtbot: QtBot, theme: Theme) -> None:
    button = primary("Go", "arrow-right")
    qtbot.addWidget(button)
    theme.choose(ThemeChoice.LIGHT)
    light = button.icon().cacheKey()
    theme.choose(ThemeChoice.DARK)
    assert button.icon().cacheKey() != light
    assert icons.tokens_now() is DARK


def test_theme_follows_the_system_unless_told_otherwise(qapp: QApplication, theme: Theme) -> None:
    theme.choose(ThemeChoice.SYSTEM)
    dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert theme.tokens is (DARK if dark else LIGHT)
    theme.choose(ThemeChoice.CONTRAST)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == CONTRAST.ground


@pytest.mark.parametrize(
    ("asked", "got"), [(100, 100), (150, 150), (200, 200), (20, 100), (900, 200)]
)
def test_sizes_grow_with_the_text(theme: Theme, qtbot: QtBot, asked: int, got: int) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = column(holder, gap=10, pads=(20, 0, 0, 0))
    sized(holder, width=172)
    theme.set_text_size(asked)
    assert theme.text_size == got
    assert px(16) == round(16 * got / 100)
    assert layout.spacing() == px(10)
    assert layout.contentsMargins().left() == px(20)
    assert holder.width() == px(172)


def test_what_is_checked_is_seen_where_it_cannot_be_changed(qtbot: QtBot, theme: Theme) -> None:
    shown = []
    for checked in (True, False):
        box = QCheckBox("Physician practice")
        qtbot.addWidget(box)
        box.setChecked(checked)
        box.setEnabled(False)
        box.resize(200, 30)
        shown.append(box.grab().toImage())
    assert shown[0] != shown[1]
