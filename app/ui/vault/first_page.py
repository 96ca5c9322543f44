"""Which page is painted first, told by a look at the folder; loads nothing but Qt and the kit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.system.paths import DataFolder
from app.ui.vault.door_page import DoorPage
from app.ui.vault.progress_page import ProgressPage
from app.ui.vault.unlock_page import UnlockPage


@dataclass(frozen=True, slots=True)
class Place:
    """Which practice this is about.

    Attributes:
        login: who signed in last; with a password, for the sample practice, Enter is enough.
    """

    folder: Path
    usual_folder: Path
    sample: bool = False
    login: str = ""
    password: str = field(default="", repr=False)


def first_page(place: Place) -> DoorPage:
    """Unlock where there is a practice; else a calm page until the guide is loaded."""
    if place.sample:
        return preparing_page()
    folder = DataFolder(place.folder)
    if folder.has_database or folder.has_keyring:
        page = UnlockPage(place.folder)
        page.prefill(place.login)
        return page
    return ProgressPage("Welcome to ChartPost", "The set-up guide is being prepared.")


def preparing_page() -> ProgressPage:
    """Shown while the sample practice is made or opened."""
    page = ProgressPage(
        "Preparing the sample practice",
        "An invented office with requests in every state. This takes a moment the first time.",
    )
    page.mark_sample()
    return page
