"""Remarks on an address while it is typed, and the post's shorter words, to be taken or refused.

The promise: nothing in the address changes unless the person presses a button that says so, and
what was refused once is not offered again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.domain.address_check import (
    AddressRemark,
    AddressSuggestion,
    check_address,
    suggest_postal_words,
)
from app.domain.addresses import Address
from app.services.people_checks import postal_tables
from app.services.progress import Progress
from app.ui.kit.address_fields import AddressFields
from app.ui.kit.buttons import link
from app.ui.kit.cards import empty_layout
from app.ui.kit.context import UiContext
from app.ui.kit.icons import set_icon
from app.ui.kit.metrics import column, row
from app.ui.kit.task_runner import Task
from app.ui.kit.words import plain, words

Advice = tuple[tuple[AddressRemark, ...], tuple[AddressSuggestion, ...]]
PAUSE_MS = 350
_LINES = {"line1": "Street", "line2": "Second line"}


class AddressAdvice(QWidget):
    """Stands below the fields it is about; hidden while there is nothing to say."""

    def __init__(self, context: UiContext, fields: AddressFields) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._context, self._fields = context, fields
        self._refused: set[tuple[str, str]] = set()
        self._task: Task | None = None
        self._layout = column(self, gap=6)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        fields.address_changed.connect(self._pause.start)
        self.hide()

    def look(self) -> None:
        """Look at what is typed now."""
        address = self._fields.address()
        if self._task is not None:
            self._task.cancel()
        if address.is_empty:
            self._show(((), ()))
            return
        self._task = self._context.compute(self, _work(address), self._show)

    def _show(self, advice: Advice) -> None:
        remarks, suggestions = advice
        offered = [each for each in suggestions if self._key(each) not in self._refused]
        empty_layout(self._layout)
        for remark in remarks:
            self._layout.addWidget(_remark(remark.sentence))
        for each in offered:
            self._layout.addWidget(self._suggestion(each))
        self.setVisible(bool(remarks or offered))

    def _suggestion(self, each: AddressSuggestion) -> QWidget:
        where = _LINES.get(each.field, "Address")
        holder = plain()
        layout = column(holder, gap=2)
        layout.addWidget(words(f"{where}, as the post writes it: {each.proposed}", wrap=True))
        answers = row(gap=16)
        use = link("Use this", clicked=self._taker(each))
        use.setAccessibleName(f"Use {each.proposed}")
        keep = link("Keep what is typed", clicked=self._refuser(each))
        keep.setAccessibleName(f"Keep the {where.lower()} as typed")
        answers.addWidget(use)
        answers.addWidget(keep)
        answers.addStretch(1)
        layout.addLayout(answers)
        return holder

    def _taker(self, each: AddressSuggestion) -> Callable[[], None]:
        def take() -> None:
            typed = self._fields.address().as_dict()
            self._fields.set_address(Address.from_dict({**typed, each.field: each.proposed}))
            self._fields.input.setFocus()
            self.look()

        return take

    def _refuser(self, each: AddressSuggestion) -> Callable[[], None]:
        def refuse() -> None:
            self._refused.add(self._key(each))
            self._fields.input.setFocus()
            self.look()

        return refuse

    @staticmethod
    def _key(each: AddressSuggestion) -> tuple[str, str]:
        return each.field, each.proposed


def _remark(sentence: str) -> QWidget:
    holder = plain()
    layout = row(holder, gap=8)
    sign = words()
    set_icon(sign, "warning", "soon")
    layout.addWidget(sign)
    layout.addWidget(words(sentence, "help", wrap=True), 1)
    return holder


def _work(address: Address) -> Callable[[Progress], Advice]:
    def work(_progress: Progress) -> Advice:
        # the tables are read from a file the first time, so not on the GUI thread
        tables = postal_tables()
        remarks: Sequence[AddressRemark] = check_address(address, tables)
        return tuple(remarks), suggest_postal_words(address, tables)

    return work
