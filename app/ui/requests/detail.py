"""What the buttons of the request's page do: one verb each, then the page as it is now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Conflict, FieldProblems, Problem
from app.domain.mail import MailPiece, MailStatus
from app.domain.queue import facts_from
from app.domain.request_states import BEFORE_SENDING, Move
from app.domain.request_steps import NextAction
from app.services.changes import Outcome
from app.services.progress import Progress
from app.services.request_views import RequestView
from app.ui.kit.context import UiContext
from app.ui.kit.paper_dialog import PaperDialog, PaperSubject
from app.ui.kit.task_runner import Task
from app.ui.requests.file_work import FileWork
from app.ui.requests.mail_panel import MailPanel
from app.ui.requests.mistake_panel import MistakePanel
from app.ui.requests.pane import RequestPane
from app.ui.requests.pane_parts import CONSENT, FILE, PAPER, PIECE
from app.ui.requests.panels import (
    AddressPanel,
    ClosePanel,
    GatheredPanel,
    IdentityPanel,
    NoRecordsPanel,
    SentPanel,
    StepPanel,
    Verb,
    VerbPanel,
    send_again_panel,
    withdraw_panel,
)
from app.ui.requests.previews import Previews
from app.ui.requests.rights import Rights

_IN_MAIL_ROOM = frozenset(
    {
        NextAction.ENTER_ARTICLE_NUMBER,
        NextAction.RECORD_ACCEPTANCE,
        NextAction.RECORD_DELIVERY,
    }
)
_CORRECTED = frozenset({NextAction.CORRECT, NextAction.WRITE_EMAIL})
"""Someone who is in no book has no page: their address comes with a correction of the request."""
_MAKES_MAIL = frozenset({NextAction.PRINT_PAPERS, NextAction.LOG_MAIL})


class RequestDetail(QObject):
    """Works the pane.

    Signals:
        shown: the id of the request now shown, or None.
        request_requested: the id of another request to be shown.
        correction_requested: the ``RequestView`` of a request to be corrected in a form.
    """

    shown = Signal(object)
    request_requested = Signal(object)
    correction_requested = Signal(object)

    def __init__(self, pane: RequestPane, context: UiContext) -> None:
        super().__init__(pane)
        self.pane, self._context = pane, context
        self.previews = Previews(pane, context)
        FileWork(pane, context, self.reload)
        self._id: int | None = None
        self._task: Task | None = None
        self._doing = False
        pane.step_requested.connect(self.next_step)
        pane.move_requested.connect(self._on_move)
        pane.link_requested.connect(self._on_link)
        pane.papers_requested.connect(self.print_papers)
        pane.correction_requested.connect(self._on_correct)

    @property
    def request_id(self) -> int | None:
        """The request that is shown or asked for."""
        return self._id

    def set_rights(self, rights: Rights) -> None:
        """What the signed-in person may do."""
        self.previews.rights = rights
        self.pane.set_rights(rights)

    def show_request(self, request_id: int, news: str = "") -> None:
        """Show a request; ``news`` is said above its next step."""
        self._id = request_id
        requests = self._context.services.requests
        if self._task is not None:
            self._task.cancel()

        def work(_progress: Progress) -> RequestView:
            return requests.get(request_id=request_id)

        def show(view: RequestView) -> None:
            self.pane.show_view(view)
            if news:
                self.pane.say_news(news)
            self.shown.emit(request_id)

        self._task = self._context.read(self, work, show, self._on_lost)

    def reload(self) -> None:
        """Show the newest state; a step that is being filled in stays while it is possible."""
        if self._id is None:
            return
        if self.pane.panel is None:
            self.show_request(self._id)
        elif not self._doing:
            self._look_again(self._id, self.pane.panel)

    def _look_again(self, request_id: int, panel: StepPanel) -> None:
        """Something was changed elsewhere while a form stands open: does it still fit?"""
        requests = self._context.services.requests

        def work(_progress: Progress) -> RequestView:
            return requests.get(request_id=request_id)

        def compare(view: RequestView) -> None:
            if self.pane.panel is panel and self._id == request_id:
                show_beside(self.pane, panel, view)

        self._context.read(self, work, compare, self._on_lost)

    def show_nothing(self) -> None:
        """No request."""
        self._id = None
        self.pane.show_nothing()
        self.shown.emit(None)

    def next_step(self) -> None:
        """Do the one next action."""
        view = self.pane.view
        if view is None or not self.previews.rights.may_step(view.next_step):
            return
        self.pane.news.clear()
        action = view.next_step.action
        if self.pane.panel is not None:
            self.pane.panel.submitted.emit()
        elif action is NextAction.MARK_READY:
            self._do(
                lambda service, request_id, version: service.mark_ready(
                    request_id=request_id, version=version
                )
            )
        elif action in _IN_MAIL_ROOM or action in _MAKES_MAIL:
            self._go_to_mail(view)
        elif action is NextAction.OPEN_CONSENT:
            self._on_link((CONSENT, view.request.id))
        elif action is NextAction.WRITE_EMAIL and self.pane.release.write_address():
            return
        elif action in _CORRECTED:
            self._on_correct()
        else:
            self._open(self._panel_for(action, view), view.next_step.move)

    def print_papers(self) -> None:
        """Preview and print letter, envelope or label of the request shown."""
        view = self.pane.view
        if view is None or not self.previews.rights.edit or not view.request.details.road.is_postal:
            return
        piece = piece_in_use(view)
        subject = PaperSubject(view.request.id, piece.id if piece else None)
        PaperDialog(self.pane.window(), self._context, subject).open()

    def _panel_for(self, action: NextAction, view: RequestView) -> StepPanel | None:
        makers: dict[NextAction, Callable[[], StepPanel]] = {
            NextAction.RECORD_IDENTITY: lambda: IdentityPanel(view),
            NextAction.RECORD_PAGES: lambda: GatheredPanel(view),
            NextAction.CONFIRM_ADDRESS: lambda: AddressPanel(view),
            NextAction.MARK_SENT: lambda: SentPanel(view, self._context.clock),
            NextAction.SEND_AGAIN: send_again_panel,
            NextAction.CLOSE: lambda: _close_panel(view),
        }
        maker = makers.get(action)
        return maker() if maker else None

    def _on_move(self, move: Move) -> None:
        view = self.pane.view
        if view is None:
            return
        makers: dict[Move, Callable[[], StepPanel]] = {
            Move.CHECK_IDENTITY: lambda: IdentityPanel(view),
            Move.GATHER: lambda: GatheredPanel(view),
            Move.SEND: lambda: SentPanel(view, self._context.clock),
            Move.SEND_AGAIN: send_again_panel,
            Move.CLOSE: lambda: _close_panel(view),
            Move.WITHDRAW: withdraw_panel,
            Move.NO_RECORDS: NoRecordsPanel,
        }
        maker = makers.get(move)
        self._open(maker() if maker else None, move)

    def _on_correct(self) -> None:
        """Before the copy left its details are corrected; after that a mistake is remarked upon."""
        view = self.pane.view
        if view is not None and view.request.status in BEFORE_SENDING:
            self.correction_requested.emit(view)
        else:
            self._open(MistakePanel())

    def _open(self, panel: StepPanel | None, move: Move | None = None) -> None:
        if panel is None:
            return
        if isinstance(panel, MailPanel):
            panel.submitted.connect(lambda: self._prepare(panel))
        elif isinstance(panel, VerbPanel):
            panel.submitted.connect(lambda: self._submit(panel))
        self.pane.show_panel(panel, move)

    def _submit(self, panel: VerbPanel) -> None:
        try:
            verb = panel.deed()
        except FieldProblems as problems:
            panel.show_problems(problems.fields)
            return
        self._do(verb, panel)

    def _do(self, verb: Verb, panel: StepPanel | None = None) -> None:
        view = self.pane.view
        if view is None:
            return
        requests = self._context.services.requests
        request_id, version = view.request.id, view.request.version

        def work(_progress: Progress) -> Outcome[int]:
            return verb(requests, request_id, version)

        def done(_version: int) -> None:
            self._doing = False
            self.show_request(request_id)

        def failed(error: Exception) -> None:
            self._on_refused(error, panel)

        self._doing = True
        self._context.act(self, work, done, failed)

    def _on_refused(self, error: Exception, panel: StepPanel | None) -> None:
        self._doing = False
        if isinstance(error, FieldProblems) and panel is not None:
            panel.show_problems(error.fields)
            return
        if isinstance(error, Conflict):
            self.pane.close_panel()
            self.reload()
        self._context.messages.show_failure(error)

    def _on_lost(self, error: Exception) -> None:
        if isinstance(error, Problem) and error.code == "not-found":
            self.show_nothing()
        self._context.messages.show_failure(error)

    def _go_to_mail(self, view: RequestView) -> None:
        piece = piece_in_use(view)
        if piece is not None:
            self._context.navigator.go("mail", piece.id)
        else:
            self._open(MailPanel(view))

    def _prepare(self, panel: MailPanel) -> None:
        mail, navigator = self._context.services.mail, self._context.navigator
        try:
            order = panel.order()
        except FieldProblems as problems:
            panel.show_problems(problems.fields)
            return

        def work(_progress: Progress) -> Outcome[int]:
            return mail.prepare(order=order)

        def done(piece_id: int) -> None:
            self._doing = False
            self.pane.close_panel()
            self.reload()
            navigator.go("mail", piece_id)

        self._doing = True
        self._context.act(self, work, done, lambda error: self._on_refused(error, panel))

    def _on_link(self, link: tuple[str, int]) -> None:
        what, item = link
        view = self.pane.view
        if what == PAPER:
            self.previews.open_paper(item)
        elif what == PIECE:
            self._context.navigator.go("mail", item)
        elif what == CONSENT:
            self._context.navigator.go("consents", ("request", item))
        elif what == FILE and view is not None:
            for file in view.attachments:
                if file.id == item:
                    self.previews.open_file(file)
        else:
            self.request_requested.emit(item)


def piece_in_use(view: RequestView) -> MailPiece | None:
    """The newest piece that was neither cancelled nor sent back."""
    if not facts_from(view.request).mail_logged:
        return None
    pieces = [piece for piece in view.mail_pieces if piece.status is not MailStatus.CANCELLED]
    return max(pieces, key=lambda piece: piece.id, default=None)


def show_beside(pane: RequestPane, panel: StepPanel, view: RequestView) -> None:
    """Show what is new beside an open form; the form goes when its step is no longer possible."""
    before = pane.view
    if not panel_fits(panel, pane.panel_move, view):
        pane.show_overtaken(view)
    elif before is not None and before.request.details == view.request.details:
        # details that a form shows are not changed under it: its verb meets the conflict
        pane.renew(view)


def panel_fits(panel: StepPanel, move: Move | None, view: RequestView) -> bool:
    """Whether what an open form asks for is still possible on the request as it is now."""
    if move is not None:
        return move in view.moves
    if isinstance(panel, AddressPanel):
        return view.request.status in BEFORE_SENDING
    if isinstance(panel, MailPanel):
        return view.request.status in BEFORE_SENDING and piece_in_use(view) is None
    return True


def _close_panel(view: RequestView) -> StepPanel:
    return ClosePanel(view, arrived=facts_from(view.request).arrived)
