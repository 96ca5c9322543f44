"""The way to the vault's service: one for the data folder in use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.services.vault import VaultService
from app.system.clock import Clock
from app.system.paths import DataFolder

MakeVault = Callable[[DataFolder, Clock], VaultService]


class VaultHolder:
    """The service of the data folder in use."""

    def __init__(self, clock: Clock, folder: Path, make: MakeVault = VaultService) -> None:
        self._clock, self._folder, self._make = clock, folder, make
        self._made: VaultService | None = None
        self._turn = threading.Lock()

    def move(self, folder: Path) -> None:
        """From now on it is about another folder."""
        with self._turn:
            self._folder, self._made = folder, None

    def __call__(self) -> VaultService:
        """The service."""
        with self._turn:
            if self._made is None:
                self._made = self._make(DataFolder(self._folder), self._clock)
            return self._made
