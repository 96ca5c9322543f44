"""The first-run guide: four questions, then the recovery code; going back keeps what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.papers import PracticeProfile
from app.ui.kit.metrics import column
from app.ui.vault.new_code_page import NewCodePage
from app.ui.vault.setup_account import AccountStep
from app.ui.vault.setup_folder import FolderStep
from app.ui.vault.setup_practice import PracticeStep
from app.ui.vault.setup_return import ReturnStep
from app.ui.vault.setup_step import SetupStep


@dataclass(frozen=True, slots=True)
class SetupAnswers:
    """Everything the guide asked for."""

    practice: PracticeProfile
    folder: Path
    login: str
    name: str = field(repr=False)
    password: str = field(repr=False)


class SetupGuide(QWidget):
    """The steps one after the other.

    Signals:
        answers_given: a ``SetupAnswers``; answer with ``show_code`` or ``show_problems``.
        code_typed: the recovery code as it was typed back.
    """

    answers_given = Signal(object)
    code_typed = Signal(str)

    def __init__(self, usual_folder: Path) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.practice = PracticeStep()
        self.returns = ReturnStep(self.practice.profile)
        self.folder = FolderStep(usual_folder)
        self.account = AccountStep(self._practice_words)
        self.steps: tuple[SetupStep, ...] = (
            self.practice,
            self.returns,
            self.folder,
            self.account,
        )
        self.code: NewCodePage | None = None
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        for place, step in enumerate(self.steps, 1):
            step.number(place, len(self.steps) + 1)
            step.step_done.connect(self._on_step_done)
            step.back_requested.connect(self._on_back)
            self._stack.addWidget(step)
        column(self).addWidget(self._stack)

    @property
    def place(self) -> int:
        """Which page is shown, from 0."""
        return self._stack.currentIndex()

    def answers(self) -> SetupAnswers:
        """What has been answered so far."""
        return SetupAnswers(
            practice=self.returns.applied(self.practice.profile()),
            folder=self.folder.folder(),
            login=self.account.login.value(),
            name=self.account.name.value(),
            password=self.account.password.value(),
        )

    def focus_first(self) -> None:
        """Put the keyboard on the page shown."""
        page = self._stack.currentWidget()
        if isinstance(page, (SetupStep, NewCodePage)):
            page.focus_first()

    def show_code(self, code: str) -> NewCodePage:
        """The answers were taken: show the recovery code."""
        self.account.set_busy(busy=False)
        count = len(self.steps) + 1
        page = NewCodePage(code, caption=f"Step {count} of {count}", finish="Open the desk")
        page.typed.connect(self.code_typed)
        page.back_requested.connect(page.show_code)
        self.code = page
        self._stack.addWidget(page)
        self._show(count - 1)
        return page

    def show_problems(self, fields: dict[str, str]) -> dict[str, str]:
        """Go to the step whose answer cannot stand; returns problems no step knows."""
        self.account.set_busy(busy=False)
        rest = fields
        for step in (self.account, self.folder, self.practice, self.returns):
            left = step.take_problems(rest)
            if left != rest:
                self._show(self.steps.index(step))
                step.take_problems(rest)
            rest = left
        return rest

    def _practice_words(self) -> tuple[str, ...]:
        profile = self.answers_practice()
        return (
            profile.name,
            profile.neutral_name,
            profile.address.city,
            profile.phone,
            profile.privacy_contact,
        )

    def answers_practice(self) -> PracticeProfile:
        """The practice as answered so far."""
        return self.returns.applied(self.practice.profile())

    def _on_step_done(self) -> None:
        if self.place + 1 < len(self.steps):
            self._show(self.place + 1)
            return
        self.account.set_busy(busy=True, text="Checking your answers…")
        self.answers_given.emit(self.answers())

    def _on_back(self) -> None:
        self._show(max(0, self.place - 1))

    def _show(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.focus_first()
