"""Consents in the store: opened, given once, then never changed; what happens later is added.

The promise: a consent that was given refuses every change by trigger; its events, the wordings and
the confirmed addresses can only be added to, and they count up in the order of writing.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from app.domain.audit_chain import AuditEntry, mac_of
from app.domain.consent_states import ENDS_SOON_DAYS
from app.domain.consent_views import ConsentFilter, ConsentKey, ConsentQuery, ConsentSort
from app.domain.consents import (
    Consent,
    ConsentEvent,
    ConsentEventKind,
    ConsentTerms,
    Given,
    RenderedText,
    terms_facts,
)
from app.domain.errors import NotFound
from app.domain.search_terms import stored_words, words_in
from app.storage.column_types import MOMENT
from app.storage.consent_rows import (
    consent_from,
    event_from,
    given_columns,
    text_columns,
)
from app.storage.tables import (
    address_confirmation,
    audit,
    consent,
    consent_event,
    staff,
    store_info,
)

NO_END = "9999-12-31"
_STOPPED = (
    ConsentEventKind.REVOKED,
    ConsentEventKind.ENDED_BY_EVENT,
    ConsentEventKind.DECLINED,
    ConsentEventKind.DISCARDED,
)


@dataclass(frozen=True, slots=True)
class NewConsent:
    """A consent that is being opened."""

    number: str
    terms: ConsentTerms = field(repr=False)
    text: RenderedText = field(repr=False)
    patient_name: str = field(repr=False)
    patient_born: date | None = field(repr=False)
    patient_sort: str = field(repr=False)
    opened_at: datetime
    opened_by: int
    other_text: RenderedText | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that is being written down about a consent."""

    consent_id: int
    kind: ConsentEventKind
    at: datetime
    by: int
    happened_on: date | None = None
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConfirmedAddress:
    """Which address of a request was confirmed last, and how."""

    kind: str
    address: Mapping[str, str] = field(repr=False)
    how: str = field(repr=False)


class ConsentRepository:
    """Rows in, values out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: NewConsent) -> int:
        """Keep an opened consent; returns its id."""
        terms = new.terms
        words = stored_words(new.patient_name, terms.covers, terms.relation, new.number)
        return self._insert(
            consent,
            {
                "number": new.number,
                "patient_id": terms.patient_id,
                "request_id": terms.request_id,
                "kind": terms.kind.value,
                "terms": terms_facts(terms),
                "text_id": new.text.text_id,
                "text": text_columns(new.text, new.other_text),
                "patient_name": new.patient_name,
                "patient_born": new.patient_born,
                "patient_sort": new.patient_sort,
                "words": f" {words}",
                "opened_at": new.opened_at,
                "opened_by": new.opened_by,
            },
        )

    def seal(self, sealed: Consent, given: Given, *, ends_on: date | None, valid: bool) -> None:
        """Write how it was given, and in which words; from now on the row refuses every change."""
        self._connection.execute(
            update(consent)
            .where(consent.c.id == sealed.id)
            .values(
                **given_columns(given),
                terms=terms_facts(sealed.terms),
                text_id=sealed.text.text_id,
                text=text_columns(sealed.text, sealed.other_text),
                ends_sort=ends_on.isoformat() if ends_on else NO_END,
                valid=valid,
            )
        )

    def add_event(self, new: NewEvent) -> ConsentEvent:
        """Write one event at the end of the line."""
        event_id = self._insert(
            consent_event,
            {
                "consent_id": new.consent_id,
                "at": new.at,
                "by": new.by,
                "kind": new.kind.value,
                "happened_on": new.happened_on,
                "note": new.note,
            },
        )
        return next(
            one for one in self.events([new.consent_id])[new.consent_id] if one.id == event_id
        )

    def get(self, consent_id: int) -> Consent:
        """One consent with its events.

        Raises:
            NotFound: there is none with this id.
        """
        found = self._consents(_consents().where(consent.c.id == consent_id))
        if not found:
            raise NotFound("consent")
        return found[0]

    def some(self, ids: Iterable[int]) -> dict[int, Consent]:
        """These consents by id; those that are not there are left out."""
        found = self._consents(_consents().where(consent.c.id.in_(list(ids))))
        return {one.id: one for one in found}

    def number_taken(self, number: str) -> bool:
        """Whether a consent has this number."""
        statement = select(consent.c.id).where(consent.c.number == number)
        return self._connection.execute(statement).first() is not None

    def of_patient(self, patient_id: int) -> tuple[Consent, ...]:
        """The consents of a patient, oldest first."""
        return self._consents(
            _consents().where(consent.c.patient_id == patient_id).order_by(consent.c.id)
        )

    def of_request(self, request_id: int) -> tuple[Consent, ...]:
        """The consents opened for a request, oldest first."""
        return self._consents(
            _consents().where(consent.c.request_id == request_id).order_by(consent.c.id)
        )

    def ids(self) -> tuple[int, ...]:
        """Every consent's id, oldest first."""
        rows = self._connection.execute(select(consent.c.id).order_by(consent.c.id))
        return tuple(rows.scalars())

    def page(
        self, query: ConsentQuery, today: date, limit: int
    ) -> tuple[tuple[Consent, ConsentKey], ...]:
        """The rows of a list from its key on, each with its own key."""
        column = _SORTED[query.sort]
        # the newest come first unless the other way round is asked for
        down = query.descending != (query.sort is ConsentSort.NEWEST)
        order = (column.desc(), consent.c.id.desc()) if down else (column, consent.c.id)
        statement = _consents().where(*_wanted(query, today)).order_by(*order).limit(limit)
        if query.after_key is not None:
            here = tuple_(column, consent.c.id)
            there = tuple_(*map(literal, query.after_key))
            statement = statement.where(here < there if down else here > there)
        rows = self._connection.execute(statement).all()
        events = self.events(row.id for row in rows)
        name = column.name
        return tuple(
            (consent_from(row, events[row.id]), (getattr(row, name), row.id)) for row in rows
        )

    def count(self, shown: ConsentFilter, today: date) -> int:
        """How many consents a choice shows."""
        query = ConsentQuery(shown=shown)
        statement = select(func.count()).select_from(consent).where(*_wanted(query, today))
        return int(self._connection.execute(statement).scalar_one())

    def events(self, ids: Iterable[int]) -> dict[int, tuple[ConsentEvent, ...]]:
        """The events of these consents, each in the order of writing."""
        found: dict[int, list[ConsentEvent]] = {one: [] for one in ids}
        rows = self._connection.execute(
            select(consent_event, staff.c.name.label("by_name"))
            .join(staff, staff.c.id == consent_event.c.by)
            .where(consent_event.c.consent_id.in_(list(found)))
            .order_by(consent_event.c.id)
        )
        for row in rows:
            found[row.consent_id].append(event_from(row))
        return {one: tuple(events) for one, events in found.items()}

    def confirm_address(
        self, request_id: int, confirmed: ConfirmedAddress, *, at: datetime, by: int | None
    ) -> None:
        """Write down which address was confirmed, so that another one is known as another."""
        self._insert(
            address_confirmation,
            {
                "request_id": request_id,
                "at": at,
                "by": by,
                "kind": confirmed.kind,
                "address": dict(confirmed.address),
                "how": confirmed.how,
            },
        )

    def confirmed_address(self, request_id: int) -> ConfirmedAddress | None:
        """The address that was confirmed last for a request."""
        columns = address_confirmation.c
        row = self._connection.execute(
            select(columns.kind, columns.address, columns.how)
            .where(columns.request_id == request_id)
            .order_by(columns.id.desc())
            .limit(1)
        ).first()
        return None if row is None else ConfirmedAddress(row.kind, row.address, row.how)

    def remembered(self) -> set[int]:
        """The consents that the audit trail knows were opened."""
        rows = self._connection.execute(
            select(audit.c.entity_id).where(
                audit.c.entity == "consent", audit.c.action == "consent.opened"
            )
        )
        return {int(one) for one in rows.scalars() if one is not None}

    def is_genuine(self, entry: AuditEntry) -> bool:
        """Whether an entry of the trail carries its own seal; the whole chain is checked apart."""
        key: bytes = self._connection.execute(
            select(store_info.c.audit_key).where(store_info.c.id == 1)
        ).scalar_one()
        return hmac.compare_digest(mac_of(key, entry), entry.mac)

    def last_moment(self) -> datetime | None:
        """The latest moment the trail knows; a clock set back is behind it."""
        at = self._connection.execute(select(func.max(audit.c.at))).scalar()
        return datetime.strptime(at, MOMENT).replace(tzinfo=UTC) if at else None

    def _consents(self, statement: Select[Any]) -> tuple[Consent, ...]:
        rows = self._connection.execute(statement).all()
        events = self.events(row.id for row in rows)
        return tuple(consent_from(row, events[row.id]) for row in rows)

    def _insert(self, table: Any, values: dict[str, Any]) -> int:
        result = self._connection.execute(insert(table).values(**values))
        assert result.inserted_primary_key is not None  # noqa: S101 - an insert of one row has one
        return int(result.inserted_primary_key[0])


