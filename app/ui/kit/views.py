"""Where tables and the window remember how they were left: widths, order, sizes; never content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class ViewStore(Protocol):
    """Keeps small facts by name; implemented over the settings in the encrypted store."""

    def load(self, name: str) -> dict[str, object]:
        """What was saved under ``name``, or an empty dict."""
        ...

    def save(self, name: str, facts: Mapping[str, object]) -> None:
        """Remember ``facts`` under ``name``."""
        ...


class MemoryViews:
    """Remembers until the program ends; for pages shown before a store is open, and for tests."""

    def __init__(self) -> None:
        self._facts: dict[str, dict[str, object]] = {}

    def load(self, name: str) -> dict[str, object]:
        """What was saved under ``name``."""
        return dict(self._facts.get(name, {}))

    def save(self, name: str, facts: Mapping[str, object]) -> None:
        """Remember until the program ends."""
        self._facts[name] = dict(facts)
