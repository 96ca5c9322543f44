"""The chain's arithmetic without a store: spelling, seals, and what a break looks like."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audit_chain import (
    GENESIS,
    Anchor,
    AuditEntry,
    Seal,
    canonical,
    mac_of,
    parse_seal,
    seal_of,
    verify,
)

KEY = b"k" * 32


def chain(length: int) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    prev = GENESIS
    for seq in range(1, length + 1):
        entry = AuditEntry(
            seq, f"2026-11-22T00:00:{seq:02d}Z", 1, "Ann", "a", "e", seq, None, "{}", "1", prev, b""
        )
        entry = replace(entry, mac=mac_of(KEY, entry))
        entries.append(entry)
        prev = entry.mac
    return entries


def head_of(entries: list[AuditEntry]) -> tuple[int, bytes]:
    return (entries[-1].seq, entries[-1].mac) if entries else (0, GENESIS)


def test_an_untouched_chain_is_intact() -> None:
    entries = chain(5)
    anchor = Anchor(3, entries[2].mac, "")
    report = verify(KEY, entries, head_of(entries), [anchor, seal_of(3, entries[2].mac)])
    assert report.intact
    assert report.entries == 5
    assert verify(KEY, [], (0, GENESIS)).intact


def test_only_newer_events_need_reading() -> None:
    entries = chain(6)
    start = Anchor(4, entries[3].mac, "")
    assert verify(KEY, entries[4:], head_of(entries), start=start).intact
    assert verify(KEY, [], head_of(entries[:4]), start=start).intact
    rewritten = Anchor(4, entries[1].mac, "")
    assert verify(KEY, [], head_of(entries[:4]), [rewritten], start).first_fault == 4
    wrong = Anchor(4, entries[2].mac, "")
    assert verify(KEY, entries[4:], head_of(entries), start=wrong).first_fault == 5


FIELDS = st.sampled_from(
    ["at", "actor", "actor_name", "action", "entity", "entity_id", "patient_id", "detail"]
)


@given(st.integers(0, 4), FIELDS)
def test_a_change_in_any_field_is_found(at: int, name: str) -> None:
    entries = chain(5)
    value: object = 99 if name in ("actor", "entity_id", "patient_id") else "other"
    entries[at] = replace(entries[at], **{name: value})  # type: ignore[arg-type]
    assert verify(KEY, entries, head_of(entries)).first_fault == at + 1


@pytest.mark.parametrize("gone", [0, 2, 3])
def test_the_missing_event_is_named(gone: int) -> None:
    entries = chain(5)
    report = verify(KEY, entries[:gone] + entries[gone + 1 :], head_of(entries))
    assert report.first_fault == gone + 1
    assert report.fault == f"Event {gone + 1} is missing from the trail."


def test_another_key_gives_another_mac() -> None:
    entries = chain(2)
    assert verify(b"x" * 32, entries, head_of(entries)).first_fault == 1


def test_canonical_is_unambiguous_and_knows_no_floats() -> None:
    assert canonical({"b": 1, "a": ["ü", None, True]}) == '{"a":["ü",null,true],"b":1}'.encode()
    assert canonical(["ab", "c"]) != canonical(["a", "bc"])
    for value in (1.5, {"a": 1.0}, [[2.0]]):
        with pytest.raises(TypeError):
            canonical(value)  # type: ignore[arg-type]


@given(st.integers(1, 10**9), st.binary(min_size=32, max_size=32))
def test_a_seal_can_be_typed_back(seq: int, mac: bytes) -> None:
    seal = seal_of(seq, mac)
    assert parse_seal(str(seal)) == seal
    assert parse_seal(str(seal).lower().replace("-", " ")) == seal


def test_a_seal_looks_as_printed() -> None:
    assert str(Seal(4521, "7F3K9QXA")) == "Audit seal 004521-7F3K-9QXA"
    assert parse_seal("004521-7f3k-9qxa") == Seal(4521, "7F3K9QXA")


@pytest.mark.parametrize("typed", ["", "seal", "12-7F3K-9QXA", "004521-7F3K", "004521-7FUK-9QXA"])
def test_what_is_no_seal_is_refused(typed: str) -> None:
    assert parse_seal(typed) is None


@given(st.text(max_size=40))
def test_any_text_is_read_as_seal_or_none(typed: str) -> None:
    parsed = parse_seal(typed)
    assert parsed is None or parse_seal(str(parsed)) == parsed
