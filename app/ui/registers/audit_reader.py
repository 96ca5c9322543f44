"""Reads the audit trail for the table: narrowed by person, kind and words, with request numbers.

The promise: looking at the trail adds nothing to it; only requests logged since the trail began
have numbers to show, and those are taken from the trail itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.audit_chain import AuditEntry
from app.domain.search_terms import fold
from app.services.audit import AuditQuery, AuditService
from app.services.paging import Page as RowsPage
from app.services.progress import Progress
from app.ui.registers.audit_words import AuditKind, detail_of, kind_of, what_words

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An event as the table shows it."""

    entry: AuditEntry = field(repr=False)
    what: str
    request_id: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the table is narrowed to; empty parts narrow nothing."""

    person: str = field(default="", repr=False)
    kind: AuditKind | None = None
    text: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """Nothing is narrowed."""
        return not (self.person or self.kind or self.text)


class AuditReader:
    """Asks the service; may be used by several threads."""

    def __init__(self, service: AuditService) -> None:
        self._service = service
        self._numbers: dict[int, str] = {}
        self._people: set[str] = set()
        self._turn = threading.Lock()

    @property
    def people(self) -> list[str]:
        """Who did something, as far as the trail was read."""
        with self._turn:
            return sorted(self._people, key=str.casefold)

    def page(
        self, wanted: AuditFilter, before: int | None, limit: int, progress: Progress
    ) -> RowsPage[AuditRow]:
        """The next events that fit, newest first."""
        found: list[AuditRow] = []
        while True:
            at_once = limit if wanted.is_open else _AT_ONCE
            read = self._service.page(query=AuditQuery(before=before, limit=at_once))
            self._meet(read.rows)
            for entry in read.rows:
                row = self._row(entry)
                if _fits(row, wanted):
                    found.append(row)
                if len(found) == limit:
                    more = read.more or entry.seq != read.rows[-1].seq
                    return RowsPage(tuple(found), more, entry.seq)
            if not read.more:
                return RowsPage(tuple(found), more=False, next_key=None)
            before = read.rows[-1].seq
            progress.step(0, 0)

    def _meet(self, entries: Iterable[AuditEntry]) -> None:
        with self._turn:
            for entry in entries:
                self._people.add(entry.actor_name)
                number = detail_of(entry).get("number")
                if entry.action == "request.logged" and entry.entity_id and number:
                    self._numbers[entry.entity_id] = str(number)

    def _row(self, entry: AuditEntry) -> AuditRow:
        request_id = _request_of(entry)
        number = str(detail_of(entry).get("request", "")) if entry.entity == "mail_piece" else ""
        if request_id is not None:
            number = self._number_of(request_id)
        return AuditRow(entry, what_words(entry.action), request_id, number)

    def _number_of(self, request_id: int) -> str:
        with self._turn:
            if request_id in self._numbers:
                return self._numbers[request_id]
        before, last = None, None
        while True:
            read = self._service.page(
                query=AuditQuery(request_id=request_id, before=before, limit=_AT_ONCE)
            )
            last = read.rows[-1] if read.rows else last
            if not read.more:
                break
            before = read.rows[-1].seq
        number = str(detail_of(last).get("number", "")) if last is not None else ""
        with self._turn:
            self._numbers[request_id] = number
        return number


def _request_of(entry: AuditEntry) -> int | None:
    if entry.entity == "request":
        return entry.entity_id
    if entry.entity == "attachment":
        named = detail_of(entry).get("request")
        return named if isinstance(named, int) else None
    return None


def _fits(row: AuditRow, wanted: AuditFilter) -> bool:
    entry = row.entry
    if wanted.person and entry.actor_name != wanted.person:
        return False
    if wanted.kind is not None and kind_of(entry.action) is not wanted.kind:
        return False
    if not wanted.text:
        return True
    known = fold(f"{row.what} {entry.actor_name} {row.number}").split()
    return all(any(each.startswith(word) for each in known) for word in fold(wanted.text).split())
