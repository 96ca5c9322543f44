"""The search index: what can be found, kept in the transaction of the change it tells of.

The promise: a question is answered from the first matches met, newest first, without ranking all of
them, so that one common letter costs no more than a rare name. Entries of one kind are one range of
ids that runs backwards, because the index reads forwards twenty times as fast (measured) and the
newest should come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Integer, Text, bindparam, delete, literal, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.search_terms import (
    SearchHit,
    SearchKind,
    SearchTerms,
    born_word,
    long_numbers,
    number_key,
    stored_words,
)
from app.storage.tables import search_entry, search_number, search_term, search_words

_SPAN = 1 << 40
PREFIX_INDEX = 5
"""Longest beginning that has its own index; longer ones are looked up among the words in use."""

EXPANSIONS = 16
"""Words looked up one by one rather than as a beginning, which costs ten times as much."""

_PUT_AT_ONCE = 500
_LAST = "\U0010ffff"
_BASE = {
    SearchKind.PATIENT: 1 * _SPAN,
    SearchKind.REQUEST: 2 * _SPAN,
    SearchKind.MAIL: 3 * _SPAN,
    SearchKind.PARTY: 4 * _SPAN,
    SearchKind.CONSENT: 5 * _SPAN,
}
_EVERYTHING = (0, 6 * _SPAN)


_START, _END, _QUESTION = (bindparam(name, type_=Text) for name in ("start", "end", "question"))
_FIRST, _LAST_ID, _MOST = (bindparam(name, type_=Integer) for name in ("first", "last", "most"))

# Written once, since putting a statement together costs as much as asking it.
_MATCHING = (
    select(search_words.c.rowid)
    .where(search_words.c.search_words.match(_QUESTION))
    .where(search_words.c.rowid >= _FIRST, search_words.c.rowid <= _LAST_ID)
    .order_by(search_words.c.rowid)
    .limit(_MOST)
)
_NUMBERED = (
    select(search_number.c.entry_id)
    .where(search_number.c.digits >= _START, search_number.c.digits < _END)
    .where(search_number.c.entry_id.between(_FIRST, _LAST_ID))
    .order_by(search_number.c.digits, search_number.c.entry_id)
    .limit(_MOST)
)
_TERMS = (
    select(search_term.c.term)
    .where(search_term.c.term >= _START, search_term.c.term < _END)
    .order_by(search_term.c.term)
    .limit(_MOST)
)


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that can be found, and the words and numbers it is found by."""

    kind: SearchKind
    entity_id: int
    patient_id: int | None
    title: str = field(repr=False)
    detail: str = field(repr=False)
    words: str = field(repr=False)
    numbers: tuple[str, ...] = field(default=(), repr=False)


def entry_id(kind: SearchKind, entity_id: int) -> int:
    """The id of the entry for a thing."""
    return _BASE[kind] + _SPAN - entity_id


