"""The mail room: every piece of mail, what each needs next, and the log as CSV.

The page joins its parts: the log, the outside of the chosen piece and its card. What is done to a
piece is in ``desk.py`` and ``numbers.py``; nothing here reads the store itself.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.errors import NotFound, Problem
from app.domain.mail_log import MailHeap
from app.domain.staff import Operation
from app.services.changes import Area
from app.services.mail_log import MailCounts, MailView
from app.services.progress import Progress
from app.ui.kit.buttons import Button, secondary
from app.ui.kit.cards import Card
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.metrics import column, sized
from app.ui.kit.notice import Notice
from app.ui.kit.page import Page
from app.ui.kit.rights import offer
from app.ui.mail.desk import PieceDesk
from app.ui.mail.envelope_card import EnvelopeCard
from app.ui.mail.exporting import ExportStrip, LogExport
from app.ui.mail.layout import LogAndPiece
from app.ui.mail.log_view import LogView
from app.ui.mail.piece_card import PieceCard
from app.ui.mail.run_dialog import RunDialog
from app.ui.mail.scan_field import ScanField, Scanned
from app.ui.mail.wording import counts_words

ROOM = "mail"
OFFER_AFTER_MS = 400
_PUT = "Put it there"


class MailPage(Page):
    """The room's one page."""

    watches = frozenset(
        {
            Area.MAIL,
            Area.PAPERS,
            Area.REQUESTS,
            Area.CONSENTS,
            Area.PATIENTS,
            Area.SETTINGS,
            Area.REFERENCE,
        }
    )

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._shown: int | None = None
        self.header = PageHeader("Mail")
        self.scan = ScanField(context)
        self.print_button = secondary("Print all ready", "print", self._on_print_all)
        self.export_button = secondary("Export CSV", "export", self._on_export)
        self.notice = Notice(closable=True)
        self.run_dialog: RunDialog | None = None
        self.strip = ExportStrip()
        self.log = LogView(self, context)
        self.outside = EnvelopeCard(context)
        self.card = PieceCard(context.clock, context.services.mail.desk.session.name)
        self.desk = PieceDesk(self, context, self.card, self.outside)
        self.export = LogExport(self, context, self.strip, self.notice)
        self._build()
        self._connect()
        self._bind()

    @property
    def shown(self) -> int | None:
        """The piece that is shown."""
        return self._shown

    def refresh(self) -> None:
        """Ask for the log, the counts and the chosen piece anew."""
        self._show_rights()
        self.context.read(self, self._count, self._show_counts)
        self.log.restart()
        self._reload()

    def show_item(self, item: object) -> None:
        """Show the piece with this id, whatever the log shows; or one heap of pieces."""
        if isinstance(item, MailHeap):
            self.log.show_heap(item)
        elif isinstance(item, int):
            self._shown = item
            self.log.choose(item)
            # Enter does the piece's next step, wherever the person came from
            self.log.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._reload()

    def _build(self) -> None:
        sized(self.scan, width=300)
        self.header.add(self.print_button)
        self.header.add(self.scan)
        log = Card(tight=True)
        log.body.addWidget(self.log.table)
        self.parts = LogAndPiece(log, self.outside, self.card)
        layout = column(self, gap=12, pads=(20, 16, 20, 8))
        layout.addWidget(self.header)
        layout.addLayout(self.log.bar(self.export_button))
        layout.addWidget(self.log.period.days)
        layout.addWidget(self.strip)
        layout.addWidget(self.notice)
        layout.addWidget(self.parts, 1)

    def _connect(self) -> None:
        self.log.piece_chosen.connect(self._on_chosen)
        self.log.opened.connect(self.desk.do_next)
        self.scan.scanned.connect(self._on_scanned)
        self.scan.refused.connect(self._on_scan_refused)
        self.notice.action_requested.connect(self._on_put_there)
        self.desk.piece_wanted.connect(self.show_item)
        self.desk.reload_wanted.connect(self._reload)
        self.export.ended.connect(
            lambda: self.log.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        )
        self.desk.began.connect(self.notice.forget_done)

    def _bind(self) -> None:
        actions = self.context.actions
        actions.bind("article-number", self._focus_scan, room=ROOM)
        actions.bind("export", self._on_export, room=ROOM)
        actions.bind("columns", self.log.open_columns, room=ROOM)
        actions.bind("print", self.desk.open_papers, room=ROOM)
        actions.bind("print-all", self._on_print_all, room=ROOM)
        actions.bind("next-step", self.desk.do_next, room=ROOM)
        self.scan.setToolTip(actions.text_with_shortcut("article-number"))

    def _show_rights(self) -> None:
        """Offer what the signed-in person may do, and say why not to the others."""
        actions = self.context.actions
        tip = actions.text_with_shortcut("export")
        may_export = actions.may(Operation.EXPORT)
        offer(self.export_button, Operation.EXPORT, may=may_export, tip=tip)
        may_edit = actions.may(Operation.EDIT_REQUESTS)
        tip = actions.text_with_shortcut("print-all")
        offer(self.print_button, Operation.EDIT_REQUESTS, may=may_edit, tip=tip)
        if may_edit != self.desk.may_edit:
            self.desk.set_may_edit(may_edit=may_edit)

    def _count(self, _progress: Progress) -> MailCounts:
        return self.context.services.mail.counts()

    def _show_counts(self, counts: MailCounts) -> None:
        self.header.set_subtitle(counts_words(counts))
        self.log.show_counts(counts)

    def _on_chosen(self, piece_id: int | None) -> None:
        self._shown = piece_id
        if piece_id is None:
            self.parts.show_piece(shown=False)
        else:
            self._reload()

    def _reload(self) -> None:
        piece_id = self._shown
        if piece_id is None:
            return

        def work(_progress: Progress) -> MailView:
            return self.context.services.mail.get(piece_id=piece_id)

        self.context.read(self, work, self._show_view, self._on_not_read)

    def _show_view(self, view: MailView) -> None:
        if view.piece.id == self._shown:
            self.parts.show_piece(shown=True)
            self.desk.show_view(view)

    def _on_not_read(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self._on_chosen(None)
            self.log.forget()
        else:
            self.context.messages.show_failure(error)

    def _focus_scan(self) -> None:
        self.scan.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.scan.selectAll()

    def _on_scanned(self, scanned: Scanned) -> None:
        """A number was read: show its piece, or offer it to the one that is shown."""
        self.notice.clear()
        if scanned.piece_id is not None:
            self.scan.clear()
            self.show_item(scanned.piece_id)
            return
        unknown = f"No piece has the number {scanned.grouped}."
        if self.desk.numbers.wanted and self.desk.may_edit:
            self.desk.numbers.hold(scanned.text)
            name = self.card.title.text()
            self.notice.say(f"{unknown} Does it belong to the piece for {name}?", action=_PUT)
            # a scanner may send two line ends; the second one must not answer
            QTimer.singleShot(OFFER_AFTER_MS, self, lambda: _focus_offer(self.notice))
        elif self.desk.may_edit:
            self.notice.say(f"{unknown} Choose the piece it belongs to, then scan it again.")
        else:
            self.notice.say(unknown)

    def _on_scan_refused(self, problem: Problem) -> None:
        self.notice.say(f"{problem.happened} {problem.next_step}".strip())

    def _on_put_there(self) -> None:
        self.notice.clear()
        self.scan.clear()
        self.desk.numbers.put_held()

    def _on_print_all(self) -> None:
        """All that is ready; where several rows are marked, these alone."""
        marked = self.log.marked()
        dialog = RunDialog(self.window(), self.context, marked if len(marked) > 1 else None)
        dialog.finished.connect(self.desk.after_papers)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.run_dialog = dialog
        dialog.open()

    def _on_export(self) -> None:
        self.export.start(self.log.query, self.log.words)


def _focus_offer(notice: Notice) -> None:
    for button in notice.findChildren(Button):
        if button.text() == _PUT:
            button.setFocus(Qt.FocusReason.OtherFocusReason)


def make_page(context: UiContext) -> Page:
    """The page of the mail room."""
    return MailPage(context)
