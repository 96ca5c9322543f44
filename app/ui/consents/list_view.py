"""The table of consents with what filters it: which ones, which kind, words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu

from app.domain.consent_views import ConsentCounts, ConsentFilter, ConsentQuery, ConsentRow
from app.domain.consents import ConsentKind
from app.services.paging import Page as RowsPage
from app.ui.consents.columns import consent_columns, sort_of
from app.ui.consents.wording import EMPTY, SHORT_FILTERS, filter_words
from app.ui.kit.buttons import icon_button
from app.ui.kit.choice import ChoiceField
from app.ui.kit.context import UiContext
from app.ui.kit.feed import feed
from app.ui.kit.fields import SearchField
from app.ui.kit.header import SegmentedFilter
from app.ui.kit.metrics import row, sized
from app.ui.kit.table import PagedTable, PageWanted

NEW = "New consent"


class ConsentList(PagedTable):
    """The list; it asks by itself.

    Signals:
        filter_changed: something else is asked for by the person.
    """

    filter_changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            consent_columns(),
            lambda shown: shown.id,
            name="consents",
            label="Consents",
            views=context.views,
        )
        self._consents = context.services.consents
        self._query = ConsentQuery()
        self._may_capture = True
        self.shown: SegmentedFilter[ConsentFilter] = SegmentedFilter(
            list(SHORT_FILTERS.items()), "Show"
        )
        self.kind: ChoiceField[ConsentKind] = ChoiceField(
            [(kind, kind.label) for kind in ConsentKind], empty="All kinds"
        )
        self.kind.setAccessibleName("Kind of consent")
        self.filter = SearchField("Filter", "Filter the list by name, address or number")
        self.filter.setToolTip(context.actions.text_with_shortcut("filter"))
        self.columns_button = icon_button("columns", "Choose columns", self.open_columns)
        feed(self, context, self._ask)
        self.shown.filter_changed.connect(self._on_filter)
        self.kind.choice_changed.connect(self._on_filter)
        self.filter.search_changed.connect(lambda _text: self._on_filter())
        self._say_empty()

    def bar(self) -> QHBoxLayout:
        """The row of filters."""
        bar = row(gap=10)
        sized(self.kind, min_width=130, max_width=200)
        sized(self.filter, min_width=140, max_width=220)
        bar.addWidget(self.shown, 3)
        bar.addWidget(self.kind, 1)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.columns_button)
        return bar

    def show_counts(self, counts: ConsentCounts) -> None:
        """Say on each choice how many it shows."""
        for shown in SHORT_FILTERS:
            self.shown.set_text(shown, filter_words(shown, counts))

    def set_may_capture(self, *, may: bool) -> None:
        """Who only reads is not told to open one."""
        self._may_capture = may
        self._say_empty()

    def show_all(self) -> None:
        """Take the filters away."""
        for part in (self.shown, self.kind, self.filter):
            part.blockSignals(True)
        self.shown.set_value(ConsentFilter.ALL)
        self.kind.set_value(None)
        self.filter.clear()
        for part in (self.shown, self.kind, self.filter):
            part.blockSignals(False)
        self._put(ConsentQuery())

    @property
    def filtered(self) -> bool:
        """Whether something is left out."""
        query = self._query
        return (query.shown, query.kind, query.text) != (ConsentFilter.ALL, None, "")

    def open_columns(self) -> QMenu:
        """The menu of columns, open below its button."""
        menu = self.columns_menu(self.columns_button)
        menu.popup(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))
        return menu

    def _ask(self, wanted: PageWanted) -> RowsPage[ConsentRow]:
        """One page of the list; off the GUI thread."""
        sort, descending = sort_of(wanted.sorting)
        after = wanted.after if isinstance(wanted.after, tuple) else None
        query = replace(
            self._query, sort=sort, descending=descending, after_key=after, limit=wanted.limit
        )
        return self._consents.page(query=query)

    def _on_filter(self) -> None:
        query = ConsentQuery(
            text=self.filter.value(), shown=self.shown.value(), kind=self.kind.value()
        )
        if query != self._query:
            self.filter_changed.emit()
            self._put(query)

    def _put(self, query: ConsentQuery) -> None:
        self._query = query
        self._say_empty()
        self.restart()

    def _say_empty(self) -> None:
        if self._query.text or self._query.kind is not None:
            self.set_empty("Nothing fits", "No consent fits all that was chosen above.")
            return
        title, sentence = EMPTY[self._query.shown]
        offered = self._may_capture and self._query.shown is ConsentFilter.ALL
        self.set_empty(title, sentence, NEW if offered else "")