class SearchRepository:
    """Writes entries and answers questions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self,
        kind: SearchKind | str,
        entity_id: int,
        patient_id: int | None,
        title: str,
        detail: str,
        words: str,
    ) -> None:
        """Make one thing findable, or replace how it is found.

        Long numbers among the words are found by their beginning and by their end.
        """
        self.put_many([SearchEntry(SearchKind(kind), entity_id, patient_id, title, detail, words)])

    def put_many(self, entries: Sequence[SearchEntry]) -> None:
        """Make many things findable."""
        # In order of ids, since the index writes out its buffer whenever an id goes back.
        ordered = sorted(entries, key=lambda each: entry_id(each.kind, each.entity_id))
        for start in range(0, len(ordered), _PUT_AT_ONCE):
            self._put_some(ordered[start : start + _PUT_AT_ONCE])

    def remove(self, kind: SearchKind | str, entity_ids: Iterable[int]) -> None:
        """Make things unfindable."""
        ids = _entry_ids(SearchKind(kind), entity_ids)
        for start in range(0, len(ids), _PUT_AT_ONCE):
            some = ids[start : start + _PUT_AT_ONCE]
            self._connection.execute(
                delete(search_number).where(search_number.c.entry_id.in_(some))
            )
            self._connection.execute(delete(search_entry).where(search_entry.c.id.in_(some)))

    def find_any(self, terms: SearchTerms, limit: int) -> tuple[SearchHit, ...]:
        """What fits, of every kind: patients first, then requests, mail, parties and consents."""
        found: dict[int, None] = {}
        if terms.number:
            found.update(dict.fromkeys(self._numbered(terms.number, _EVERYTHING, limit)))
        question = self._question(terms)
        if question and len(found) < limit:
            ids = self._met(question, _EVERYTHING, limit + 1)
            if len(ids) > limit:
                ids = self._some_of_each(question, ids, limit)
            found.update(dict.fromkeys(ids))
        return self._hits(list(found)[:limit])

    def optimize(self) -> None:
        """Bring the index into one piece, after many entries were put in at once."""
        self._connection.execute(
            insert(search_words).values(search_words=literal("optimize")),
        )

    def find(self, kind: SearchKind, terms: SearchTerms, limit: int) -> tuple[SearchHit, ...]:
        """The newest things of a kind that fit, those found by number first."""
        return self._hits(_entry_ids(kind, self.ids(kind, terms, limit)))

    def ids(self, kind: SearchKind, terms: SearchTerms, limit: int) -> list[int]:
        """Ids of up to ``limit`` things of a kind that fit."""
        found: dict[int, None] = {}
        span = _range(kind)
        if terms.number:
            found.update(dict.fromkeys(self._numbered(terms.number, span, limit)))
        question = self._question(terms)
        if question and len(found) < limit:
            found.update(dict.fromkeys(self._met(question, span, limit)))
        return [_BASE[kind] + _SPAN - each for each in found][:limit]

    def words_of(self, kind: SearchKind, entity_ids: Sequence[int]) -> dict[int, str]:
        """The stored words of some things."""
        wanted = _entry_ids(kind, entity_ids)
        rows = self._connection.execute(
            select(search_entry.c.entity_id, search_entry.c.words).where(
                search_entry.c.id.in_(wanted)
            )
        )
        return {row.entity_id: row.words for row in rows}

    def _numbered(self, number: str, span: tuple[int, int], limit: int) -> list[int]:
        found: dict[int, None] = {}
        for start in (number, _from_behind(number)):
            given = _given(span, limit) | {"start": start, "end": start + _LAST}
            found.update(dict.fromkeys(self._connection.execute(_NUMBERED, given).scalars()))
        return list(found)[:limit]

    def _some_of_each(self, question: str, first: list[int], limit: int) -> list[int]:
        """A share of every kind, so that the last kinds are not crowded out.

        The first matches met are those of the first kind. Shares are rounded up, and down where
        that would be too many.
        """
        least = max(2, limit // len(_BASE))
        share = max(2, -(-limit // len(_BASE)))
        kinds = list(_BASE)
        last = _range(kinds[0])[1]
        met = [[each for each in first if each <= last][:share]]
        met += [self._met(question, _range(kind), share) for kind in kinds[1:]]
        if sum(map(len, met)) > limit:
            met = [ids[:least] for ids in met]
        return [each for ids in met for each in ids]

    def _met(self, question: str, span: tuple[int, int], limit: int) -> list[int]:
        given = _given(span, limit) | {"question": question}
        return list(self._connection.execute(_MATCHING, given).scalars())

    def _hits(self, ids: Sequence[int]) -> tuple[SearchHit, ...]:
        if not ids:
            return ()
        rows = self._connection.execute(select(search_entry).where(search_entry.c.id.in_(ids)))
        by_id = {
            row.id: SearchHit(
                SearchKind(row.kind), row.entity_id, row.title, row.detail, row.patient_id
            )
            for row in rows
        }
        return tuple(by_id[each] for each in ids if each in by_id)

    def _question(self, terms: SearchTerms) -> str:
        """The question in the index's own language, or nothing when no word in use fits."""
        parts = [f'"{born_word(terms.born)}"'] if terms.born else []
        for word in terms.words:
            part = f'"{word}"*' if len(word) <= PREFIX_INDEX else self._expanded(word)
            if not part:
                return ""
            parts.append(part)
        return " AND ".join(parts)

    def _expanded(self, beginning: str) -> str:
        """The words in use with this beginning; reading whole words streams, a beginning sorts."""
        given = {"start": beginning, "end": beginning + _LAST, "most": EXPANSIONS + 1}
        words = list(self._connection.execute(_TERMS, given).scalars())
        if len(words) > EXPANSIONS:
            return f'"{beginning}"*'
        joined = " OR ".join(f'"{word}"' for word in words)
        return f"({joined})" if words else ""

    def _put_some(self, entries: Sequence[SearchEntry]) -> None:
        rows: list[dict[str, Any]] = []
        numbers: list[dict[str, Any]] = []
        terms: set[str] = set()
        for entry in entries:
            row, keys = _row(entry)
            rows.append(row)
            terms.update(row["words"].split())
            numbers.extend({"entry_id": row["id"], "digits": each} for each in keys)
        written = insert(search_entry)
        self._connection.execute(
            written.on_conflict_do_update(
                index_elements=[search_entry.c.id],
                set_={
                    name: written.excluded[name]
                    for name in ("patient_id", "title", "detail", "words")
                },
            ),
            rows,
        )
        ids = [row["id"] for row in rows]
        self._connection.execute(delete(search_number).where(search_number.c.entry_id.in_(ids)))
        if numbers:
            self._connection.execute(insert(search_number), numbers)
        if terms:
            self._connection.execute(
                insert(search_term).on_conflict_do_nothing(),
                [{"term": each} for each in sorted(terms)],
            )


def _entry_ids(kind: SearchKind, entity_ids: Iterable[int]) -> list[int]:
    return [entry_id(kind, each) for each in entity_ids]


def _range(kind: SearchKind) -> tuple[int, int]:
    return _BASE[kind], _BASE[kind] + _SPAN - 1


def _given(span: tuple[int, int], limit: int) -> dict[str, Any]:
    return {"first": span[0], "last": span[1], "most": limit}


def _row(entry: SearchEntry) -> tuple[dict[str, Any], list[str]]:
    numbers = {*map(number_key, entry.numbers), *long_numbers(entry.words)} - {""}
    keys = [key for each in sorted(numbers) for key in (each, _from_behind(each))]
    row: dict[str, Any] = {
        "id": entry_id(entry.kind, entry.entity_id),
        "kind": entry.kind.value,
        "entity_id": entry.entity_id,
        "patient_id": entry.patient_id,
        "title": entry.title,
        "detail": entry.detail,
        "words": stored_words(entry.words),
    }
    return row, keys


def _from_behind(number: str) -> str:
    """Marked, so that a beginning and an end are never mistaken for each other."""
    return "<" + number[::-1]
