"""The consents on the patient's page: what, for whom, where each stands, and the way there."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QPushButton

from app.domain.consents import ConsentKind
from app.domain.staff import Role
from app.services.consents import ConsentService
from app.ui.kit.chip import Chip
from app.ui.kit.tokens import Kind
from tests.services.consent_kit import opened, signed, version
from tests.ui.a11y import unnamed
from tests.ui.registers.conftest import OpenAs
from tests.ui.registers.registers_kit import Registers, said_in


def chips(registers: Registers) -> list[tuple[str, str]]:
    """Each status with the name of its colour, from top to bottom."""
    lines = registers.page.patients.card.consents
    return [(chip.text(), chip.property("kind")) for chip in lines.findChildren(Chip)]


def test_the_page_lists_what_the_patient_agreed_to(registers: Registers) -> None:
    patient_id = registers.add(email="maynard@example.org")
    gone = signed(registers.desk, ConsentKind.PICK_UP, patient_id)
    stands = signed(registers.desk, patient_id=patient_id, expires_on=date(2027, 6, 1))
    opened(registers.desk, ConsentKind.AUTHORIZATION, patient_id)
    consents = ConsentService(registers.desk)
    now = version(registers.desk, gone)
    consents.revoke(consent_id=gone, version=now, received_on=date(2026, 11, 23))
    registers.page.show_item(("patient", patient_id))
    card = registers.page.patients.card
    said = said_in(card)
    for words in (
        "maynard@example.org", "until 06/01/2027", "Rosa Ibarra", "Taken back on 11/23/2026",
        "Opened and not signed yet",
    ):  # fmt: skip
        assert words in said
    assert sorted(chips(registers)) == sorted(
        [
            ("Not signed yet", Kind.INFO.value),
            ("Active", Kind.DONE.value),
            ("Revoked", Kind.LATE.value),
        ]
    )
    openers = {button.text(): button for button in card.consents.findChildren(QPushButton)}
    assert set(openers) == {kind.label for kind in ConsentKind}
    openers[ConsentKind.EMAIL.label].click()
    card.consent_button.click()
    assert registers.gone_to == [("consents", stands), ("consents", ("patient", patient_id))]
    assert unnamed(card) == []


def test_what_stands_comes_before_what_is_over_and_the_rest_is_counted(
    registers: Registers,
) -> None:
    patient_id = registers.add(email="maynard@example.org")
    stands = signed(registers.desk, patient_id=patient_id)
    for _ in range(7):
        let_go = opened(registers.desk, patient_id=patient_id)
        ConsentService(registers.desk).discard(consent_id=let_go, version=1, reason="Mistake")
    registers.page.show_item(("patient", patient_id))
    assert chips(registers)[0] == ("Active", Kind.DONE.value)
    assert len(chips(registers)) == 6
    assert "2 more in the Consents room." in said_in(registers.page.patients.card)
    assert stands


def test_a_patient_without_consents_is_told(registers: Registers) -> None:
    registers.page.show_item(("patient", registers.add()))
    assert chips(registers) == []
    assert said_in(registers.page.patients.card.consents) == "None so far."


def test_who_may_not_capture_sees_them_and_gets_no_button(open_as: OpenAs) -> None:
    first = open_as()
    patient_id = first.add(email="maynard@example.org")
    signed(first.desk, patient_id=patient_id)
    viewer = open_as(Role.READ_ONLY)
    viewer.page.show_item(("patient", patient_id))
    assert chips(viewer) == [("Active", Kind.DONE.value)]
    assert not viewer.page.patients.card.consent_button.isVisibleTo(viewer.page)
