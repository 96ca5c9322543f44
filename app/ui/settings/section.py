"""A part of the settings: a title, what it is about, and its form or table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems, Problem
from app.domain.staff import Operation, StaffMember, is_permitted
from app.services.changes import Area, Outcome
from app.services.progress import Progress
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words

T = TypeVar("T")
ShowFields = Callable[[dict[str, str]], dict[str, str]]

READ_ONLY = {
    Operation.MANAGE_SETTINGS: "Only an administrator changes this.",
    Operation.MANAGE_STAFF: "Only an administrator sees and changes the accounts.",
    Operation.EDIT_RULES: "Only the privacy officer or an administrator changes this.",
    Operation.EDIT_CONSENT_TEXTS: "Only the privacy officer or an administrator changes this.",
    Operation.RESTORE: "Only an administrator sees and changes this.",
    Operation.VERIFY_AUDIT: "Only the privacy officer or an administrator may do this.",
}


class Section(QWidget):
    """Base of all parts. Subclasses build ``body`` and say what they watch.

    Attributes:
        needs: what a role must be allowed to change anything here; None for everyone.
        watches: what makes it stale.
        wide: whether it holds a table that takes the whole width.
    """

    wide = False
    needs: Operation | None = None
    watches: frozenset[Area] = frozenset()

    def __init__(self, context: UiContext, title: str, lead: str = "") -> None:
        super().__init__()
        self.setObjectName("plain")
        self.context = context
        self.member: StaffMember | None = None
        outer = column(self, gap=6)
        outer.addWidget(words(title, "cardTitle", wrap=True))
        if lead:
            outer.addWidget(words(lead, "muted", wrap=True))
        self.notice = Notice()
        self.body = column(gap=14)
        outer.addSpacing(8)
        outer.addWidget(self.notice)
        outer.addLayout(self.body, 1)

    def allow(self, member: StaffMember) -> None:
        """Show what this person may do here; the services check it again."""
        self.member = member
        permitted = self.needs is None or is_permitted(member.role, self.needs)
        if not permitted and self.needs is not None:
            self.notice.say(READ_ONLY.get(self.needs, "Your role may only look at this."))
        self.set_editable(editable=permitted)

    @property
    def permitted(self) -> bool:
        """Whether the signed-in person may change things here."""
        if self.member is None:
            return False
        return self.needs is None or is_permitted(self.member.role, self.needs)

    def set_editable(self, *, editable: bool) -> None:
        """Switch the fields on or off."""

    def refresh(self) -> None:
        """Ask for the data anew and show it."""

    def act(
        self,
        work: Callable[[], Outcome[T]],
        said: str,
        then: Callable[[T], Any] | None = None,
        fields: ShowFields | None = None,
    ) -> None:
        """Do one verb; say that it is done, or where it failed."""

        def run(_progress: Progress) -> Outcome[T]:
            return work()

        def done(value: T) -> None:
            if said:
                self.notice.say(said, Kind.DONE)
            if then is not None:
                then(value)

        self.context.act(self, run, done, failed=lambda error: self.show_failure(error, fields))

    def read(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Ask for something short."""
        self.context.read(self, lambda _progress: work(), then)

    def show_failure(self, error: Exception, fields: ShowFields | None = None) -> None:
        """Beside the field where it belongs to one, else above the form, else in a box."""
        if isinstance(error, FieldProblems) and fields is not None and not fields(error.fields):
            return
        if isinstance(error, Problem):
            self.notice.say_problem(error)
        else:
            self.context.messages.show_failure(error)
