"""What a page is handed: services, threads, messages and the edges to the system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.services.changes import Outcome
from app.services.progress import Progress
from app.system.clock import Clock
from app.ui.kit.actions import ActionSet
from app.ui.kit.change_signal import ChangeBus
from app.ui.kit.files import FileChooser
from app.ui.kit.messages import Presenter
from app.ui.kit.navigator import Navigator
from app.ui.kit.printing import PrintQueue
from app.ui.kit.task_runner import Failed, Runner, Steps, Task, Work
from app.ui.kit.theme import Theme
from app.ui.kit.views import ViewStore

if TYPE_CHECKING:
    from app.services.services import Services

T = TypeVar("T")


@dataclass(frozen=True)
class UiContext:
    """Made once by the bootstrap; every page gets the same one."""

    services: Services
    runner: Runner
    bus: ChangeBus
    messages: Presenter
    theme: Theme
    files: FileChooser
    printers: PrintQueue
    views: ViewStore
    clock: Clock
    navigator: Navigator
    actions: ActionSet

    def read(
        self,
        owner: QObject,
        work: Work[T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> Task:
        """Ask for something short; ``then`` gets the answer on the GUI thread."""
        return self.runner.run_on_database(work, then, owner=owner, failed=failed)

    def act(
        self,
        owner: QObject,
        work: Work[Outcome[T]],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Do one verb; its changes are announced first, then ``then`` gets its value.

        The announcement is made even if ``owner`` is gone, since the change has happened.
        """
        bus = self.bus

        def announced(progress: Progress) -> Outcome[T]:
            outcome = work(progress)
            bus.announce(outcome.changes)
            return outcome

        def deliver(outcome: Outcome[T]) -> None:
            if then is not None:
                then(outcome.value)

        return self.runner.run_on_database(announced, deliver, owner=owner, failed=failed)

    def act_beside(
        self,
        owner: QObject,
        work: Work[Outcome[T]],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        progress: Steps | None = None,
    ) -> Task:
        """Do one long verb, such as a backup, without making shorter ones wait for it."""
        bus = self.bus

        def announced(steps: Progress) -> T:
            outcome = work(steps)
            bus.announce(outcome.changes)
            return outcome.value

        return self.runner.run_on_compute(
            announced, then, owner=owner, failed=failed, progress=progress
        )

    def compute(
        self,
        owner: QObject,
        work: Work[T],
        then: Callable[[T], None],
        failed: Failed | None = None,
        progress: Steps | None = None,
    ) -> Task:
        """Do something long beside the writer: draw, hash, count."""
        return self.runner.run_on_compute(work, then, owner=owner, failed=failed, progress=progress)
