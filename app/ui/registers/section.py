"""A part of the Registers room: a list, the chosen thing beside it, and its own tools."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.domain.staff import Operation, Role, is_permitted
from app.ui.kit.buttons import Button, secondary
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.fields import SearchField
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import PagedTable
from app.ui.kit.words import plain

BAR_HEIGHT = 36


class Section(QWidget):
    """What the page needs of each part.

    ``tool_bar`` stands at the right of the page's title, ``extra_bar`` beside the choice of parts;
    they are shown with their section.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.context = context
        self.tool_bar, self.extra_bar = plain(), plain()
        self._tools, self._extras = row(self.tool_bar, gap=12), row(self.extra_bar, gap=8)
        for bar, layout in ((self.tool_bar, self._tools), (self.extra_bar, self._extras)):
            # all parts keep the same height, so that nothing jumps from one to the next
            sized(bar, height=BAR_HEIGHT)
            layout.addStretch(1)
        self.extra_stretch = 0
        self._columns: Button | None = None
        self.role = Role.READ_ONLY

    def add_tools(self, *tools: QWidget) -> None:
        """Put parts at the right of the page's title."""
        for tool in tools:
            is_search = isinstance(tool, SearchField)
            self._tools.addWidget(tool, 100 if is_search else 0)

    def add_extras(self, *extras: QWidget) -> None:
        """Put parts beside the choice of parts."""
        for extra in extras:
            self._extras.addWidget(extra, 100 if isinstance(extra, ChoiceField) else 0)

    def allow(self, role: Role) -> None:
        """Offer what this role may do; the services check it again."""
        self.role = role

    def may(self, operation: Operation) -> bool:
        """Whether the signed-in person may do it."""
        return is_permitted(self.role, operation)

    def refresh(self) -> None:
        """Ask for the data anew; a form that is being filled in is left alone."""

    def take_keyboard(self) -> None:
        """Let arrows move in the list; a part without one leaves the keyboard where it is."""

    def save(self) -> None:
        """Save what is being filled in, if something is."""

    def draft(self) -> dict[str, Any] | None:
        """What is typed and not saved, or None."""
        return None

    def reopen(self, draft: dict[str, Any]) -> None:
        """Show a kept form again."""

    def columns_button(self, table: PagedTable) -> Button:
        """A button that chooses the columns of a table."""
        button = secondary("Columns", "columns")

        def choose() -> None:
            menu = table.columns_menu(button)
            menu.popup(button.mapToGlobal(QPoint(0, button.height())))

        button.clicked.connect(choose)
        self._columns = button
        return button

    def choose_columns(self) -> None:
        """Open the menu of columns, where there is one."""
        if self._columns is not None:
            self._columns.click()
