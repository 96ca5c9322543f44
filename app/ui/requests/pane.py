"""The request's page beside the list: who, what is next, the facts, why this date, what happened.

The promise: it shows one moment of the store, and offers one next action and only lawful moves.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from app.domain.dates import format_us_date
from app.domain.people import Patient
from app.domain.request_states import Move
from app.domain.requests import Request
from app.domain.staff import Operation
from app.services.request_views import RequestView
from app.system.clock import Clock
from app.ui.kit.buttons import icon_button
from app.ui.kit.cards import Card, Empty, NextStep
from app.ui.kit.metrics import column, row
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, selectable, words
from app.ui.requests.pane_parts import CONSENT, FactsPart, HistoryPart
from app.ui.requests.panels import StepPanel
from app.ui.requests.release_part import ReleasePart
from app.ui.requests.rights import Rights
from app.ui.requests.wording import joined

NEWS_MS = 20_000
OVERTAKEN = (
    "“{title}” was closed: the request changed meanwhile, and this step is done or not possible "
    "any more. Nothing of it was kept. This is how the request stands now."
)
FOR_THE_DESK = "Your account is read-only; a clerk or an officer does this."
FOR_OFFICERS = "The privacy officer or an administrator does this."


class RequestPane(Card):
    """Shows one request.

    Signals:
        step_requested: the button of the next action.
        move_requested: another lawful ``Move`` was chosen.
        link_requested: (what, id) of a paper, file, request or mail piece to be opened.
        file_requested: a file is to be added.
        papers_requested: letter, envelope or label are to be printed.
        correction_requested: something on record is wrong.
        purge_requested: the copy of a file is no longer needed.
    """

    step_requested = Signal()
    move_requested = Signal(object)
    link_requested = Signal(object)
    file_requested = Signal()
    papers_requested = Signal()
    correction_requested = Signal()
    purge_requested = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__(scrolls=True)
        self._clock = clock
        self._panel: StepPanel | None = None
        self.panel_move: Move | None = None
        self._rights = Rights()
        self._view: RequestView | None = None
        self.empty = Empty("No request chosen", "Choose one in the list to see what is next.")
        self.add(self.empty)
        self._shown = plain()
        self._inside = column(self._shown, gap=10)
        self.add(self._shown)
        self._build_head()
        self.facts = FactsPart()
        self.facts.correction_requested.connect(self.correction_requested)
        self.history = HistoryPart(clock)
        self.history.link_requested.connect(self.link_requested)
        self.history.file_requested.connect(self.file_requested)
        self.history.purge_requested.connect(self.purge_requested)
        self.history.papers_requested.connect(self.papers_requested)
        self.release = ReleasePart()
        self.release.consent_requested.connect(self._on_consent)
        self._inside.addWidget(self.release)
        self._inside.addWidget(self.facts)
        self._inside.addWidget(self.history)
        self.body.addStretch(1)
        self._shown.hide()

    @property
    def panel(self) -> StepPanel | None:
        """The step that is being recorded."""
        return self._panel

    @property
    def view(self) -> RequestView | None:
        """What is shown."""
        return self._view

    def set_rights(self, rights: Rights) -> None:
        """Offer only what the person may do."""
        self._rights = rights
        if self._view is not None:
            self.show_view(self._view)

    def say_news(self, text: str) -> None:
        """Say what was just done; it goes after a while, or with the next action."""
        self.news.say(text, Kind.DONE)
        self._news_timer.start()

    def show_nothing(self) -> None:
        """No request is chosen."""
        self._view = None
        self.close_panel()
        self._shown.hide()
        self.empty.show()

    def show_view(self, view: RequestView) -> None:
        """Show a request; another one than before comes without news and reasons."""
        same = self._view is not None and self._view.request.id == view.request.id
        if not same:
            self.news.clear()
            self.facts.explain(shown=False)
        # what is pressed may have let go of the keyboard: the form that was open counts as well
        worked = (same and self._panel is not None) or self.isAncestorOf(
            QApplication.focusWidget() or self
        )
        self.close_panel()
        self._show_parts(view)
        self.empty.hide()
        self._shown.show()
        if worked and self.next.button.isVisible():
            self.next.button.setFocus()
        elif worked:
            self.take_keyboard()

    def renew(self, view: RequestView) -> None:
        """The request changed while a form stands open that still fits: all but the form is new."""
        self._show_parts(view)
        self.next.hide()

    def show_overtaken(self, view: RequestView) -> None:
        """The request changed and the open form does not fit any more: close it and say so."""
        title = self._panel.accessibleName() if self._panel is not None else ""
        self.show_view(view)
        self.news.say(OVERTAKEN.format(title=title), Kind.SOON)
        self._news_timer.stop()
        # Enter that was meant for the form must not press what now stands in its place
        self.take_keyboard()

    def _show_parts(self, view: RequestView) -> None:
        self._view = view
        self._show_head(view)
        self.left.say(view.left_shut, Kind.LATE)
        self.facts.show_view(view, may_edit=self._rights.edit)
        self.history.show_view(view, self._rights)
        self.release.show_view(view, may_capture=self._rights.may(Operation.CAPTURE_CONSENT))

    def show_panel(self, panel: StepPanel, move: Move | None = None) -> None:
        """Open the form of a step in the place of the next action; ``move`` is what it ends in."""
        self.close_panel()
        self.news.clear()
        self._panel, self.panel_move = panel, move
        self.next.hide()
        self._inside.insertWidget(self._inside.indexOf(self.next), panel)
        panel.given_up.connect(self._on_given_up)
        panel.show()
        panel.first().setFocus()

    def close_panel(self) -> None:
        """Close the form of a step, if one is open."""
        if self._panel is not None:
            self._panel.hide()
            self._panel.setParent(None)
            self._panel.deleteLater()
            self._panel = self.panel_move = None
        self.next.setVisible(bool(self.next.sentence.text()))

    def _build_head(self) -> None:
        head = row(gap=8)
        self.name = selectable(words("", "cardTitle", wrap=True))
        self.more: QToolButton = icon_button("more", "Other steps", self._open_menu)
        head.addWidget(self.name, 1)
        head.addWidget(self.more)
        self._inside.addLayout(head)
        self.about = selectable(words("", "muted", wrap=True))
        self.news = Notice(closable=True)
        self._news_timer = QTimer(self)
        self._news_timer.setSingleShot(True)
        self._news_timer.setInterval(NEWS_MS)
        self._news_timer.timeout.connect(self.news.clear)
        self.next = NextStep()
        self.next.action_requested.connect(self.step_requested)
        self.left = Notice()
        for part in (self.about, self.news, self.next, self.left):
            self._inside.addWidget(part)

    def _show_head(self, view: RequestView) -> None:
        request = view.request
        self.name.setText(view.patient.details.full_name)
        self.about.setText(about_words(request, view.patient, self._clock))
        step, may = view.next_step, self._rights.may_step(view.next_step)
        said = step.sentence
        if step.button and not may:
            said = f"{said} {FOR_OFFICERS if self._rights.edit else FOR_THE_DESK}"
        self.next.show_step(said, step.button if may else "")
        self.more.setVisible(bool(self._other_moves(view)))

    def _other_moves(self, view: RequestView) -> list[Move]:
        return [
            move
            for move in view.moves
            if move is not view.next_step.move and self._rights.may_move(move)
        ]

    def menu(self) -> QMenu | None:
        """The other lawful moves; None where there are none."""
        if self._view is None or not self._other_moves(self._view):
            return None
        menu = QMenu(self)
        for move in self._other_moves(self._view):
            menu.addAction(f"{move.label}…").triggered.connect(self._mover(move))
        return menu

    def _mover(self, move: Move) -> Callable[[], None]:
        return lambda: self.move_requested.emit(move)

    def _open_menu(self) -> None:
        menu = self.menu()
        if menu is not None:
            menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_consent(self) -> None:
        if self._view is not None:
            self.link_requested.emit((CONSENT, self._view.request.id))

    def _on_given_up(self) -> None:
        self.close_panel()
        self.next.button.setFocus()


def about_words(request: Request, patient: Patient, clock: Clock) -> str:
    """Number, birth date, and what has to be seen at once: minor, deceased, address."""
    details = patient.details
    flags = (
        f"Request {request.number}",
        f"born {format_us_date(details.birth_date)}" if details.birth_date else "no birth date",
        f"chart {details.chart_number}" if details.chart_number else "",
        "minor" if patient.is_minor(clock.today()) else "",
        f"died {format_us_date(details.death_date)}" if patient.is_deceased else "",
        "confidential address on file" if patient.confidential is not None else "",
    )
    # each fact stays on one line
    return joined(*(flag.replace(" ", "\u00a0") for flag in flags))
