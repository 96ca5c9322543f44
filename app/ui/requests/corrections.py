"""Opens the form that corrects a request, closes it, and finds it again after the lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedLayout

from app.services.progress import Progress
from app.services.request_views import RequestView
from app.ui.requests.correction_form import CORRECTION, CorrectionForm
from app.ui.requests.queue_page import QueuePage

CORRECTED = "Corrected. What stood there before is in the timeline."
Kept = tuple[Mapping[str, Any], datetime] | None
"""The body of a draft and when it was kept."""

AskDraft = Callable[[str, Callable[[Kept], None]], None]


class Corrections(QObject):
    """At most one form, on the stack of the room."""

    def __init__(
        self,
        queue: QueuePage,
        stack: QStackedLayout,
        ask_draft: AskDraft,
        show_queue: Callable[[], None],
    ) -> None:
        super().__init__(queue)
        self.form: CorrectionForm | None = None
        self._queue, self._stack = queue, stack
        self._ask_draft, self._show_queue = ask_draft, show_queue
        queue.detail.correction_requested.connect(self.open)

    def open(self, view: RequestView) -> None:
        """Open the form, with what was typed in it before."""

        def show(kept: Kept) -> None:
            same = kept is not None and _is_of(kept[0], view)
            self._show(view, kept[0] if kept is not None and same else None)

        self._ask_draft(CORRECTION, show)

    def reopen(self) -> None:
        """After the lock: show the form again if it stood open."""

        def show(kept: Kept) -> None:
            if kept is not None and kept[0].get("opened") and self.form is None:
                self._read_anew(kept[0])

        self._ask_draft(CORRECTION, show)

    def close(self) -> None:
        """Throw the form away; what was typed in it is kept."""
        if self.form is not None:
            form, self.form = self.form, None
            form.drafts.keep()
            self._stack.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _show(self, view: RequestView, kept: Mapping[str, Any] | None) -> None:
        self._show_queue()
        self.form = form = CorrectionForm(self._queue.context, view)
        form.corrected.connect(lambda request_id: self._leave(request_id, CORRECTED))
        form.left.connect(self._leave)
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        form.begin(kept)

    def _read_anew(self, kept: Mapping[str, Any]) -> None:
        """What somebody else did since is not laid under an old draft."""
        request_id, context = kept.get("request"), self._queue.context
        if not isinstance(request_id, int):
            return
        requests = context.services.requests

        def work(_progress: Progress) -> RequestView:
            return requests.get(request_id=request_id)

        def show(view: RequestView) -> None:
            if _is_of(kept, view):
                self._show(view, kept)
            else:
                self._queue.show_request(request_id)
                context.messages.say("The request was changed meanwhile. Correct it anew.")

        context.read(self, work, show)

    def _leave(self, request_id: int, news: str = "") -> None:
        self._show_queue()
        self._queue.show_request(request_id, news)
        self._queue.pane.next.button.setFocus()


def _is_of(kept: Mapping[str, Any], view: RequestView) -> bool:
    """Whether a draft corrects this request as it is on record now."""
    request = view.request
    return (kept.get("request"), kept.get("version")) == (request.id, request.version)
