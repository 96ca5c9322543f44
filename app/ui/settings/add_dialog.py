"""The frame of the dialogs that add a dated fact."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.errors import FieldProblems
from app.domain.us_states import STATE_NAMES
from app.ui.kit.buttons import primary, secondary
from app.ui.kit.cards import scroll_area
from app.ui.kit.choice import ChoiceField
from app.ui.kit.date_field import DateField
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.forms import FormRows
from app.ui.kit.metrics import column, px
from app.ui.kit.words import plain, words


class AddDialog(KitDialog):
    """A title, a form, Cancel and one button.

    Signals:
        add_requested: the person wants it added; the dialog says whether it can be.
    """

    add_requested = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        action: str,
        *,
        topic: str,
        lead: str = "",
        width: int = 460,
    ) -> None:
        """``topic`` is where the help of its fields is found."""
        super().__init__(parent, title, width=width)
        self.form = FormRows(topic=topic)
        self.body.addWidget(words(title, "cardTitle"))
        if lead:
            self.body.addWidget(words(lead, "muted", wrap=True))
        self.body.addWidget(self.form)
        self.buttons.addWidget(secondary("Cancel", clicked=self.reject))
        self.add_button = primary(action, clicked=self.add_requested.emit)
        self.buttons.addWidget(self.add_button)

    def first_day(self, field: DateField) -> date | None:
        """The day a version counts from, or None after the field said why it cannot be read."""
        start, problems = None, {}
        try:
            start = field.day("valid_from")
        except FieldProblems as found:
            problems = dict(found.fields)
        if start is None:
            problems.setdefault("valid_from", "Type the first day.")
        self.form.show_problems(problems)
        return start

    def add_state(self, chosen: str | None) -> ChoiceField[str]:
        """The state a rule is of."""
        field: ChoiceField[str] = self.form.add(
            "state",
            "State",
            ChoiceField([(code, name) for code, name in STATE_NAMES.items()], empty="Choose…"),
            required=True,
            half=True,
        )
        field.set_value(chosen)
        return field

    def let_scroll(self, width: int, height: int) -> None:
        """Long forms scroll, the buttons stay; never larger than the screen."""
        self.body.removeWidget(self.form)
        inner = plain()
        layout = column(inner, pads=(2, 0, 10, 4))
        layout.addWidget(self.form)
        layout.addStretch(1)
        self.body.addWidget(scroll_area(inner), 1)
        room = self.screen().availableSize()
        self.resize(min(px(width), room.width() - 20), min(px(height), room.height() - 40))
