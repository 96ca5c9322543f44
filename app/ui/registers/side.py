"""What stands beside a list: nothing chosen, the chosen thing, or a form to fill in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.errors import Conflict, FieldProblems, Problem
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.cards import Card, Empty, scroll_area
from app.ui.kit.forms import FormRows
from app.ui.kit.messages import Presenter
from app.ui.kit.metrics import column, row
from app.ui.kit.notice import Notice
from app.ui.kit.split import ListDetail
from app.ui.kit.table import PagedTable
from app.ui.kit.tokens import Kind
from app.ui.kit.words import plain, words


class ListAndForm(ListDetail):
    """A list with what is chosen beside it; where they stack, a form gets the whole room."""

    def __init__(self, table: PagedTable, side: QWidget, side_width: int) -> None:
        self._list = Card(tight=True)
        self._list.add(table)
        super().__init__(self._list, side, side_width=side_width)

    def make_room(self, *, for_form: bool) -> None:
        """A form is opened or closed."""
        self._list.setVisible(not (for_form and self.stacked))


class SidePanel(QStackedWidget):
    """Shows one of its parts; starts with a sentence that says what to do."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._nothing = Card(tight=True)
        self.empty = Empty(title, sentence)
        self._nothing.add(self.empty)
        self.addWidget(self._nothing)

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self.setCurrentWidget(self._nothing)

    def put(self, part: QWidget) -> None:
        """Show a part, made known the first time."""
        if self.indexOf(part) < 0:
            self.addWidget(part)
        self.setCurrentWidget(part)

    def drop(self, part: QWidget) -> None:
        """Throw a part away with what it shows."""
        self.removeWidget(part)
        part.hide()
        part.deleteLater()


class FormCard(Card):
    """A form that scrolls, with its title above and its two buttons below, always in sight.

    Signals:
        saved: the id of what was saved.
        left: the person does not want to change anything.
    """

    saved = Signal(int)
    left = Signal()

    def __init__(self, title: str, save: str, *, topic: str) -> None:
        super().__init__(tight=True)
        self.heading = words(title, "cardTitle", wrap=True)
        top = plain()
        column(top, pads=(18, 16, 18, 10)).addWidget(self.heading)
        self.notice = Notice()
        self.form = FormRows(topic=topic)
        inner = plain()
        self._inside = column(inner, gap=12, pads=(18, 2, 18, 14))
        self._inside.addWidget(self.notice)
        self._inside.addWidget(self.form)
        self._inside.addStretch(1)
        self.save_button = primary(save, "check", self.save)
        self.leave_button = secondary("Cancel", clicked=self.left.emit)
        foot = plain()
        buttons = row(foot, gap=10, pads=(18, 10, 18, 14))
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.save_button)
        self.area = scroll_area(inner)
        for part, stretch in ((top, 0), (self.area, 1), (foot, 0)):
            self.body.addWidget(part, stretch)

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return False

    def save(self) -> None:
        """Save, or show what is wrong."""

    def add_on_top(self, part: QWidget) -> None:
        """Put a part above the fields, below the notice."""
        self._inside.insertWidget(1, part)

    def show_top(self) -> None:
        """Bring the beginning of the form into view."""
        self.area.verticalScrollBar().setValue(0)

    def show_failure(self, error: Exception, *addresses: AddressFields) -> bool:
        """Show a problem where it belongs; False when it is no expected one."""
        self.set_busy(busy=False)
        if isinstance(error, FieldProblems):
            self._show_fields(dict(error.fields), addresses)
            return True
        if isinstance(error, Problem):
            again = "Show the new state" if isinstance(error, Conflict) else ""
            self.notice.say(error.sentences, Kind.SOON, action=again)
            self.show_top()
            return True
        return False

    def clear_problems(self, *addresses: AddressFields) -> None:
        """Take all sentences about what is wrong away."""
        self.notice.clear()
        self.form.clear_problems()
        for each in addresses:
            each.form.clear_problems()

    def set_busy(self, *, busy: bool) -> None:
        """While it is being saved it cannot be saved again."""
        self.save_button.setEnabled(not busy)

    def _show_fields(self, fields: dict[str, str], addresses: tuple[AddressFields, ...]) -> None:
        self.notice.clear()
        # from the last part to the first, so that the first wrong field has the keyboard
        for each in reversed(addresses):
            fields = each.show_problems(fields)
        fields = self.form.show_problems(fields)
        if fields:
            self.notice.say(" ".join(fields.values()), Kind.LATE)
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.area.ensureWidgetVisible(focused, 20, 60)


def may_leave(form: FormCard | None, messages: Presenter) -> bool:
    """Whether a form may be closed: nothing is typed in it, or what was typed may go."""
    if form is None or not form.changed:
        return True
    return messages.confirm(
        "ChartPost",
        "What you typed is not saved. Leave it?",
        "Leave without saving",
        dangerous=True,
    )
