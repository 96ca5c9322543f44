"""The window with its first page, made before anything else is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QApplication

from app.domain.look import ThemeChoice
from app.system.live_folder import live_folder
from app.system.paths import DataFolder, sample_data_folder
from app.system.window_memory import kept_window
from app.ui.kit.theme import Theme
from app.ui.vault.first_frame import FirstFrame
from app.ui.vault.first_page import Place, first_page
from app.ui.vault.front_window import FrontWindow

FUSION = ("-style", "fusion")
"""Arguments for the application: the look is drawn on this style on all platforms."""


class Start(NamedTuple):
    """What is open before the program is put together.

    Attributes:
        front: the window, showing its first page.
        place: the practice that page is about.
        own_folder: where "your own practice" is, seen from the sample.
        remember: whether a folder chosen in the window is opened at the next start.
    """

    front: FrontWindow
    theme: Theme
    place: Place
    own_folder: Path
    remember: bool = False


def open_front(app: QApplication, data: Path | None = None, *, sample: bool = False) -> Start:
    """Make the window; the caller shows it.

    Args:
        app: the application, started with ``FUSION``.
        data: the data folder asked for; None means this account's own.
        sample: the invented practice instead.
    """
    own = live_folder().root if data is None else data.resolve()
    folder = sample_data_folder().root if sample else own
    kept = kept_window(DataFolder(folder).state)
    theme = Theme(app, fusion=True)
    _apply_kept_look(theme, kept)
    place = Place(folder, sample, str(kept.get("login", "")))
    front = FrontWindow(kept.get("geometry"))
    page = first_page(place)
    front.show_cover(page)
    if isinstance(page, FirstFrame):
        page.focus_first()
    return Start(front, theme, place, own, remember=data is None and not sample)


def _apply_kept_look(theme: Theme, kept: Mapping[str, object]) -> None:
    """Who needs large text needs it on the unlock page, too."""
    choices = {choice.value: choice for choice in ThemeChoice}
    choice, size = choices.get(str(kept.get("theme"))), kept.get("text_size")
    changed = (choice, size) != (theme.choice, theme.text_size)
    if choice is not None and isinstance(size, int) and changed:
        theme.choose(choice, size)
