"""Answers for the system's file choosers: the places the tour reads from and writes to."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from PySide6.QtWidgets import QWidget


class HandedFiles:
    """Gives the place that was laid ready for the next question; nothing else is ever written."""

    def __init__(self) -> None:
        self._ready: deque[Path] = deque()
        self.proposed: list[str] = []

    def lay_ready(self, path: Path) -> None:
        """The answer to the next question."""
        self._ready.append(path)

    def open_file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        """The file laid ready."""
        return self._next()

    def open_files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        """The file laid ready, alone."""
        path = self._next()
        return [path] if path is not None else []

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        """The place laid ready; the proposed name is kept for the report."""
        self.proposed.append(name)
        return self._next()

    def folder(self, parent: QWidget, title: str, start: Path | None = None) -> Path | None:
        """The folder laid ready."""
        return self._next()

    def _next(self) -> Path | None:
        return self._ready.popleft() if self._ready else None
