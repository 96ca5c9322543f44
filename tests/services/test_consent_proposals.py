"""Consents that a request asks for: proposed from it, in two languages, for one address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.addresses import Address
from app.domain.authorization import AuthorizationForm
from app.domain.consent_texts import LINE
from app.domain.consents import ConsentKind, Language, Signer
from app.domain.errors import FieldProblems, Problem
from app.domain.release_rule import Allowed, NotYet
from app.domain.requests import Asker, Person, RequestKind, Road
from app.domain.staff import Role
from app.services.consent_seals import ConsentSealService
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.requests import RequestService
from app.system.clock import FixedClock
from tests.documents.reading_back import all_text
from tests.services.consent_kit import (
    EMAIL,
    OUR_FORM,
    OUTSIDE,
    SIGNATURE,
    opened,
    patient,
    terms,
)
from tests.services.desk_kit import open_desk
from tests.services.people_kit import gather, log_request
from tests.storage_kit import NOW

K = ConsentKind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = FixedClock(NOW)
    with open_desk(tmp_path / "data", role=Role.PRIVACY_OFFICER, clock=clock) as made:
        yield made


@pytest.fixture
def consents(desk: Desk) -> ConsentService:
    return ConsentService(desk)


@pytest.mark.parametrize("opened_in", list(Language))
def test_what_is_signed_is_the_language_that_was_shown(
    desk: Desk, consents: ConsentService, opened_in: Language
) -> None:
    other = next(one for one in Language if one is not opened_in)
    form = replace(OUR_FORM, purpose="")
    consent_id = opened(desk, K.AUTHORIZATION, language=opened_in, form=form)
    draft = consents.get(consent_id=consent_id).consent
    assert draft.other_text is not None
    assert (draft.text.language, draft.other_text.language) == (opened_in, other)
    assert draft.text.title != draft.other_text.title
    consents.sign_on_screen(
        consent_id=consent_id, version=1, drawing=SIGNATURE, language=draft.other_text.language
    )
    kept = consents.get(consent_id=consent_id).consent
    assert kept.text == draft.other_text
    assert kept.other_text == draft.text
    assert kept.terms.language is other
    purpose = {Language.ENGLISH: "At the request", Language.SPANISH: "A petición"}[other]
    assert purpose in kept.text.plain
    assert kept.terms.purpose == "At the request of the individual"  # as the staff reads it
    assert kept.terms.form is not None
    assert kept.terms.form.purpose == kept.terms.purpose
    assert draft.other_text.title in all_text(consents.sealed_pdf(consent_id=consent_id))
    assert ConsentSealService(desk).verify(consent_id=consent_id).intact


def test_the_core_elements_stand_in_the_language_of_the_text(
    desk: Desk, consents: ConsentService
) -> None:
    form = replace(OUR_FORM, information="Everything, 2024 to today", purpose="")
    consent_id = opened(desk, K.AUTHORIZATION, language=Language.SPANISH, form=form)
    consents.sign_on_screen(consent_id=consent_id, version=1, drawing=SIGNATURE)
    sealed = all_text(consents.sealed_pdf(consent_id=consent_id))
    assert "Todo el expediente, desde 2024 hasta hoy" in sealed
    assert "Everything" not in sealed
    other = consents.get(consent_id=consent_id).consent.other_text
    assert other is not None
    assert "Everything, 2024 to today" in other.plain


def test_a_language_without_a_text_is_not_signed(desk: Desk, consents: ConsentService) -> None:
    consent_id = opened(desk, K.AUTHORIZATION, form=OUTSIDE)
    assert consents.get(consent_id=consent_id).consent.other_text is None
    with pytest.raises(Problem) as caught:
        consents.sign_on_screen(
            consent_id=consent_id, version=1, drawing=SIGNATURE, language=Language.SPANISH
        )
    assert caught.value.code == "consent-text-missing"


def test_what_is_known_stands_in_the_words_before_it_is_opened(
    desk: Desk, consents: ConsentService
) -> None:
    nobody = consents.sketch(kind=K.AUTHORIZATION, language=Language.ENGLISH, terms=None)
    assert "Elm Clinic" in nobody.plain
    whose = patient(desk)
    bare = terms(whose, K.AUTHORIZATION, form=AuthorizationForm(), expires_on=None)
    known = consents.sketch(kind=K.AUTHORIZATION, language=Language.ENGLISH, terms=bare)
    patient_line = next(one.text for one in known.passages if one.heading == "Patient")
    assert LINE not in patient_line
    assert "Mosciski" in patient_line
    assert "March 14, 1961" in patient_line
    ends = next(one.text for one in known.passages if one.heading == "When this ends")
    assert LINE in ends  # that it can be taken back is no end (45 CFR 164.508(c)(1)(v))
    unnamed = replace(terms(whose), signer=Signer(representative=True, authority="Guardian"))
    said = consents.sketch(kind=K.EMAIL, language=Language.ENGLISH, terms=unnamed).plain
    assert f"I, {LINE}, want" in said
    assert "Guardian" in said


def test_an_authorization_for_one_address_opens_mail_to_that_address_alone(
    desk: Desk, consents: ConsentService
) -> None:
    whose = patient(desk)
    place = Address(line1="1 Main St", city="Boston", state="MA", zip_code="02108")
    request_id = log_request(
        desk,
        whose,
        asker=Asker.SOMEONE_ELSE,
        asker_person=Person(organization="Hill Law LLP"),
        kind=RequestKind.AUTHORIZATION,
        road=Road.MAIL,
        address=place,
    )
    with pytest.raises(FieldProblems) as caught:
        opened(desk, K.AUTHORIZATION, whose, address=replace(place, zip_code=""))
    assert set(caught.value.fields) == {"address_zip_code"}
    made = consents.proposal(request_id=request_id)
    assert (made.terms.kind, made.terms.address) == (K.AUTHORIZATION, place)
    consent_id = consents.open(terms=replace(made.terms, expires_on=date(2027, 11, 23))).value
    assert "1 Main St" in consents.get(consent_id=consent_id).consent.text.plain
    consents.sign_on_screen(consent_id=consent_id, version=1, drawing=SIGNATURE)
    gather(desk, request_id)
    assert isinstance(consents.release(request_id=request_id), Allowed)
    service = RequestService(desk)
    service.confirm_address(
        request_id=request_id,
        version=service.get(request_id=request_id).request.version,
        how="read back on the telephone",
        address=replace(place, line1="7 Main St"),
    )
    answer = consents.release(request_id=request_id)
    assert isinstance(answer, NotYet)
    assert [one.code for one in answer.reasons] == ["authorization-other_address"]


def test_a_request_for_ordinary_email_proposes_its_address(
    desk: Desk, consents: ConsentService
) -> None:
    whose = patient(desk)
    request_id = log_request(desk, whose, road=Road.UNENCRYPTED_EMAIL)
    made = consents.proposal(request_id=request_id)
    assert (made.terms.kind, made.terms.email) == (K.EMAIL, EMAIL)
    assert made.request_number
    mail = log_request(desk, whose, road=Road.MAIL)
    assert consents.proposal(request_id=mail).terms.kind is K.AUTHORIZATION
