"""The outside of the chosen piece, as it will print, and the choice of envelope or label."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap

from app.domain.errors import Problem
from app.domain.geometry import Box
from app.domain.mail import ExtraService, MailPiece, MailStatus
from app.domain.paper_rules import NOT_APPROVED_YET
from app.domain.papers import PaperKind
from app.domain.postage import PieceShape
from app.domain.staff import Operation
from app.services.progress import Progress
from app.ui.kit.buttons import link
from app.ui.kit.cards import Card
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import row
from app.ui.kit.notice import Notice
from app.ui.kit.paper_outside import Outside, OutsideChoice
from app.ui.kit.paper_pages import NO_PAGES, Pages
from app.ui.kit.paper_work import Drawn, PaperSubject, PaperWish, PaperWork, Wanted
from app.ui.kit.printing import PageImage, image_of
from app.ui.kit.rights import who_may
from app.ui.kit.task_runner import Task
from app.ui.kit.tokens import Kind
from app.ui.kit.words import ElidedLabel, plain, words
from app.ui.mail.envelope_picture import EnvelopePicture, Zone


class EnvelopeCard(Card):
    """Shows what will stand outside: name and address, the return address, nothing else (U66).

    Signals:
        papers_requested: look at it at true size.
    """

    papers_requested = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._piece: MailPiece | None = None
        self._pages: Pages = NO_PAGES
        self._task: Task | None = None
        self._may_edit, self._labels_each = True, 1
        self._work = PaperWork(self, context)
        self.caption = ElidedLabel("", "caption")
        self.promise = words("only name and address outside", "muted")
        self.choice = OutsideChoice(context)
        self.true_size = link("True size", "search", clicked=self.papers_requested.emit)
        self.true_size.setAccessibleName("Show letter and outside at true size")
        self.problem = Notice()
        self.picture = EnvelopePicture()
        self._space = plain()
        self._build()
        self.choice.outside_changed.connect(self._draw)
        self.picture.size_wanted.connect(self._paint_page)

    def show_piece(self, piece: MailPiece | None) -> None:
        """Show the outside of another piece, or of the same one as it is now."""
        before, self._piece = self._piece, piece
        if piece is None:
            self._clear()
            return
        self.choice.set_flat(flat=piece.shape == PieceShape.FLAT.value)
        if before is None or _face(before) != _face(piece):
            self._draw()

    def set_may_edit(self, *, may_edit: bool) -> None:
        """Papers are drawn only for those who may make them; the others read why not."""
        self._may_edit = may_edit
        for part in (self.choice, self.true_size, self.promise, self.picture):
            part.setVisible(may_edit)
        self._space.setVisible(not may_edit)
        self._draw()

    def outside(self) -> Outside | None:
        """The chosen outside."""
        return self.choice.outside()

    def reload_start(self) -> None:
        """A label was printed: show the next free one."""
        self.choice.reload_start()

    def _build(self) -> None:
        top = row(gap=12)
        top.addWidget(self.caption, 1)
        top.addWidget(self.promise)
        line = row(gap=8)
        line.addWidget(self.choice, 1)
        line.addWidget(self.true_size)
        self.body.addLayout(top)
        self.body.addLayout(line)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.picture, 1)
        self.body.addWidget(self._space, 1)
        self._space.hide()

    def _draw(self) -> None:
        piece, outside = self._piece, self.choice.outside()
        if piece is None:
            return
        if not self._may_edit:
            self._clear()
            self.caption.setText("LETTER, ENVELOPE AND LABEL")
            self.problem.say(who_may(Operation.EDIT_REQUESTS), Kind.IDLE)
            return
        if outside is None:
            return
        self.caption.setText(f"{outside.words}, as it will print".upper())
        if piece.status is MailStatus.CANCELLED:
            self._clear()
            return
        wanted = Wanted.LABEL if outside.kind is PaperKind.LABEL else Wanted.ENVELOPE
        subject = PaperSubject(piece.request_id, piece.id)
        wish = PaperWish(subject, wanted, outside, anew=True)
        self._work.draw(wish, self._on_drawn, self._on_failed)

    def _on_drawn(self, drawn: Drawn) -> None:
        remarks = [remark for remark in drawn.remarks if remark != NOT_APPROVED_YET]
        self.problem.say("  ".join(remarks))
        self._pages, self._labels_each = drawn.papers[0], drawn.drafts[0].labels_each
        self.picture.show_page(self._pages.sizes[0], self._zones(), self._part())
        self._paint_page()

    def _on_failed(self, error: Exception) -> None:
        self._clear()
        if isinstance(error, Problem):
            waits = error.code == "papers-not-yet"
            self.problem.say(error.sentences, Kind.SOON if waits else Kind.LATE)
        else:
            self._context.messages.show_failure(error)

    def _clear(self) -> None:
        self._work.forget()
        self._pages = NO_PAGES
        self.problem.clear()
        self.picture.show_page(None)

    def _paint_page(self) -> None:
        if not self._pages.sizes:
            return
        if self._task is not None:
            self._task.cancel()
        pages, dpi = self._pages, self.picture.dpi()

        def work(_progress: Progress) -> PageImage:
            return pages.render(0, dpi)

        def show(page: PageImage) -> None:
            self.picture.show_picture(QPixmap.fromImage(image_of(page)))

        self._task = self._context.compute(self, work, show)

    def _part(self) -> Box | None:
        """Of a sheet, the one label that is printed, or the two."""
        outside = self.choice.outside()
        if outside is None or outside.stock is None or outside.stock.count == 1:
            return None
        first = outside.stock.label_position(outside.start)
        last = min(outside.start + self._labels_each - 1, outside.stock.count)
        second = outside.stock.label_position(last)
        if second.y > first.y:
            return first
        return Box(first.x, first.y, second.right - first.x, first.height)

    def _zones(self) -> tuple[Zone, ...]:
        piece, outside = self._piece, self.choice.outside()
        if piece is None or outside is None or outside.envelope is None:
            return ()
        envelope = outside.envelope
        zones: list[Zone] = [(envelope.postage_area, "postage")]
        sticker = envelope.sticker_area
        if ExtraService.CERTIFIED in piece.extras and sticker is not None:
            left = sticker.right
            free = Box(left, 0, envelope.width - left, sticker.height)
            zones = [(sticker, "sticker of PS 3800 goes here"), (free, "postage")]
        return tuple(zones)


def _face(piece: MailPiece) -> object:
    """What decides how the outside looks."""
    return (
        piece.id,
        piece.recipient_name,
        piece.recipient_address,
        piece.extras,
        piece.status is MailStatus.CANCELLED,
        piece.request_status,
    )
