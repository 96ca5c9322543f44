"""Which page is painted first, told by a look at the folder; loads nothing but Qt and the kit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.system.paths import DataFolder
from app.ui.vault.first_frame import FirstFrame

if TYPE_CHECKING:
    from app.ui.vault.progress_page import ProgressPage


class Place(NamedTuple):
    """Which practice this is about.

    Attributes:
        login: who signed in last; with a password, for the sample practice, Enter is enough.
    """

    folder: Path
    sample: bool = False
    login: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """The password stays out of whatever prints this."""
        return f"Place({self.folder}, sample={self.sample})"


def first_page(place: Place) -> QWidget:
    """Unlock where there is a practice; else a calm page until the guide is loaded."""
    if place.sample:
        return preparing_page()
    folder = DataFolder(place.folder)
    if folder.has_database or folder.has_keyring:
        return FirstFrame(place.folder, place.login)
    from app.ui.vault.progress_page import ProgressPage  # noqa: PLC0415 - not for the unlock page

    return ProgressPage("Welcome to ChartPost", "The set-up guide is being prepared.")


def preparing_page() -> ProgressPage:
    """Shown while the sample practice is made or opened."""
    from app.ui.vault.progress_page import ProgressPage  # noqa: PLC0415 - not for the unlock page

    page = ProgressPage(
        "Preparing the sample practice",
        "An invented office with requests in every state. This takes a moment the first time.",
    )
    page.mark_sample()
    return page
