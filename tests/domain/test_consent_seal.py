"""Digests of a consent: any change of any part changes its digest, and the part is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.consent_papers import FORM_WORDS, spoken_date
from app.domain.consent_seal import (
    SealFault,
    SealPart,
    SealReport,
    SealsReport,
    compare_parts,
    event_digest,
    row_digest,
    sealed_parts,
    text_digest,
)
from app.domain.consents import (
    ConsentEventKind,
    ConsentKind,
    ConsentScope,
    ConsentWay,
    Digests,
    Given,
    Language,
    Passage,
    PatientMessage,
    Signer,
    VoiceRecord,
    given_facts,
)
from tests.domain.consent_kit import NOW, TODAY, WHOLE, WORDS, draft, event, given

CONSENT = given(ConsentKind.AUTHORIZATION)
PARTS = sealed_parts(CONSENT, "pdf")
BEGUN = CONSENT.given
assert BEGUN is not None


def faults(changed: Any, pdf: str = "pdf") -> list[SealPart]:
    return [fault.part for fault in compare_parts(PARTS, sealed_parts(changed, pdf))]


def test_what_was_sealed_compares_equal() -> None:
    assert faults(CONSENT) == []


@pytest.mark.parametrize(
    "text",
    [
        replace(WORDS, title="Ordinary mail"),
        replace(WORDS, passages=(Passage("The risk", "It can be reed."),)),
        replace(WORDS, passages=(Passage("The riskIt", " can be read."),)),
        replace(WORDS, passages=()),
    ],
)
def test_the_text(text: Any) -> None:
    assert faults(replace(CONSENT, text=text)) == [SealPart.TEXT]


@pytest.mark.parametrize(
    "terms",
    [
        {"patient_id": 4},
        {"language": Language.SPANISH},
        {"scope": ConsentScope.REQUEST},
        {"request_id": 9},
        {"email": "x@example.org"},
        {"for_recipient": True},
        {"person": "Hill Law LLC"},
        {"relation": "Aunt"},
        {"purpose": "Other"},
        {"expires_on": date(2030, 1, 1)},
        {"expires_event": "Never"},
        {"signer": Signer("Somebody")},
        {"form": replace(WHOLE, information="All")},
        {"form": None},
    ],
)
def test_any_term(terms: dict[str, Any]) -> None:
    changed = replace(CONSENT, terms=replace(CONSENT.terms, **terms))
    assert faults(changed) == [SealPart.ROW]


@pytest.mark.parametrize(
    "how",
    [
        {"way": ConsentWay.PAPER},
        {"signed_on": date(2020, 1, 1)},
        {"given_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"explained_by": "Bob"},
        {"image_id": 4},
        {"scan_id": 4},
        {"voice": VoiceRecord("Bob", "Yes", NOW)},
        {"message": PatientMessage("<1@x>", TODAY, True)},
    ],
)
def test_anything_about_how_it_was_given(how: dict[str, Any]) -> None:
    assert faults(replace(CONSENT, given=replace(BEGUN, **how))) == [SealPart.ROW]


@pytest.mark.parametrize(
    "row", [{"number": "C9"}, {"patient_name": "Eve"}, {"patient_born": None}, {"id": 9}]
)
def test_the_rest_of_the_row(row: dict[str, Any]) -> None:
    assert faults(replace(CONSENT, **row)) == [SealPart.ROW]


def test_files() -> None:
    digests = Digests("t", "s", "i", "c")
    changed = replace(CONSENT, given=replace(BEGUN, digests=digests))
    assert faults(changed) == [SealPart.STROKES, SealPart.IMAGE, SealPart.SCAN]
    assert faults(CONSENT, "other") == [SealPart.PDF]


def test_a_draft_has_no_files() -> None:
    parts = sealed_parts(draft(), "")
    assert parts["strokes"] == ""
    assert parts["row"] == row_digest(draft())


def test_events_are_told_apart() -> None:
    happened = event(ConsentEventKind.REVOKED, 5, happened_on=TODAY, note="Letter")
    first = event_digest(1, happened)
    assert first == event_digest(1, happened)
    for changed in (
        replace(happened, happened_on=None),
        replace(happened, note=""),
        replace(happened, by_id=2),
        replace(happened, id=6),
        replace(happened, kind=ConsentEventKind.COPY_GIVEN),
    ):
        assert event_digest(1, changed) != first
    assert event_digest(2, happened) != first
    # a staff member's new name changes nothing that was sealed
    assert event_digest(1, replace(happened, by="Ann Example-Smith")) == first


def test_reports_say_what_is_wrong() -> None:
    assert SealReport(1, "C1").intact
    assert "as it was signed" in SealReport(1, "C1").sentence
    bad = SealReport(1, "C1", (SealFault(SealPart.TEXT), SealFault(SealPart.PDF)))
    assert "text that was read" in bad.sentence
    assert "sealed PDF" in bad.sentence
    assert "All 3 consents" in SealsReport(3).sentence
    whole = SealsReport(3, (bad,), (7,), "Event 4 is not as it was written.")
    assert not whole.intact
    for part in ("C1", "no. 7 is gone", "Event 4"):
        assert part in whole.sentence
    assert "Event" not in SealsReport(3, (bad,)).sentence
    assert len({part.label for part in SealPart}) == len(SealPart)


def test_voice_and_message_are_sealed() -> None:
    voiced = Given(ConsentWay.VOICE, TODAY, NOW, "Ann", voice=VoiceRecord("Bob", "Yes", NOW))
    assert given_facts(voiced)["voice"] == ["Bob", "Yes", NOW.isoformat()]
    wrote = replace(voiced, voice=None, message=PatientMessage("<1@x>", TODAY, False))
    assert given_facts(wrote)["message"] == ["<1@x>", "2026-11-23", False]
    assert text_digest(WORDS) != text_digest(replace(WORDS, title=""))


def test_dates_are_spoken_in_both_languages() -> None:
    assert spoken_date(TODAY, Language.ENGLISH) == "November 23, 2026"
    assert spoken_date(TODAY, Language.SPANISH) == "23 de noviembre de 2026"
    assert FORM_WORDS[Language.ENGLISH].keys() == FORM_WORDS[Language.SPANISH].keys()
    assert WORDS.plain == "Ordinary e-mail\n\nThe risk\n\nIt can be read."
