"""One search field over patients, requests, mail pieces, consents and the book (U166)."""

from __future__ import annotations

from dataclasses import replace

from app.domain.consent_states import standing_of
from app.domain.consent_views import short_kind
from app.domain.consents import Consent
from app.domain.search_terms import SearchHit, SearchKind, typed_terms
from app.domain.staff import Operation
from app.services.consent_sealing import known_day
from app.services.consent_texts import state_rules_of
from app.services.desk import Desk, Service, permitted
from app.services.paging import page_limit
from app.services.view_log import ViewLog
from app.storage.unit import Unit


class SearchService(Service):
    """Answers while someone types."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views = ViewLog(desk)

    @permitted(Operation.VIEW)
    def find(self, *, text: str, limit: int = 12) -> tuple[SearchHit, ...]:
        """Things in which every typed word begins a word, or whose number fits; newest first.

        That someone searched goes on record once a minute, without what was typed.
        """
        terms = typed_terms(text, self.desk.clock.today())
        if terms.is_empty:
            return ()
        self._views.note("search.used")
        with self.desk.reading() as unit:
            return self._with_status(unit, unit.search.find_any(terms, page_limit(limit)))

    def _with_status(self, unit: Unit, hits: tuple[SearchHit, ...]) -> tuple[SearchHit, ...]:
        """Consents say where they stand today; that is computed, so the index cannot know it."""
        ids = [each.entity_id for each in hits if each.kind is SearchKind.CONSENT]
        if not ids:
            return hits
        consents = unit.consents.some(ids)
        day = known_day(self.desk, unit)
        rules = state_rules_of(unit)

        def told(hit: SearchHit) -> SearchHit:
            if hit.kind is not SearchKind.CONSENT:
                return hit
            consent: Consent = consents[hit.entity_id]
            status = standing_of(consent, day, rules).status.label
            kind, covers = short_kind(consent.terms.kind), consent.terms.covers
            return replace(hit, detail="  ·  ".join(filter(None, (kind, status, covers))))

        return tuple(map(told, hits))
