"""The one signal that tells pages what changed; no page ever calls another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.services.changes import Area


class ChangeBus(QObject):
    """Spreads what service verbs changed.

    Signals:
        areas_changed: a frozenset of ``Area``.
    """

    areas_changed = Signal(object)
    _announced = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # a signal to itself carries the news to the thread this object lives on
        self._announced.connect(self._on_announced)

    def announce(self, areas: frozenset[Area]) -> None:
        """Tell every page, unless nothing changed; may be called by any thread."""
        if areas:
            self._announced.emit(areas)

    def _on_announced(self, areas: frozenset[Area]) -> None:
        self.areas_changed.emit(areas)
