"""While the desk stands open: a backup every four hours, a check every day, a look for damage.

The promise: all of it runs beside other work, and a sign of damage ends the desk before more is
written.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import Problem
from app.services.backups import Upkeep
from app.services.changes import Outcome
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.storage.faults import StoreDamaged
from app.ui.kit.context import UiContext

FIRST_AFTER_SECONDS = 90
LOOK_EVERY_SECONDS = 600


class HouseKeeping(QObject):
    """Lives as long as the desk is open.

    Signals:
        damage_found: a ``Problem``; the desk has to be locked now.
    """

    damage_found = Signal(object)

    def __init__(self, parent: QObject, desk: OpenDesk, context: UiContext) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._timer.start(FIRST_AFTER_SECONDS * 1000)
        context.bus.areas_changed.connect(self._on_areas_changed)

    def look(self) -> None:
        """Do what is due by now; nothing, most of the time."""
        self._timer.start(LOOK_EVERY_SECONDS * 1000)
        if self._busy or self._tell_damage():
            return
        self._busy = True
        backups = self._desk.services.backups

        def work(progress: Progress) -> Outcome[Upkeep]:
            return backups.keep_up(progress=progress)

        self._context.act_beside(self, work, self._on_done, failed=self._on_failed)

    def _on_done(self, upkeep: Upkeep) -> None:
        self._busy = False
        made = upkeep.backup
        if not self._tell_damage() and made is not None and made.copy_problem is not None:
            self._context.messages.say(made.copy_problem.happened)

    def _on_failed(self, error: Exception) -> None:
        """The age in the foot tells it, too; a box would come at a bad moment."""
        self._busy = False
        if self._tell_damage():
            return
        if not isinstance(error, Problem):
            self._context.messages.show_failure(error)
        elif error.code != "store-busy":
            self._context.messages.say(error.happened)

    def _on_areas_changed(self, _areas: object) -> None:
        self._tell_damage()

    def _tell_damage(self) -> bool:
        damaged = self._desk.desk.store.damaged
        if damaged:
            self._timer.stop()
            self.damage_found.emit(StoreDamaged())
        return damaged
