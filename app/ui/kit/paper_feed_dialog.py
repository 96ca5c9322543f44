"""How one printer takes one stock: which end first, how far off it prints, and a test page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from app.domain.errors import Problem
from app.domain.paper_orders import PrintAdjustment, Turn
from app.domain.papers import PaperKind
from app.services.progress import Progress
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import px
from app.ui.kit.notice import Notice
from app.ui.kit.paper_feed import Feed, fed, feed_of, keep_feed
from app.ui.kit.paper_pages import pages_of
from app.ui.kit.printing import PrintJob, PrintOrder
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words

_POINTS_PER_INCH = 72
_TURNS = [
    (Turn.LEFT, "Right end first"),
    (Turn.RIGHT, "Left end first"),
    (Turn.AS_READ, "Long side first"),
    (Turn.UPSIDE_DOWN, "Long side first, upside down"),
]


class InchField(QDoubleSpinBox):
    """A small distance in inches."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(-1, 1)
        self.setDecimals(2)
        self.setSingleStep(0.01)
        self.setSuffix(" in")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel changes nothing by accident
        self.lineEdit().setTextMargins(px(8), 0, 0, 0)

    def setAccessibleName(self, name: str) -> None:
        """Qt: the text field inside takes the keyboard and needs the name too."""
        super().setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel scrolls the page."""
        event.ignore()


class FeedDialog(KitDialog):
    """Kept per printer and stock, so that it has to be found once."""

    def __init__(
        self,
        parent: QWidget | None,
        context: UiContext,
        printer: str,
        kind: PaperKind,
        stock: str,
    ) -> None:
        super().__init__(parent, "How the printer feeds", width=460)
        self._context, self._printer = context, printer
        self._kind, self._stock = kind, stock
        self._before = feed_of(context.views, printer, stock)
        self.notice = Notice()
        self.rows = FormRows(topic="paper")
        self.turn: ChoiceField[Turn] = ChoiceField(_TURNS)
        self.right, self.down = InchField(), InchField()
        self._build()
        self._show(self._before)

    def feed(self) -> Feed:
        """What is chosen now."""
        before = self._before.adjustment
        move = PrintAdjustment(
            self.right.value() * _POINTS_PER_INCH,
            self.down.value() * _POINTS_PER_INCH,
            before.scale_x,
            before.scale_y,
        )
        return Feed(self.turn.value() or Turn.AS_READ, move)

    def _build(self) -> None:
        title = f"How {self._printer} feeds it" if self._printer else "How the printer feeds it"
        self.body.addWidget(words(title, "cardTitle", wrap=True))
        self.body.addWidget(self.notice)
        self.rows.add(
            "turn",
            "Envelopes go in",
            self.turn,
            help_text="Most printers take envelopes with a short end first.",
        )
        self.rows.set_row_visible("turn", visible=self._kind is PaperKind.ENVELOPE)
        self.rows.add("right", "Print further right by", self.right, half=True)
        self.rows.add("down", "Print further down by", self.down, half=True)
        self.rows.add_wide(
            words(
                "Print a test page on plain paper, lay it over the real one and measure what is "
                "off. Less than zero moves left or up.",
                "help",
                wrap=True,
            )
        )
        self.body.addWidget(self.rows)
        self.test_button = secondary("Print a test page", "print", self._on_test)
        self.test_button.setEnabled(bool(self._printer))
        self.keep_button = primary("Keep", clicked=self._on_keep)
        self.keep_button.setDefault(True)
        for button in (secondary("Cancel", clicked=self.reject), self.test_button):
            self.buttons.addWidget(button)
        self.buttons.addWidget(self.keep_button)

    def _show(self, feed: Feed) -> None:
        self.turn.set_value(feed.turn)
        self.right.setValue(feed.adjustment.offset_x / _POINTS_PER_INCH)
        self.down.setValue(feed.adjustment.offset_y / _POINTS_PER_INCH)

    def _on_keep(self) -> None:
        keep_feed(self._context.views, self._printer, self._stock, self.feed())
        self.accept()

    def _on_test(self) -> None:
        feed, papers = self.feed(), self._context.services.papers
        order = PrintOrder(self._printer)

        def work(_progress: Progress) -> None:
            envelope = self._kind is PaperKind.ENVELOPE
            pdf = (
                papers.envelope_test_page(size=self._stock)
                if envelope
                else papers.alignment_page(stock_id=self._stock)
            )
            pages = fed(pages_of(papers, pdf), feed)
            job = PrintJob("Test page", pages.sizes, pages.render)
            self._context.printers.print_job(job, order)

        def done(_nothing: None) -> None:
            self.notice.say("The test page was sent to the printer.", Kind.DONE)

        self._context.compute(self, work, done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self.notice.say_problem(error)
        else:
            self._context.messages.show_failure(error)
