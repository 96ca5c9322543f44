"""Half-filled forms kept a moment after the last key, for whoever typed them (U14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.services.changes import Outcome
from app.services.progress import Progress
from app.ui.kit.context import UiContext

KEEP_MS = 700


class DraftKeeper(QObject):
    """Keeps what is typed a moment after the last key, encrypted, for its owner alone.

    ``name`` is the form's; ``body`` gives what is typed as plain values.
    """

    def __init__(
        self, form: QObject, context: UiContext, name: str, body: Callable[[], dict[str, Any]]
    ) -> None:
        super().__init__(form)
        self._context, self._name, self._body = context, name, body
        self.typed = False
        self._over = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.keep)

    def note(self) -> None:
        """Something was typed."""
        if self._over:
            return
        self.typed = True
        self._timer.start()

    def keep(self, *, opened: bool = False) -> None:
        """Keep it now; ``opened`` says that the form stands open, for the lock."""
        self._timer.stop()
        if not self.typed:
            return
        drafts, name = self._context.services.drafts, self._name
        body = self._body() | {"opened": opened}

        def work(_progress: Progress) -> Outcome[None]:
            return drafts.save(form=name, body=body)

        # the form may be gone when it is written
        self._context.act(self._context.bus, work)

    def forget(self) -> None:
        """Nothing is to be kept any more, though a field may still report that it was left."""
        self._timer.stop()
        self.typed, self._over = False, True

    def discard(self, then: Callable[[], None]) -> None:
        """Throw the draft away."""
        self.forget()
        drafts, name = self._context.services.drafts, self._name

        def work(_progress: Progress) -> Outcome[bool]:
            return drafts.discard(form=name)

        self._context.act(self._context.bus, work, lambda _was_there: then())
