"""Consents in lists: kinds in few words, and until when they hold."""

from __future__ import annotations

from datetime import date

from app.domain.consent_views import consent_row, short_kind, until_words
from app.domain.consents import ConsentKind
from tests.domain.consent_kit import TODAY, draft, given


def test_every_kind_has_short_words_of_its_own() -> None:
    assert len({short_kind(kind) for kind in ConsentKind}) == len(ConsentKind)
    assert max(len(short_kind(kind)) for kind in ConsentKind) < 15


def test_a_list_says_until_when_or_that_no_day_was_set() -> None:
    dated = consent_row(given(ConsentKind.EMAIL, expires_on=date(2027, 6, 1)), TODAY)
    assert until_words(dated) == "06/01/2027"
    assert until_words(consent_row(given(ConsentKind.EMAIL), TODAY)) == "No day set"
    assert until_words(consent_row(draft(ConsentKind.EMAIL), TODAY)) == ""
