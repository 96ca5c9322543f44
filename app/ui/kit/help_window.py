"""The help of the program: a page for each room, the shortcuts, and the licences. F1 opens it.

It stays open beside the work and shows only shipped texts, never anything of a patient.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.domain.help_pages import FieldHelp, HelpPage, HelpPart
from app.system.help_texts import shipped_help
from app.ui.kit.actions import Action, ActionSet, shown
from app.ui.kit.buttons import link, secondary
from app.ui.kit.cards import Card, FactList, caption, empty_layout, scroll_area
from app.ui.kit.dialogs import KitDialog
from app.ui.kit.fields import SearchField
from app.ui.kit.licences import LicencesDialog
from app.ui.kit.metrics import column, first_size, px, row
from app.ui.kit.words import plain, selectable, words

SHORTCUTS = "Keyboard shortcuts"
LIST_WIDTH = 200


class HelpWindow(KitDialog):
    """Pages at the left, words at the right, a search field above."""

    def __init__(self, parent: QWidget | None, shortcuts: Sequence[Action]) -> None:
        super().__init__(parent, "Help", width=480)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._book = shipped_help()
        self._shortcuts = [action for action in shortcuts if action.shortcut]
        self._offered: list[HelpPage | None] = []
        self._names = QStringListModel(self)
        self.field = SearchField("Search the help")
        self.list = QListView()
        self.list.setProperty("role", "hits")
        self.list.setAccessibleName("Help pages")
        self.list.setModel(self._names)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.field.setFixedWidth(px(LIST_WIDTH))
        self._inner = plain()
        self._page = column(self._inner, gap=8, pads=(18, 14, 18, 14))
        self._lay_out()
        self.field.textChanged.connect(self._on_text)
        self.list.selectionModel().currentChanged.connect(
            lambda now, _before: self._on_chosen(now.row())
        )
        self._on_text()
        self.resize(first_size(self, QSize(px(820), px(600))))

    def show_page(self, page_id: str) -> None:
        """Open the help of one room."""
        self.field.clear()
        self._on_text()
        page = self._book.page(page_id)
        self.list.setCurrentIndex(self._names.index(self._offered.index(page), 0))

    def show_shortcuts(self) -> None:
        """Open the list of shortcuts."""
        self.field.clear()
        self._on_text()
        self.list.setCurrentIndex(self._names.index(len(self._offered) - 1, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows move among the pages while the search field keeps the keyboard."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._select(self.list.currentIndex().row() + step)

    def _lay_out(self) -> None:
        side = column(gap=10)
        side.addWidget(self.field)
        pages, card = Card(tight=True), Card(tight=True)
        pages.body.setContentsMargins(px(4), px(4), px(4), px(4))
        pages.setFixedWidth(px(LIST_WIDTH))
        pages.add(self.list)
        side.addWidget(pages, 1)
        self._area = scroll_area(self._inner)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("Help text")
        card.add(self._area)
        both = row(gap=14)
        both.addLayout(side)
        both.addWidget(card, 1)
        self.body.addLayout(both, 1)
        self.licences = link("Licences", clicked=self._show_licences)
        self.buttons.insertWidget(0, self.licences)
        self.buttons.addWidget(secondary("Close", clicked=self.accept))

    def _show_licences(self) -> None:
        LicencesDialog(self).open()

    def _on_text(self) -> None:
        typed = self.field.value()
        offered: list[HelpPage | None] = list(self._book.matching(typed))
        if self._shortcuts_match(typed):
            offered.append(None)
        self._offered = offered
        self._names.setStringList([page.title if page else SHORTCUTS for page in offered])
        self._select(0)
        if not offered:
            self._show_words(
                "Nothing found", "No page of the help holds all of these words. Try fewer."
            )

    def _shortcuts_match(self, typed: str) -> bool:
        said = " ".join([SHORTCUTS, *(action.text for action in self._shortcuts)]).casefold()
        return all(word in said for word in typed.casefold().split())

    def _select(self, number: int) -> None:
        number = min(max(0, number), len(self._offered) - 1)
        self.list.setCurrentIndex(self._names.index(number, 0))

    def _on_chosen(self, number: int) -> None:
        if not 0 <= number < len(self._offered):
            return
        page = self._offered[number]
        if page is None:
            self._show_shortcuts()
        else:
            self._show_page(page)
        self._area.verticalScrollBar().setValue(0)

    def _show_words(self, title: str, lead: str) -> None:
        empty_layout(self._page)
        self._page.addWidget(words(title, "title", wrap=True))
        self._page.addWidget(selectable(words(lead, "muted", wrap=True)))
        self._page.addStretch(1)

    def _show_page(self, page: HelpPage) -> None:
        self._show_words(page.title, page.lead)
        self._page.takeAt(self._page.count() - 1)
        for part in page.parts:
            self._add_part(part)
        fields = self._book.fields_of(page)
        if fields:
            self._page.addSpacing(px(10))
            self._page.addWidget(caption("What each field is for"))
            for field in fields:
                self._add_field(field)
        self._page.addStretch(1)

    def _add_part(self, part: HelpPart) -> None:
        self._page.addSpacing(px(10))
        self._page.addWidget(words(part.title, "cardTitle", wrap=True))
        for sentence in part.text:
            self._page.addWidget(selectable(words(sentence, wrap=True)))
        for number, step in enumerate(part.steps, start=1):
            line = plain()
            inside = row(line, gap=8)
            sign = words(f"{number}.", "muted")
            sign.setFixedWidth(px(20))
            inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            inside.addWidget(selectable(words(step, wrap=True)), 1)
            self._page.addWidget(line)

    def _add_field(self, field: FieldHelp) -> None:
        self._page.addWidget(words(field.label, "strong", wrap=True))
        self._page.addWidget(selectable(words(field.purpose, wrap=True)))
        if field.source:
            self._page.addWidget(selectable(words(field.source, "help", wrap=True)))
        self._page.addSpacing(px(4))

    def _show_shortcuts(self) -> None:
        self._show_words(SHORTCUTS, "All of the program can be used without the mouse.")
        self._page.takeAt(self._page.count() - 1)
        facts = [(shown(action.shortcut), action.text) for action in self._shortcuts]
        facts.append(("Shift+F1", "What is this field for?"))
        facts.append(("Tab, Shift+Tab", "To the next field, back to the one before"))
        facts.append(("Esc", "Close what is open above the page"))
        self._page.addWidget(FactList(facts))
        self._page.addStretch(1)


class HelpOpener:
    """Opens the help over a window; asked twice, it turns the page of the one that is open."""

    def __init__(self, over: QWidget, actions: ActionSet) -> None:
        self._over, self._actions = over, actions
        self._open: HelpWindow | None = None

    def open_page(self, page_id: str) -> HelpWindow:
        """The help of one room."""
        window = self._opened()
        window.show_page(page_id)
        return window

    def open_shortcuts(self) -> HelpWindow:
        """The list of shortcuts."""
        window = self._opened()
        window.show_shortcuts()
        return window

    def close(self) -> None:
        """Put it away, for the lock."""
        if self._open is not None:
            self._open.reject()

    def _opened(self) -> HelpWindow:
        if self._open is None:
            self._open = HelpWindow(self._over, self._actions.offered())
            self._open.finished.connect(self._forget)
        self._open.show()
        self._open.activateWindow()
        return self._open

    def _forget(self) -> None:
        self._open = None
