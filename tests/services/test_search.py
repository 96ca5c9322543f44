"""The search field: consents are found by whom, what they cover and kind, with their status."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from app.domain.authorization import AuthorizationForm
from app.domain.consents import ConsentKind
from app.domain.people import PatientDetails
from app.domain.search_terms import SearchHit, SearchKind
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.patients import PatientService
from app.services.search import SearchService
from app.system.clock import FixedClock
from tests.services.consent_kit import (
    EMAIL,
    OUTSIDE,
    opened,
    patient,
    returned,
    scan,
    signed,
    version,
)
from tests.services.desk_kit import HOME


def consents(desk: Desk, typed: str) -> list[SearchHit]:
    """The consents among what is found."""
    found = SearchService(desk).find(text=typed)
    return [hit for hit in found if hit.kind is SearchKind.CONSENT]


def test_a_consent_is_found_by_patient_address_person_kind_and_number(desk: Desk) -> None:
    dana = patient(desk)
    mail = signed(desk, patient_id=dana)
    pick_up = opened(desk, ConsentKind.PICK_UP, dana)
    law = signed(desk, ConsentKind.AUTHORIZATION, dana)
    assert {hit.entity_id for hit in consents(desk, "Mosciski")} == {mail, pick_up, law}
    assert [hit.entity_id for hit in consents(desk, EMAIL)] == [mail]
    assert [hit.entity_id for hit in consents(desk, "ibarra")] == [pick_up]
    assert [hit.entity_id for hit in consents(desk, "mosciski pick-up")] == [pick_up]
    assert [hit.entity_id for hit in consents(desk, "hill law authorization")] == [law]
    assert consents(desk, "mosciski zzz") == []
    with desk.reading() as unit:
        number = unit.consents.get(law).number
    assert [hit.entity_id for hit in consents(desk, number)] == [law]


def test_the_row_says_patient_kind_and_where_it_stands_today(desk: Desk) -> None:
    consent_id = opened(desk)
    (hit,) = consents(desk, EMAIL)
    assert hit.title == "Maynard Mosciski"
    assert hit.detail == f"E-mail  ·  Not signed yet  ·  {EMAIL}"
    ConsentService(desk).discard(
        consent_id=consent_id, version=version(desk, consent_id), reason="By mistake"
    )
    (hit,) = consents(desk, EMAIL)
    assert "Discarded" in hit.detail


def test_a_status_that_changes_by_itself_is_never_stale(desk: Desk) -> None:
    signed(desk, expires_on=date(2026, 12, 1))
    assert consents(desk, EMAIL)[0].detail.split("  ·  ")[1] == "Ends soon"
    assert isinstance(desk.clock, FixedClock)
    desk.clock.advance(timedelta(days=30))
    assert consents(desk, EMAIL)[0].detail.split("  ·  ")[1] == "Expired"


def test_a_paper_from_outside_is_found_by_the_recipient_it_names(
    desk: Desk, tmp_path: Path
) -> None:
    consent_id = opened(desk, ConsentKind.AUTHORIZATION, form=OUTSIDE)
    paper = returned(scan(tmp_path / "scans"), form=OUTSIDE)
    assert consents(desk, "sunrise") == []
    ConsentService(desk).record_paper(
        consent_id=consent_id,
        version=1,
        paper=returned(paper.picked.path, form=_with_recipient("Sunrise Health Plan")),
    )
    assert [hit.entity_id for hit in consents(desk, "sunrise")] == [consent_id]


def test_a_patient_with_a_new_name_is_found_by_both(desk: Desk) -> None:
    patient_id = patient(desk)
    consent_id = signed(desk, patient_id=patient_id)
    details = PatientDetails("Riley", "Maynard", birth_date=date(1961, 3, 14), address=HOME)
    PatientService(desk).change(
        patient_id=patient_id, version=1, details=details, confidential=None
    )
    assert [hit.entity_id for hit in consents(desk, "riley")] == [consent_id]
    assert [hit.entity_id for hit in consents(desk, "mosciski")] == [consent_id]
    assert consents(desk, "riley")[0].title == "Maynard Mosciski"


def _with_recipient(name: str) -> AuthorizationForm:

    return replace(OUTSIDE, recipient=name)
