"""Asking the person for a file or a folder; the only place that opens the system's choosers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget


class FileChooser(Protocol):
    """Asks for places; None means the person changed their mind.

    ``kinds`` is written like ``"PDF (*.pdf);;Images (*.png *.jpg)"``.
    """

    def open_file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        """A file that exists."""
        ...

    def open_files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        """Files that exist; empty if the person changed their mind."""
        ...

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        """A place to write; the system has asked before replacing a file."""
        ...

    def folder(self, parent: QWidget, title: str, start: Path | None = None) -> Path | None:
        """A folder."""
        ...


class NativeFileChooser:
    """The system's own dialogs; Qt's history of visited folders is cleared after each."""

    def open_file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        """A file that exists."""
        name, _ = QFileDialog.getOpenFileName(parent, title, QDir.homePath(), kinds)
        self._forget()
        return Path(name) if name else None

    def open_files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        """Files that exist."""
        names, _ = QFileDialog.getOpenFileNames(parent, title, QDir.homePath(), kinds)
        self._forget()
        return [Path(name) for name in names]

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        """A place to write; asked once more where the name with its ending is taken."""
        start = str(Path(QDir.homePath()) / name)
        while True:
            chosen, _ = QFileDialog.getSaveFileName(parent, title, start, kinds)
            self._forget()
            if not chosen:
                return None
            place = with_ending(Path(chosen), kinds)
            if place == Path(chosen) or not place.exists():
                return place
            start = str(place)  # the system asks before it replaces this one

    def folder(self, parent: QWidget, title: str, start: Path | None = None) -> Path | None:
        """A folder."""
        chosen = QFileDialog.getExistingDirectory(parent, title, str(start or QDir.homePath()))
        self._forget()
        return Path(chosen) if chosen else None

    @staticmethod
    def _forget() -> None:
        """Qt keeps visited folders in the system's settings; their names could tell of patients."""
        dialog = QFileDialog()
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setHistory([])
        dialog.setSidebarUrls([])
        dialog.deleteLater()


def with_ending(chosen: Path, kinds: str) -> Path:
    """The file with the first ending that ``kinds`` names, unless it has one of them."""
    endings = re.findall(r"\*(\.\w+)", kinds)
    if not endings or chosen.name.lower().endswith(tuple(end.lower() for end in endings)):
        return chosen
    return chosen.with_name(chosen.name + endings[0])
