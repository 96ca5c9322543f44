"""The book of requesters and recipients (U68)."""

from __future__ import annotations

from app.domain.audit_chain import AuditEvent
from app.domain.people import Party, PartyDetails
from app.domain.search_terms import SearchKind, typed_terms
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.desk import Service, permitted
from app.services.paging import page_limit
from app.services.people_checks import check_party
from app.storage.parties import PartyAddress, party_entry_of


class PartyService(Service):
    """What a person can ask of the book."""

    @permitted(Operation.VIEW)
    def find(self, *, text: str, limit: int = 8) -> tuple[Party, ...]:
        """Entries in which every typed word begins a word; without words, the first by name."""
        terms = typed_terms(text, self.desk.clock.today())
        with self.desk.reading() as unit:
            if terms.is_empty:
                return unit.parties.first(page_limit(limit))
            ids = unit.search.ids(SearchKind.PARTY, terms, page_limit(limit))
            found = unit.parties.some(ids)
        return tuple(found[each] for each in ids if each in found)

    @permitted(Operation.VIEW)
    def get(self, *, party_id: int) -> Party:
        """One entry.

        Raises:
            NotFound: there is none with this id.
        """
        with self.desk.reading() as unit:
            return unit.parties.get(party_id)

    @permitted(Operation.VIEW)
    def addresses(self, *, party_id: int) -> tuple[PartyAddress, ...]:
        """All addresses of an entry, the last used first."""
        with self.desk.reading() as unit:
            return unit.parties.addresses(party_id)

    @permitted(Operation.EDIT_REQUESTS)
    def save(
        self, *, details: PartyDetails, party_id: int | None = None, version: int = 0
    ) -> Outcome[int]:
        """Add an entry, or change the version that was read.

        Raises:
            FieldProblems: something typed cannot be taken.
            Conflict: someone changed the entry since.
        """
        clean = check_party(details)
        with self.desk.writing() as unit:
            if party_id is None:
                action, saved = "party.added", unit.parties.add(clean)
            else:
                action, saved = "party.changed", party_id
                unit.parties.change(party_id, version, clean)
            unit.search.put_many([party_entry_of(saved, clean)])
            unit.audit.record(AuditEvent(action, "party", saved, None, {"kind": clean.kind.value}))
        return done(saved, Area.PARTIES)
