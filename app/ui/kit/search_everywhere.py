"""The search field of every room: finds patients, requests, mail pieces and the book's entries.

A patient or an entry of the book is shown by the registers, which are told what kind it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.domain.search_terms import SearchHit, SearchKind
from app.ui.kit.context import UiContext
from app.ui.kit.search import MOST_SHOWN, GlobalSearch, Hit

ROOMS: Mapping[SearchKind, str] = MappingProxyType(
    {
        SearchKind.PATIENT: "registers",
        SearchKind.PARTY: "registers",
        SearchKind.REQUEST: "requests",
        SearchKind.MAIL: "mail",
    }
)
"""Where each kind of thing is shown."""


def search_everywhere(context: UiContext) -> GlobalSearch:
    """A search field that goes to what was found."""
    service, navigator = context.services.search, context.navigator

    def find(text: str) -> Sequence[Hit]:
        return [hit_of(found) for found in service.find(text=text, limit=MOST_SHOWN)]

    def go(hit: Hit) -> None:
        navigator.go(hit.room, hit.item)

    field = GlobalSearch(context.runner, find)
    field.hit_chosen.connect(go)
    return field


def hit_of(found: SearchHit) -> Hit:
    """What was found, with the room that shows it and the item that room takes."""
    room = ROOMS[found.kind]
    item: object = found.entity_id
    if room == "registers":
        item = (found.kind.value, found.entity_id)
    return Hit(room, item, found.title, f"{found.kind.label}  ·  {found.detail}")
