"""What the two forms of this room share: two cards of fields, one button, problems in place.

The promise: a wrong field is marked in words and keeps its text; while the work is under way the
button cannot be pressed twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QApplication, QWidget

from app.ui.kit.buttons import link, primary, secondary
from app.ui.kit.cards import Card
from app.ui.kit.context import UiContext
from app.ui.kit.header import PageHeader
from app.ui.kit.later import soon
from app.ui.kit.metrics import column, px
from app.ui.kit.notice import Notice
from app.ui.kit.page import Page
from app.ui.kit.split import SideBySide
from app.ui.kit.tokens import Kind
from app.ui.requests.form_helpers import Follower
from app.ui.requests.form_values import FormParts

GAP = 14
ROOM_BELOW = 60


class DetailsForm(Page):
    """The details of a request as fields."""

    def __init__(self, context: UiContext, title: str, subtitle: str, action: str) -> None:
        super().__init__(context)
        self.parts = FormParts(context)
        self.restoring = False
        self.header = PageHeader(title, subtitle)
        self.start_over = link("Start over")
        self.cancel = secondary("Cancel")
        self.save_button = primary(action, "check", self.save)
        self.save_button.setToolTip(f"{action} (Ctrl+Enter)")
        for part in (self.start_over, self.cancel, self.save_button):
            self.header.add(part)
        self.start_over.hide()
        self.problem = Notice()

    def save(self) -> None:
        """Do what the form is for, or mark what is missing."""

    def lay_out(self, left: tuple[QWidget, ...], right: tuple[QWidget, ...]) -> None:
        """Put the parts on two cards."""
        outer = column(self, gap=12, pads=(20, 16, 20, 14))
        outer.addWidget(self.header)
        outer.addWidget(self.problem)
        self._cards = SideBySide(_card(*left), _card(*right))
        outer.addWidget(self._cards, 1)

    def connect_answers(self, follower: Follower) -> None:
        """Let what follows from the answers follow them."""
        parts = self.parts
        for changed in (
            parts.ask.answers_changed,
            parts.came.came_changed,
            parts.what.what_changed,
            parts.where.where_changed,
            parts.patient.patient_changed,
        ):
            changed.connect(lambda: self._on_answered(follower))
        parts.where.road.choice_changed.connect(self._on_road)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Mark the fields; what has no field is said above them."""
        left = self.parts.show_problems(problems)
        if left:
            self.problem.say(" ".join(left.values()), Kind.LATE)
        # the sentence below the field needs its room first
        soon(self, self._show_focused)

    def _show_focused(self) -> None:
        """Bring the field with the keyboard into sight, with the sentence below it."""
        focused = QApplication.focusWidget()
        if focused is not None and self._cards.isAncestorOf(focused):
            self._cards.area.ensureWidgetVisible(focused, 0, px(ROOM_BELOW))

    def require_answers(self) -> bool:
        """Whether everything is answered that can be seen from here; else it is marked."""
        self.problem.clear()
        problems = self.parts.missing()
        if problems:
            self.show_problems(problems)
        return not problems

    def set_busy(self, *, busy: bool) -> None:
        """While the work is under way the button is off."""
        self.save_button.setEnabled(not busy)
        self.cancel.setText("Stop" if busy else "Cancel")

    def _on_road(self) -> None:
        if not self.restoring:
            self.parts.what.suggest_form(self.parts.where.road.value())

    def _on_answered(self, follower: Follower) -> None:
        if not self.restoring:
            self.parts.settle_problems()
            follower.follow()


def _card(*parts: QWidget) -> Card:
    card = Card()
    card.body.setProperty("gap", GAP)
    card.body.setSpacing(px(GAP))
    for part in parts:
        card.add(part)
    card.body.addStretch(1)
    return card
