"""A page of a room: refreshes when it is shown and something it shows has changed."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.services.changes import Area
from app.ui.kit.context import UiContext


class Page(QWidget):
    """Base of all pages. Subclasses set ``watches`` and implement ``refresh``."""

    watches: frozenset[Area] = frozenset()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._stale = True
        self.setObjectName("page")
        context.bus.areas_changed.connect(self._on_areas_changed)

    @property
    def stale(self) -> bool:
        """Whether the page shows something that has changed since."""
        return self._stale

    def refresh(self) -> None:
        """Ask for the data anew and show it."""

    def show_item(self, item: object) -> None:
        """Show the thing with this id; called when the person comes from elsewhere."""

    def refresh_if_stale(self) -> None:
        """Refresh once if something changed."""
        if self._stale:
            self._stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: the page becomes visible."""
        super().showEvent(event)
        self.refresh_if_stale()

    def _on_areas_changed(self, areas: frozenset[Area]) -> None:
        if areas & self.watches:
            self._stale = True
            if self.isVisible():
                self.refresh_if_stale()
