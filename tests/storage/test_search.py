"""The search index: what goes in is found by any of its words or numbers, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search_terms import (
    SearchKind,
    SearchTerms,
    fold,
    number_key,
    stored_words,
    typed_terms,
)
from app.storage.search import SearchEntry, entry_id
from app.storage.store import Store
from tests.storage_kit import make_store

TODAY = date(2026, 11, 23)
ARTICLE = "9407111899561234567890"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "store")
    yield made
    made.close()


def find(store: Store, typed: str, kind: SearchKind | None = None, limit: int = 12) -> list[int]:
    terms = typed_terms(typed, TODAY)
    with store.reading() as unit:
        if kind is None:
            return [hit.entity_id for hit in unit.search.find_any(terms, limit)]
        return [hit.entity_id for hit in unit.search.find(kind, terms, limit)]


def put(store: Store, kind: SearchKind, entity_id: int, words: str, *numbers: str) -> None:
    with store.writing() as unit:
        if numbers:
            entry = SearchEntry(kind, entity_id, 1, f"T{entity_id}", "D", words, numbers)
            unit.search.put_many([entry])
        else:
            unit.search.put(kind.value, entity_id, 1, f"T{entity_id}", "D", words)


@pytest.mark.parametrize(
    "typed", [ARTICLE, "9407 1118 9956 1234 5678 90", "940711189956", "567890", "7890", "9407"]
)
def test_an_article_number_is_found_from_both_ends(store: Store, typed: str) -> None:
    put(store, SearchKind.MAIL, 7, f"Hill Law {ARTICLE}")
    put(store, SearchKind.MAIL, 8, "Hill Law 9407111899569999999999")
    found = find(store, typed)
    assert 7 in found
    assert (8 in found) is (typed in {"940711189956", "9407"})


def test_a_changed_entry_is_found_under_its_new_words_alone(store: Store) -> None:
    put(store, SearchKind.REQUEST, 1, "Alpha Beta", "7F3K-9QXA")
    put(store, SearchKind.REQUEST, 1, "Gamma", "8F3K-9QXB")
    assert find(store, "alpha") == []
    assert find(store, "7f3k-9qxa") == []
    assert find(store, "gam") == find(store, "8f3k9qxb") == find(store, "8F3K-") == [1]
    with store.writing() as unit:
        unit.search.remove(SearchKind.REQUEST, [1])
    assert find(store, "gamma") == find(store, "8f3k-9qxb") == []


def test_the_newest_come_first_within_a_kind(store: Store) -> None:
    with store.writing() as unit:
        unit.search.put_many(
            [
                SearchEntry(SearchKind.REQUEST, number, None, "t", "d", f"smith x{number}")
                for number in range(1, 1200)
            ]
        )
        unit.search.optimize()
    put(store, SearchKind.PATIENT, 5, "Smithers")
    put(store, SearchKind.MAIL, 9, "Smith")
    assert find(store, "smi", SearchKind.REQUEST, 3) == [1199, 1198, 1197]
    assert find(store, "smith x1", SearchKind.REQUEST, 3) == [1199, 1198, 1197]
    assert find(store, "smi", limit=12) == [5, 1199, 1198, 1197, 9]
    assert find(store, "smith x77", SearchKind.REQUEST) == [
        779,
        778,
        777,
        776,
        775,
        774,
        773,
        772,
        771,
        770,
        77,
    ]


def test_a_long_beginning_with_many_endings_is_found(store: Store) -> None:
    with store.writing() as unit:
        unit.search.put_many(
            [
                SearchEntry(SearchKind.PATIENT, n, n, "t", "d", f"schowalter{n}")
                for n in range(1, 40)
            ]
        )
    assert len(find(store, "schowalt", SearchKind.PATIENT, 50)) == 39
    assert find(store, "schowalter39") == [39]


_words = st.text(min_size=1, max_size=30)


@given(st.lists(_words, min_size=1, max_size=5))
def test_folded_words_fit_their_own_beginnings(texts: list[str]) -> None:
    kept = stored_words(*texts)
    for word in kept.split():
        assert SearchTerms((word[: max(1, len(word) // 2)],)).fit(kept)


@given(st.text(max_size=300))
def test_anything_typed_is_taken(text: str) -> None:
    terms = typed_terms(text, TODAY)
    assert len(terms.words) <= 6
    assert all(word and word == fold(word) for word in terms.words)
    assert number_key(terms.number) == terms.number


@pytest.mark.parametrize("text", ['"', "'", "*", "(", 'a" OR b', "NEAR(", "-", "^x", "\x00", "٣"])
def test_signs_of_the_index_language_are_only_text(store: Store, text: str) -> None:
    put(store, SearchKind.PATIENT, 1, f"Zoe {text}")
    assert isinstance(find(store, text), list)
    assert find(store, f"zoe {text}")[:1] in ([1], [])
    assert find(store, "zoe") == [1]


def test_a_typed_birth_date_is_one_word() -> None:
    terms = typed_terms("smith 3/14/61", TODAY)
    assert (terms.words, terms.born) == (("smith",), date(1961, 3, 14))
    assert typed_terms("smith 2/31/1961", TODAY).born is None
    assert terms.fit("smith b19610314")
    assert not terms.fit("smith b19610315")


def test_kinds_have_ranges_of_their_own() -> None:
    ids = [entry_id(kind, 1) for kind in SearchKind]
    assert len(set(ids)) == len(SearchKind)
    assert entry_id(SearchKind.MAIL, 2) < entry_id(SearchKind.MAIL, 1)