_SORTED: Mapping[ConsentSort, Any] = {
    ConsentSort.NEWEST: consent.c.id,
    ConsentSort.PATIENT: consent.c.patient_sort,
    ConsentSort.ENDS: consent.c.ends_sort,
}


def _consents() -> Select[Any]:
    return select(consent, staff.c.name.label("opened_by_name")).join(
        staff, staff.c.id == consent.c.opened_by
    )


def _wanted(query: ConsentQuery, today: date) -> list[ColumnElement[bool]]:
    wanted = list(_shown(query.shown, today))
    if query.kind is not None:
        wanted.append(consent.c.kind == query.kind.value)
    if query.patient_id is not None:
        wanted.append(consent.c.patient_id == query.patient_id)
    # folded words hold letters and digits only, so nothing in them is a wildcard
    wanted.extend(consent.c.words.like(f"% {word}%") for word in words_in(query.text))
    return wanted


def _shown(shown: ConsentFilter, today: date) -> tuple[ColumnElement[bool], ...]:
    given = consent.c.given_at.is_not(None)
    stopped = _has_event(*_STOPPED)
    lasts = consent.c.ends_sort >= today.isoformat()
    false = _has_event(ConsentEventKind.FOUND_FALSE)
    sound = consent.c.valid.is_(True) & ~false
    soon = (today + timedelta(days=ENDS_SOON_DAYS)).isoformat()
    return {
        ConsentFilter.ALL: (),
        ConsentFilter.HOLDS: (given, ~stopped, lasts, sound),
        ConsentFilter.ENDS_SOON: (given, ~stopped, lasts, sound, consent.c.ends_sort <= soon),
        ConsentFilter.NOT_SIGNED: (~given, ~stopped),
        ConsentFilter.NOT_VALID: (given, ~stopped, lasts, ~sound),
        ConsentFilter.ENDED: (given, stopped | ~lasts),
    }[shown]


def _has_event(*kinds: ConsentEventKind) -> ColumnElement[bool]:
    return exists(
        select(consent_event.c.id).where(
            consent_event.c.consent_id == consent.c.id,
            consent_event.c.kind.in_([kind.value for kind in kinds]),
        )
    )
