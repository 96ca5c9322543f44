"""The book of requesters and recipients: who, where, and when each was last used (U68)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from app.domain.addresses import Address
from app.domain.errors import Conflict, NotFound
from app.domain.people import Party, PartyDetails, PartyKind
from app.domain.search_terms import SearchKind, fold
from app.storage.search import SearchEntry
from app.storage.tables import party, party_address


@dataclass(frozen=True, slots=True)
class PartyAddress:
    """One of the addresses of a party."""

    id: int
    address: Address = field(repr=False)
    last_used_on: date | None


class PartyRepository:
    """Parties within one transaction; the newest used address is the party's own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, details: PartyDetails) -> int:
        """Add a party with its address; returns the id."""
        key = self._connection.execute(
            insert(party).values(**_columns(details))
        ).inserted_primary_key
        party_id = int(key[0]) if key else 0
        self.note_address(party_id, details.address, None)
        return party_id

    def change(self, party_id: int, version: int, details: PartyDetails) -> None:
        """Replace what is known of a party; earlier addresses stay in the book.

        Raises:
            Conflict: someone changed the party since.
        """
        result = self._connection.execute(
            update(party)
            .where(party.c.id == party_id, party.c.version == version)
            .values(**_columns(details), version=version + 1)
        )
        if result.rowcount != 1:
            raise Conflict
        self.note_address(party_id, details.address, None)

    def get(self, party_id: int) -> Party:
        """One party.

        Raises:
            NotFound: there is none with this id.
        """
        found = self.some([party_id])
        if party_id not in found:
            raise NotFound("entry of the book")
        return found[party_id]

    def some(self, party_ids: Iterable[int]) -> dict[int, Party]:
        """Several parties by id."""
        ids = list(party_ids)
        rows = self._connection.execute(select(party).where(party.c.id.in_(ids))).all()
        newest: dict[int, Address] = {}
        for row in self._connection.execute(
            select(party_address)
            .where(party_address.c.party_id.in_(ids))
            .order_by(party_address.c.last_used_on, party_address.c.id)
        ):
            newest[row.party_id] = Address.from_dict(row.address)
        return {row.id: _party(row, newest.get(row.id, Address())) for row in rows}

    def first(self, limit: int) -> tuple[Party, ...]:
        """The beginning of the book, by name."""
        ids = self._connection.execute(
            select(party.c.id).order_by(party.c.sort_name, party.c.id).limit(limit)
        ).scalars()
        wanted = list(ids)
        found = self.some(wanted)
        return tuple(found[each] for each in wanted)

    def addresses(self, party_id: int) -> tuple[PartyAddress, ...]:
        """The addresses of a party, the last used first."""
        rows = self._connection.execute(
            select(party_address)
            .where(party_address.c.party_id == party_id)
            .order_by(party_address.c.last_used_on.desc(), party_address.c.id.desc())
        )
        return tuple(
            PartyAddress(row.id, Address.from_dict(row.address), row.last_used_on) for row in rows
        )

    def note_use(self, party_id: int, address: Address, day: date) -> None:
        """Remember that a party, and one of its addresses, was used on a day."""
        self._connection.execute(
            update(party).where(party.c.id == party_id).values(last_used_on=day)
        )
        self.note_address(party_id, address, day)

    def note_address(self, party_id: int, address: Address, day: date | None) -> None:
        """Keep an address of a party; one that is known already is not added again."""
        if address.is_empty:
            return
        for known in self.addresses(party_id):
            if known.address == address:
                if day is not None:
                    self._connection.execute(
                        update(party_address)
                        .where(party_address.c.id == known.id)
                        .values(last_used_on=day)
                    )
                return
        self._connection.execute(
            insert(party_address).values(
                party_id=party_id, address=address.as_dict(), last_used_on=day
            )
        )


def party_entry_of(party_id: int, details: PartyDetails) -> SearchEntry:
    """How a party is found."""
    shown = details.organization or details.name
    other = details.name if details.organization else ""
    about = (other, details.kind.label, details.address.city)
    words = (details.name, details.organization, details.address.one_line, details.email)
    return SearchEntry(
        SearchKind.PARTY,
        party_id,
        None,
        shown,
        " · ".join(part for part in about if part),
        " ".join(words),
        (details.phone,) if details.phone else (),
    )


def _columns(details: PartyDetails) -> dict[str, Any]:
    return {
        "kind": details.kind.value,
        "name": details.name,
        "organization": details.organization,
        "phone": details.phone,
        "email": details.email,
        "sort_name": fold(details.organization or details.name),
    }


def _party(row: Row[Any], address: Address) -> Party:
    details = PartyDetails(
        PartyKind(row.kind), row.name, row.organization, row.phone, row.email, address
    )
    return Party(row.id, details, row.last_used_on, row.version)
