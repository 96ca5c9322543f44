"""Does a consent cover this address, person or recipient? One changed letter shuts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.consent_cover import (
    Cover,
    Judged,
    authorization_cover,
    email_cover,
    normal_words,
    pick_up_cover,
    same_address,
    same_name,
    same_number,
)
from app.domain.consent_states import standing_of
from app.domain.consents import (
    Consent,
    ConsentEventKind,
    ConsentKind,
    ConsentScope,
    ConsentWay,
)
from app.domain.release_reasons import ConsentState as C
from tests.domain.consent_kit import EMAIL, TODAY, WHOLE, draft, given, with_event

K, E = ConsentKind, ConsentEventKind
OFFICE = Address(line1="9 Court Sq", city="Boston", state="MA", zip_code="02108")


def judged(*consents: Consent) -> list[Judged]:
    return [Judged(one, standing_of(one, TODAY)) for one in consents]


def email(*consents: Consent, address: str = EMAIL, request: int = 5, third: bool = False) -> Cover:
    return email_cover(judged(*consents), address, request, for_recipient=third)


@pytest.mark.parametrize(
    ("consents", "state"),
    [
        ((), C.NONE),
        ((draft(),), C.DRAFT),
        ((given(),), C.ACTIVE),
        ((given(expires_on=TODAY),), C.EXPIRING),
        ((given(expires_on=TODAY - timedelta(1)),), C.EXPIRED),
        ((given(way=ConsentWay.PATIENT_WROTE),), C.MESSAGE_ONLY),
        ((with_event(given(), E.REVOKED, 90),), C.REVOKED),
        ((with_event(draft(), E.DECLINED, 90),), C.DECLINED),
        ((with_event(draft(), E.DISCARDED, 90),), C.NONE),
        ((given(email="dama@example.org"),), C.OTHER_ADDRESS),
        ((with_event(given(email="dama@example.org"), E.REVOKED, 90),), C.NONE),
        ((given(for_recipient=True),), C.OTHER_ADDRESS),
        ((given(K.PICK_UP),), C.NONE),
        # the longer one counts where both hold
        ((given(), given(number=2, expires_on=TODAY)), C.ACTIVE),
        # a newer draft does not shut what was given before
        ((given(), draft(number=2)), C.ACTIVE),
        ((with_event(given(), E.REVOKED, 12), given(number=2)), C.ACTIVE),
        # a wish taken back later overrules an older consent to the same address
        ((given(), with_event(given(number=2), E.REVOKED, 90)), C.REVOKED),
        ((given(number=2), with_event(given(), E.REVOKED, 90)), C.REVOKED),
        ((given(number=2), with_event(draft(), E.DECLINED, 90)), C.DECLINED),
        # the patient wrote after signing: what was signed still holds
        ((given(), given(number=2, way=ConsentWay.PATIENT_WROTE)), C.ACTIVE),
    ],
)
def test_consents_to_one_e_mail_address(consents: tuple[Consent, ...], state: C) -> None:
    assert email(*consents).state is state


def test_a_consent_for_one_request_covers_no_other() -> None:
    one = given(scope=ConsentScope.REQUEST, request_id=5)
    assert email(one).state is C.ACTIVE
    assert email(one, request=6).state is C.NONE
    assert email(given(request_id=5), request=6).state is C.ACTIVE


def test_the_recipients_address_needs_a_consent_that_says_so() -> None:
    assert email(given(for_recipient=True), third=True).state is C.ACTIVE
    assert email(given(), third=True).state is C.OTHER_ADDRESS


@each(st.integers(0, len(EMAIL) - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789-."))
def test_one_changed_letter_shuts_it(place: int, letter: str) -> None:
    changed = EMAIL[:place] + letter + EMAIL[place + 1 :]
    state = email(given(), address=changed).state
    assert state is (C.ACTIVE if changed == EMAIL else C.OTHER_ADDRESS)


def test_pick_up_by_the_named_person_only() -> None:
    named = judged(given(K.PICK_UP))
    assert pick_up_cover(named, "rosa  IBARRA", 5).state is C.ACTIVE
    assert pick_up_cover(named, "Rosa Ibarrra", 5).state is C.OTHER_ADDRESS
    assert pick_up_cover(judged(), "Rosa Ibarra", 5).state is C.NONE


def test_an_authorization_names_its_recipient_and_place() -> None:
    placed = judged(given(K.AUTHORIZATION, address=OFFICE))
    names = ["Elena Duarte, Hill Law LLP", "Elena Duarte", "Hill Law LLP"]
    assert authorization_cover(placed, names, OFFICE, 5).state is C.ACTIVE
    assert authorization_cover(placed, names, Address(), 5).state is C.ACTIVE
    elsewhere = replace(OFFICE, line1="8 Court Sq")
    assert authorization_cover(placed, names, elsewhere, 5).state is C.OTHER_ADDRESS
    assert authorization_cover(placed, ["Hill Law LLC"], OFFICE, 5).state is C.OTHER_ADDRESS
    anywhere = judged(given(K.AUTHORIZATION))
    assert authorization_cover(anywhere, names, OFFICE, 5).state is C.ACTIVE


def test_taking_one_authorization_back_leaves_another_in_force() -> None:
    two = judged(
        given(K.AUTHORIZATION), with_event(given(K.AUTHORIZATION, number=2), E.REVOKED, 90)
    )
    assert authorization_cover(two, ["Hill Law LLP"], OFFICE, 5).state is C.ACTIVE
    bad = judged(given(K.AUTHORIZATION, form=replace(WHOLE, purpose="")))
    cover = authorization_cover(bad, ["Hill Law LLP"], OFFICE, 5)
    assert cover.state is C.INCOMPLETE
    assert cover.judged is bad[0]


def test_addresses_names_and_numbers_letter_by_letter() -> None:
    assert same_address(OFFICE, replace(OFFICE, line1="9 COURT SQ."))
    assert not same_address(OFFICE, replace(OFFICE, zip_code="02109"))
    assert not same_address(OFFICE, replace(OFFICE, line1="9 Court Sp"))
    assert not same_address(Address(), Address())
    assert same_name("Peña", "Pen\u0303a")
    assert not same_name("Peña", "Pena")
    assert not same_name("", " ")
    assert same_number("(617) 555-0100", "+1 617.555.0100")
    assert not same_number("617 555 0100", "617 555 0101")
    assert not same_number("", "")


@each(st.text(max_size=40))
def test_normal_words_are_steady(text: str) -> None:
    assert normal_words(normal_words(text)) == normal_words(text)
