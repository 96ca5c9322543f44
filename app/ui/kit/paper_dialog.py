"""Letter, envelope and label of a request: seen at true size, printed or saved as PDF.

Made for the Requests and the Mail room alike. Its title names the kind of paper, never a person.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.dates import format_us_date
from app.domain.errors import Problem
from app.domain.papers import Paper, PaperKind
from app.services.paper_drafts import PaperDraft
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column, px, row, sized
from app.ui.kit.notice import Notice
from app.ui.kit.paper_feed import feed_of, keep_printer, printer_for
from app.ui.kit.paper_feed_dialog import FeedDialog
from app.ui.kit.paper_options import PaperOptions
from app.ui.kit.paper_pages import NO_PAGES
from app.ui.kit.paper_saving import PaperSaver
from app.ui.kit.paper_work import Drawn, PaperSubject, PaperWish, PaperWork, Unfinished, Wanted
from app.ui.kit.preview_bar import PagedPreview
from app.ui.kit.printing import PrintOrder
from app.ui.kit.tokens import Kind
from app.ui.kit.words import is_inside

__all__ = ["PaperDialog", "PaperSubject", "Wanted"]


class PaperDialog(QDialog):
    """Shows papers as they will print and takes the order.

    Signals:
        printed: everything asked for was handed to the printer and recorded.
        saved: a PDF was written and recorded.
    """

    printed = Signal()
    saved = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        context: UiContext,
        subject: PaperSubject,
        wanted: Wanted = Wanted.LETTER_AND_ENVELOPE,
    ) -> None:
        super().__init__(parent)
        self._context, self._subject = context, subject
        self._work = PaperWork(self, context)
        self._saver = PaperSaver(self, context, self._work)
        self._drawn: Drawn | None = None
        self._anew, self._first = False, True
        self.notice = Notice()
        self.options = PaperOptions(context, wanted, flat=subject.flat)
        self.preview = PagedPreview(context.runner)
        self.print_button = primary("Print", "print", self._on_print)
        self.save_button = secondary("Save as PDF", "download", self._on_save)
        self.close_button = secondary("Close", clicked=self.reject)
        self._main = self.print_button if self.options.has_printers else self.save_button
        self._build()
        self.options.wish_changed.connect(self._on_wish)
        self.options.printer_changed.connect(self._show_printer)
        self.options.feed_requested.connect(self._on_feed)
        self.notice.action_requested.connect(self._on_anew)
        self._saver.began.connect(self._set_busy)
        self._saver.stopped.connect(self._on_stopped)
        self._saver.saved.connect(self._on_saved)
        self._saver.failed.connect(self._on_failed)
        self._on_wish()

    @property
    def drawn(self) -> Drawn | None:
        """What is shown now; None while it is drawn or cannot be."""
        return self._drawn

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: what is being drawn is not wanted any more."""
        self._work.forget()
        super().closeEvent(event)

    def _build(self) -> None:
        sized(self.options, width=300)
        middle = row(gap=16)
        middle.addWidget(self.options)
        middle.addWidget(self.preview, 1)
        foot = row(gap=10)
        foot.addStretch(1)
        for button in (self.close_button, self.save_button, self.print_button):
            foot.addWidget(button)
        layout = column(self, gap=12, pads=(16, 16, 16, 16))
        layout.addWidget(self.notice)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)
        self.print_button.setDefault(True)
        room = self.screen().availableSize()
        self.resize(min(px(1000), room.width() - 20), min(px(700), room.height() - 40))

    def _on_wish(self) -> None:
        self._anew = False
        self._draw()

    def _draw(self) -> None:
        wanted, outside = self.options.wanted(), self.options.outside()
        self.setWindowTitle(wanted.value.capitalize())
        self.print_button.setText(f"Print {wanted.value}")
        self._drawn = None
        self._show_buttons()
        if wanted.outside is not None and outside is None:
            return
        wish = PaperWish(self._subject, wanted, outside, self._anew)
        self._work.draw(wish, self._on_drawn, self._on_not_drawn)

    def _on_drawn(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self.preview.show_pages(drawn.pages.sizes, drawn.pages.render)
        again = any(draft.reprint_of is not None for draft in drawn.drafts)
        said = _remarks(drawn, has_printers=self.options.has_printers)
        action = "Make new ones instead" if again else ""
        self.notice.say("\n".join(said), Kind.SOON if said else Kind.INFO, action=action)
        self._show_printer()
        if self._first or not is_inside(self.focusWidget(), self.options):
            # Enter prints, or saves where there is no printer; it does not press whatever came
            # first, such as the link of a notice
            self._main.setFocus(Qt.FocusReason.OtherFocusReason)
        self._first = False

    def _on_not_drawn(self, error: Exception) -> None:
        self.preview.show_pages(NO_PAGES.sizes, NO_PAGES.render)
        self._show_error(error)

    def _on_anew(self) -> None:
        self._anew = True
        self._draw()

    def _show_printer(self) -> None:
        """The printer used last for this stock, and how this one is fed."""
        drawn = self._drawn
        if drawn is None:
            return
        stock = drawn.drafts[-1].stock
        if not self.options.printer_picked:
            self.options.set_printer(printer_for(self._context.views, stock))
        wide = any(size.width > size.height for size in drawn.pages.sizes)
        feed = feed_of(self._context.views, self.options.printer(), stock)
        self.options.show_hint(f"It goes into the printer {feed.hint}." if wide else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.print_button.setEnabled(self._drawn is not None and self.options.has_printers)
        self.save_button.setEnabled(self._drawn is not None)
        self.options.setEnabled(True)

    def _set_busy(self) -> None:
        for part in (self.print_button, self.save_button, self.options):
            part.setEnabled(False)

    def _on_print(self) -> None:
        if self._drawn is None:
            return
        self._set_busy()
        order = PrintOrder(self.options.printer(), self.options.copies())
        keep_printer(self._context.views, self._drawn.drafts[-1].stock, order.printer)
        self._work.print_all(self._drawn, order, self._on_printed, self._on_failed)

    def _on_printed(self) -> None:
        what = self.options.wanted().value.capitalize()
        self._context.messages.say(f"{what}: sent to {self.options.printer()}.")
        self.printed.emit()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._show_buttons()
        self._main.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_error(error)

    def _show_error(self, error: Exception) -> None:
        if isinstance(error, Unfinished):
            made = " and ".join(kind.label.lower() for kind in error.made)
            why = error.error.sentences if isinstance(error.error, Problem) else ""
            self.notice.say(
                f"Printed: {made}. Not printed: {error.missing.label.lower()}. {why}".strip(),
                Kind.LATE,
            )
            if not isinstance(error.error, Problem):
                self._context.messages.show_failure(error.error)
        elif isinstance(error, Problem):
            self.notice.say_problem(error)
        else:
            self._context.messages.show_failure(error)

    def _on_save(self) -> None:
        if self._drawn is not None:
            self._saver.save(self._drawn.drafts)

    def _on_stopped(self) -> None:
        self._show_buttons()
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_saved(self, done: list[Path]) -> None:
        self._show_buttons()
        # the buttons were off while it was written; nothing is left to do here
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        where = "\n".join(str(path) for path in done)
        self.notice.say(
            f"Saved. The file is not encrypted: delete it when it has been printed.\n{where}",
            Kind.DONE,
        )
        self.saved.emit()

    def _on_feed(self) -> None:
        if self._drawn is None:
            return
        draft = self._drawn.drafts[-1]
        dialog = FeedDialog(self, self._context, self.options.printer(), draft.kind, draft.stock)
        dialog.accepted.connect(self._show_printer)
        dialog.open()


def _remarks(drawn: Drawn, *, has_printers: bool) -> list[str]:
    """What to know before printing, one sentence a line."""
    again = [draft for draft in drawn.drafts if draft.reprint_of is not None]
    said = [_before_words(paper, again) for paper in drawn.earlier]
    said += drawn.remarks
    if not has_printers:
        said.append("No printer is set up on this computer. Save the papers as PDF instead.")
    return said


def _before_words(paper: Paper, again: list[PaperDraft]) -> str:
    """What to know of a paper that was printed before."""
    when = f"{paper.kind.label} printed before on {format_us_date(paper.made_at.date())}"
    marked = any(draft.reprint_of == paper.id for draft in again)
    if marked and paper.kind is PaperKind.COVER_LETTER:
        return f"{when}: this one will be marked REPRINT."
    return f"{when}: this print is logged as a reprint." if marked else f"{when}."
