"""Column widths: remembered as measures at 100 %, shared out so that nothing scrolls sideways."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QWidget

from app.ui.kit.metrics import px, scale
from app.ui.kit.table_model import Column, Order, Sorting
from app.ui.kit.views import ViewStore

NARROWEST = 44
TIGHT = 1.12
"""Columns may want so many times the room there is before spare ones are left out."""


class ColumnLayout(QObject):
    """Keeps widths, order, visibility and sorting of one table under its name."""

    def __init__(
        self, view: QTableView, columns: Sequence[Column[Any]], name: str, views: ViewStore
    ) -> None:
        super().__init__(view)
        self._view, self._columns = view, columns
        self._name, self._views = f"table.{name}", views
        self._widths: dict[str, float] = {}
        self._fitting = False
        self._left_out: set[int] = set()
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._on_moved)

    @property
    def _header(self) -> QHeaderView:
        return self._view.horizontalHeader()

    def restore(self) -> Sorting | None:
        """Lay the columns out as they were left; returns the sorting of then."""
        facts = self._views.load(self._name)
        keys = [column.key for column in self._columns]
        widths = facts.get("widths")
        if isinstance(widths, dict):
            known = {key: w for key, w in widths.items() if key in keys}
            self._widths = {k: float(w) for k, w in known.items() if isinstance(w, int | float)}
        shown = facts.get("shown")
        for number, column in enumerate(self._columns):
            wanted = column.key in shown if isinstance(shown, list) else column.default_visible
            self._view.setColumnHidden(number, not wanted)
        if all(self._view.isColumnHidden(number) for number in range(len(keys))):
            self._view.setColumnHidden(0, False)
        self._restore_order(facts.get("order"), keys)
        return self._restored_sorting(facts.get("sort"))

    def set_shown(self, key: str, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        number = [column.key for column in self._columns].index(key)
        if not shown and len(self.shown_keys()) <= 1:
            return
        self._left_out.discard(number)
        self._view.setColumnHidden(number, not shown)
        self.fit()
        self.save()

    def shown_keys(self) -> list[str]:
        """The keys of the chosen columns in the order shown."""
        numbers = [self._header.logicalIndex(place) for place in range(len(self._columns))]
        return [self._columns[n].key for n in numbers if self._is_chosen(n)]

    def menu(self, parent: QWidget, sort_by: Callable[[int], None]) -> QMenu:
        """Chooses columns and sorts by keyboard; ``sort_by`` takes the number of a column."""
        menu = QMenu(parent)
        shown = self.shown_keys()
        for column in self._columns:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.toggled.connect(
                lambda checked, key=column.key: self.set_shown(key, shown=checked)
            )
        menu.addSeparator()
        sort = menu.addMenu("Sort by")
        for number, column in enumerate(self._columns):
            if column.sortable:
                sort.addAction(column.title).triggered.connect(
                    lambda _checked=False, number=number: sort_by(number)
                )
        menu.addAction("Columns as at first").triggered.connect(self.reset)
        return menu

    def reset(self) -> None:
        """Back to how the columns were first."""
        self._views.save(self._name, {})
        self._widths.clear()
        self._restore_order([c.key for c in self._columns], [c.key for c in self._columns])
        self._left_out.clear()
        for number, column in enumerate(self._columns):
            self._view.setColumnHidden(number, not column.default_visible)
        self.fit()

    def fit(self) -> None:
        """Share the width: what is left goes to stretching columns, what lacks comes from all."""
        room = self._view.viewport().width()
        wanted = self._leave_out(room)
        numbers = list(wanted)
        spare = room - sum(wanted.values())
        stretching = [n for n in numbers if self._columns[n].stretch] or numbers[-1:]
        if spare >= 0:
            for n in stretching:
                wanted[n] += spare // len(stretching)
            wanted[stretching[-1]] += spare - spare // len(stretching) * len(stretching)
        else:
            wanted = self._shrunk(wanted, room)
        self._fitting = True
        for n, width in wanted.items():
            self._header.resizeSection(n, width)
        self._fitting = False

    def save(self, sorting: Sorting | None = None) -> None:
        """Remember the layout."""
        facts = self._views.load(self._name)
        facts["widths"] = dict(self._widths)
        facts["shown"] = self.shown_keys()
        numbers = [self._header.logicalIndex(place) for place in range(len(self._columns))]
        facts["order"] = [self._columns[n].key for n in numbers]
        if sorting is not None:
            facts["sort"] = [sorting.key, sorting.order.value]
        self._views.save(self._name, facts)

    def _is_chosen(self, number: int) -> bool:
        return number in self._left_out or not self._view.isColumnHidden(number)

    def _leave_out(self, room: int) -> dict[int, int]:
        """The columns to be seen with what they want; spare ones give way, the last one first."""
        chosen = [n for n in range(len(self._columns)) if self._is_chosen(n)]
        wanted = {n: self._wanted(self._columns[n]) for n in chosen}
        for n in reversed(chosen):
            if sum(wanted.values()) > room * TIGHT and self._columns[n].spare and len(wanted) > 1:
                del wanted[n]
        self._left_out = set(chosen) - set(wanted)
        self._fitting = True  # a column that comes back was not resized by the person
        for n in chosen:
            if self._view.isColumnHidden(n) is not (n in self._left_out):
                self._view.setColumnHidden(n, n in self._left_out)
        self._fitting = False
        return wanted

    def _wanted(self, column: Column[Any]) -> int:
        return max(px(NARROWEST), px(self._widths.get(column.key, column.width)))

    def _shrunk(self, wanted: dict[int, int], room: int) -> dict[int, int]:
        """Every column gives in proportion, but stays readable; below that the table scrolls."""
        least = {n: min(width, self._least(n)) for n, width in wanted.items()}
        spare = sum(wanted.values()) - sum(least.values())
        lacking = min(sum(wanted.values()) - room, spare)
        share = lacking / spare if spare else 0
        return {n: width - math.ceil((width - least[n]) * share) for n, width in wanted.items()}

    def _least(self, number: int) -> int:
        """The title must be readable."""
        if self._columns[number].firm:
            return self._wanted(self._columns[number])
        title = self._header.fontMetrics().horizontalAdvance(self._columns[number].title)
        return max(px(NARROWEST), round(title * 0.95) + px(16))

    def _restore_order(self, order: object, keys: list[str]) -> None:
        if not isinstance(order, list):
            return
        self._fitting = True
        for place, key in enumerate(key for key in order if key in keys):
            self._header.moveSection(self._header.visualIndex(keys.index(key)), place)
        self._fitting = False

    def _restored_sorting(self, sort: object) -> Sorting | None:
        sortable = {column.key for column in self._columns if column.sortable}
        if isinstance(sort, list) and len(sort) == 2 and sort[0] in sortable:
            return Sorting(sort[0], Order.DOWN if sort[1] == Order.DOWN.value else Order.UP)
        return None

    def _on_resized(self, number: int, _before: int, width: int) -> None:
        if self._fitting or width <= 0:
            return
        self._widths[self._columns[number].key] = round(width / scale(), 1)
        self.save()

    def _on_moved(self) -> None:
        if not self._fitting:
            self.save()
