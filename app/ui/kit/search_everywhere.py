"""The search field of every room: finds patients, requests, mail pieces, consents and the
book's entries.

A patient or an entry of the book is shown by the registers, which are told what kind it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.search_terms import SearchHit, SearchKind
from app.ui.kit.context import UiContext
from app.ui.kit.metrics import column, px
from app.ui.kit.search import MOST_SHOWN, GlobalSearch, Hit
from app.ui.kit.words import words

ROOMS: Mapping[SearchKind, str] = MappingProxyType(
    {
        SearchKind.PATIENT: "registers",
        SearchKind.PARTY: "registers",
        SearchKind.REQUEST: "requests",
        SearchKind.MAIL: "mail",
        SearchKind.CONSENT: "consents",
    }
)
"""Where each kind of thing is shown."""


_WIDEST = 16_777_215  # Qt's own "no limit"
_HINT = "How a name or street begins, a birth date, a request number or an article number."


def search_everywhere(context: UiContext) -> GlobalSearch:
    """A search field that goes to what was found."""
    navigator = context.navigator

    def find(text: str) -> Sequence[Hit]:
        service = context.services.search
        return [hit_of(found) for found in service.find(text=text, limit=MOST_SHOWN)]

    def go(hit: Hit) -> None:
        navigator.go(hit.room, hit.item)

    field = GlobalSearch(context.runner, find)
    field.hit_chosen.connect(go)
    field.setToolTip(context.actions.text_with_shortcut("search"))
    return field


class FindDialog(QDialog):
    """The same field for pages that have none of their own; Escape closes it."""

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(px(560), px(470))
        self.field = search_everywhere(context)
        self.field.setMaximumWidth(_WIDEST)
        self.field.hit_chosen.connect(self.accept)
        layout = column(self, gap=10, pads=(14, 14, 14, 14))
        layout.addWidget(self.field)
        layout.addWidget(words(_HINT, "help", wrap=True))
        layout.addStretch(1)
        self.field.setFocus()


def hit_of(found: SearchHit) -> Hit:
    """What was found, with the room that shows it and the item that room takes."""
    room = ROOMS[found.kind]
    item: object = found.entity_id
    if room == "registers":
        item = (found.kind.value, found.entity_id)
    return Hit(room, item, found.title, f"{found.kind.label}  ·  {found.detail}")
