"""How tables and the window were left: tables in the encrypted store, the window beside it."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.progress import Progress
from app.services.services import Services
from app.ui.kit.task_runner import Runner

WINDOW = "window"


class DeskViews:
    """A ``ViewStore``. What it hands out was read before; what it keeps is written off the GUI
    thread. While locked it knows the window's place alone."""

    def __init__(self, runner: Runner, window: Mapping[str, object] | None = None) -> None:
        self._runner = runner
        self._window: dict[str, object] = dict(window or {})
        self._tables: dict[str, dict[str, object]] = {}
        self._services: Services | None = None

    @property
    def window(self) -> dict[str, object]:
        """Size and place of the window, to be kept in ``state.json``."""
        return dict(self._window)

    def open_for(self, services: Services, tables: Mapping[str, Mapping[str, object]]) -> None:
        """Somebody signed in: these are their tables."""
        self._services = services
        self._tables = {name: dict(facts) for name, facts in tables.items()}

    def close(self) -> None:
        """The desk is locked."""
        self._services = None
        self._tables.clear()

    def load(self, name: str) -> dict[str, object]:
        """What was saved under ``name``."""
        return dict(self._window if name == WINDOW else self._tables.get(name, {}))

    def save(self, name: str, facts: Mapping[str, object]) -> None:
        """Remember ``facts`` under ``name``."""
        if name == WINDOW:
            self._window.update(facts)
            return
        kept, services = dict(facts), self._services
        if services is None or self._tables.get(name) == kept:
            return
        self._tables[name] = kept

        def work(_progress: Progress) -> None:
            services.settings.save_view(name=name, facts=kept)

        self._runner.run_on_database(work)
