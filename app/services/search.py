"""One search field over patients, requests, mail pieces and the book (U166)."""

from __future__ import annotations

from app.domain.search_terms import SearchHit, typed_terms
from app.domain.staff import Operation
from app.services.desk import Desk, Service, permitted
from app.services.paging import page_limit
from app.services.view_log import ViewLog


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
            return unit.search.find_any(terms, page_limit(limit))
