"""May this leave? The answer for stored requests, and what “ready” and “sent” make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.consents import ConsentKind, ConsentScope, PatientMessage
from app.domain.people import PartyDetails, PartyKind
from app.domain.release_rule import Allowed, NotYet, ReleaseShut
from app.domain.request_steps import NextAction
from app.domain.requests import (
    Asker,
    IdentityMethod,
    Person,
    Recipient,
    RequestKind,
    RequestStatus,
    Road,
)
from app.domain.staff import Role
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.parties import PartyService
from app.services.patients import PatientService
from app.services.requests import RequestService
from app.system.clock import FixedClock
from tests.services.consent_kit import (
    EMAIL,
    OUTSIDE,
    TODAY,
    opened,
    patient,
    returned,
    scan,
    signed,
)
from tests.services.desk_kit import OFFICE, SHELTER, open_desk, wanted
from tests.storage_kit import NOW

K = ConsentKind
LAW = Person("Elena Duarte", "Hill Law LLP", PartyKind.LAW_OFFICE, phone="617 555 0170")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with open_desk(tmp_path / "data", role=Role.PRIVACY_OFFICER, clock=clock) as made:
        yield made


@pytest.fixture
def requests(desk: Desk) -> RequestService:
    return RequestService(desk)


@pytest.fixture
def consents(desk: Desk) -> ConsentService:
    return ConsentService(desk)


def log(desk: Desk, whose: int, *, gathered: bool = True, **changes: Any) -> int:
    """A request with its identity checked and its pages counted."""
    requests = RequestService(desk)
    road = changes.pop("road", Road.UNENCRYPTED_EMAIL)
    values = {"road": road, "address_confirmed_how": "", **changes}
    one = requests.log(details=wanted(whose, **values)).value.id
    if gathered:
        method = IdentityMethod.PHOTO_ID
        requests.record_identity(request_id=one, version=1, method=method)
        requests.mark_gathered(request_id=one, version=2, page_count=3)
    return one


def by_authorization(desk: Desk, whose: int, **changes: Any) -> int:
    """A law office's request."""
    values: dict[str, Any] = {
        "asker": Asker.SOMEONE_ELSE,
        "kind": RequestKind.AUTHORIZATION,
        "asker_person": LAW,
        "address": OFFICE,
        "road": Road.MAIL,
        "address_confirmed_how": "letterhead",
    }
    return log(desk, whose, **(values | changes))


def codes(desk: Desk, request_id: int) -> list[str]:
    """The codes of what is missing; nothing when it may leave."""
    answer = RequestService(desk).get(request_id=request_id).release
    return [one.code for one in answer.reasons] if isinstance(answer, NotYet) else []


def change_patient(desk: Desk, whose: int, **changes: Any) -> None:
    patients = PatientService(desk)
    before = patients.get(patient_id=whose)
    confidential = changes.pop("confidential", before.confidential)
    patients.change(
        patient_id=whose,
        version=before.version,
        details=replace(before.details, **changes),
        confidential=confidential,
    )


def test_ordinary_e_mail_waits_for_the_signature(
    desk: Desk, requests: RequestService, consents: ConsentService
) -> None:
    whose = patient(desk)
    one = log(desk, whose)
    assert codes(desk, one) == ["address-unconfirmed", "email-none"]
    with pytest.raises(ReleaseShut) as caught:
        requests.mark_ready(request_id=one, version=3)
    assert caught.value.unharmed == "Nothing was sent or changed."
    assert requests.get(request_id=one).request.status is RequestStatus.GATHERED
    draft = opened(desk, K.EMAIL, whose)
    assert "email-draft" in codes(desk, one)
    consents.discard(consent_id=draft, version=1, reason="Anew")
    consent_id = signed(desk, K.EMAIL, whose)
    view = requests.get(request_id=one)
    assert isinstance(view.release, Allowed)
    assert view.sends_to == EMAIL
    requests.mark_ready(request_id=one, version=3)
    consents.revoke(consent_id=consent_id, version=2, received_on=TODAY)
    assert codes(desk, one) == ["address-unconfirmed", "email-revoked"]
    with pytest.raises(ReleaseShut):
        requests.mark_sent(request_id=one, version=4)
    signed(desk, K.EMAIL, whose)
    requests.mark_sent(request_id=one, version=4)


def test_changing_one_letter_shuts_it(desk: Desk) -> None:
    whose = patient(desk)
    one = log(desk, whose)
    signed(desk, K.EMAIL, whose)
    assert codes(desk, one) == []
    change_patient(desk, whose, email="maynart@example.org")
    assert codes(desk, one) == ["address-unconfirmed", "email-other_address"]
    change_patient(desk, whose, email="MAYNARD@example.org")
    assert codes(desk, one) == []
    change_patient(desk, whose, email="maynаrd@example.org")
    assert codes(desk, one) == ["address-flagged", "email-other_address"]
    change_patient(desk, whose, email="")
    assert codes(desk, one)[0] == "address-missing"


def test_a_message_of_the_patient_is_no_warning(desk: Desk, consents: ConsentService) -> None:
    whose = patient(desk)
    one = log(desk, whose)
    message = PatientMessage("<1@example.org>", TODAY, alert_sent=True)
    consents.record_message(consent_id=opened(desk, K.EMAIL, whose), version=1, message=message)
    assert "email-message_only" in codes(desk, one)


def test_a_consent_ends_by_the_stores_day(desk: Desk, clock: FixedClock) -> None:
    whose = patient(desk)
    one = log(desk, whose)
    signed(desk, K.EMAIL, whose, expires_on=TODAY + timedelta(3))
    assert codes(desk, one) == []
    clock.advance(timedelta(days=4))
    assert "email-expired" in codes(desk, one)
    opened(desk, K.PICK_UP, whose)
    clock.advance(timedelta(days=-4))
    assert "email-expired" in codes(desk, one)


def test_a_consent_for_one_request_opens_no_other(desk: Desk) -> None:
    whose = patient(desk)
    one, two = log(desk, whose), log(desk, whose)
    signed(desk, K.EMAIL, whose, scope=ConsentScope.REQUEST, request_id=one)
    assert codes(desk, one) == []
    assert "email-none" in codes(desk, two)


def test_encrypted_e_mail_is_read_back_and_void_when_changed(
    desk: Desk, requests: RequestService
) -> None:
    whose = patient(desk)
    one = log(desk, whose, road=Road.ENCRYPTED_EMAIL)
    view = requests.get(request_id=one)
    assert view.next_step.action is NextAction.CONFIRM_ADDRESS
    requests.confirm_address(request_id=one, version=3, how="Spelled on the phone")
    assert codes(desk, one) == []
    assert requests.get(request_id=one).next_step.action is NextAction.MARK_READY
    change_patient(desk, whose, email="maynard@example.com")
    assert codes(desk, one) == ["address-changed"]
    view = requests.get(request_id=one)
    assert view.next_step.action is NextAction.CONFIRM_ADDRESS
    with pytest.raises(ReleaseShut):
        requests.mark_ready(request_id=one, version=4)
    requests.confirm_address(request_id=one, version=4, how="Spelled again")
    requests.mark_ready(request_id=one, version=5)
    change_patient(desk, whose, email="maynard@gmial.com")
    assert codes(desk, one) == ["address-flagged"]
    requests.confirm_address(request_id=one, version=6, how="Spelled: it is gmial")
    assert codes(desk, one) == []


def test_fax_numbers(desk: Desk, requests: RequestService) -> None:
    whose = patient(desk)
    one = by_authorization(
        desk, whose, road=Road.FAX, kind=RequestKind.AUTHORIZATION, address_confirmed_how=""
    )
    assert codes(desk, one) == ["authorization-none", "address-unconfirmed"]
    assert requests.get(request_id=one).sends_to == LAW.phone
    own = log(desk, patient(desk, phone=""), road=Road.FAX)
    assert codes(desk, own) == ["address-missing"]


def test_numbers_and_addresses_out_of_the_book(desk: Desk, requests: RequestService) -> None:
    details = PartyDetails(PartyKind.PROVIDER, "Dr. Hall", phone="617 555 0188", email="h@hall.org")
    party = PartyService(desk).save(details=details).value
    doctor = Person("Dr. Hall", "", PartyKind.PROVIDER, party_id=party)
    values: dict[str, Any] = {
        "asker": Asker.SOMEONE_ELSE,
        "kind": RequestKind.TREATMENT,
        "asker_person": doctor,
        "address_confirmed_how": "known",
    }
    fax = log(desk, patient(desk), road=Road.FAX, **values)
    mail = log(desk, patient(desk), road=Road.ENCRYPTED_EMAIL, **values)
    assert requests.get(request_id=fax).sends_to == "617 555 0188"
    assert requests.get(request_id=mail).sends_to == "h@hall.org"
    assert codes(desk, fax) == codes(desk, mail) == []
    stranger = values | {"asker_person": replace(doctor, party_id=None)}
    assert codes(desk, log(desk, patient(desk), road=Road.ENCRYPTED_EMAIL, **stranger)) == [
        "address-missing"
    ]


def test_mail_to_another_place_than_the_confirmed_one(desk: Desk, requests: RequestService) -> None:
    whose = patient(desk)
    one = log(desk, whose, road=Road.MAIL, address_confirmed_how="by phone")
    assert codes(desk, one) == []
    change_patient(desk, whose, confidential=SHELTER)
    assert codes(desk, one) == ["address-flagged"]
    requests.confirm_address(
        request_id=one, version=3, how="Patient wants it at home", conflict_confirmed=True
    )
    assert codes(desk, one) == []
    change_patient(desk, whose, confidential=replace(SHELTER, line1="PO Box 78"))
    assert codes(desk, one) == ["address-flagged"]


def test_an_address_logged_and_not_confirmed(desk: Desk) -> None:
    one = log(desk, patient(desk), road=Road.MAIL)
    assert codes(desk, one) == ["address-unconfirmed"]


def test_an_authorization_for_this_recipient(
    desk: Desk, consents: ConsentService, tmp_path: Path
) -> None:
    whose = patient(desk)
    one = by_authorization(desk, whose)
    assert codes(desk, one) == ["authorization-none"]
    consent_id = opened(desk, K.AUTHORIZATION, whose, form=OUTSIDE)
    assert codes(desk, one) == ["authorization-draft"]
    consents.record_paper(consent_id=consent_id, version=1, paper=returned(scan(tmp_path / "in")))
    assert codes(desk, one) == []
    consents.revoke(consent_id=consent_id, version=2, received_on=TODAY)
    assert codes(desk, one) == ["authorization-revoked"]


def test_an_incomplete_authorization_names_what_is_missing(
    desk: Desk, consents: ConsentService, tmp_path: Path
) -> None:
    whose = patient(desk)
    one = by_authorization(desk, whose)
    form = replace(OUTSIDE, purpose="")
    consents.record_paper(
        consent_id=opened(desk, K.AUTHORIZATION, whose, form=form),
        version=1,
        paper=returned(scan(tmp_path / "in")),
    )
    assert codes(desk, one) == ["authorization-purpose"]
    other = patient(desk)
    two = by_authorization(desk, other)
    signed(desk, K.AUTHORIZATION, other, form=replace(OUTSIDE, recipient="Other Law"))
    assert codes(desk, two) == ["authorization-other_address"]


def test_pick_up_by_someone_else(desk: Desk, consents: ConsentService) -> None:
    whose = patient(desk)
    one = log(desk, whose, road=Road.PICK_UP)
    assert codes(desk, one) == []
    shut = consents.release(request_id=one, collected_by="Rosa Ibarra")
    assert isinstance(shut, NotYet)
    assert shut.reasons[0].code == "pick-up-none"
    signed(desk, K.PICK_UP, whose)
    assert isinstance(consents.release(request_id=one, collected_by="rosa ibarra"), Allowed)
    wrong = consents.release(request_id=one, collected_by="Rosa Ibarro")
    assert isinstance(wrong, NotYet)
    assert wrong.reasons[0].code == "pick-up-other_address"


def test_another_road_can_be_asked_about(desk: Desk, consents: ConsentService) -> None:
    one = log(desk, patient(desk), road=Road.PICK_UP)
    assert isinstance(consents.release(request_id=one, road=Road.PORTAL), Allowed)
    assert isinstance(consents.release(request_id=one, road=Road.ENCRYPTED_EMAIL), NotYet)


def test_a_direction_to_someone_else_needs_a_consent_that_says_so(desk: Desk) -> None:
    details = PartyDetails(PartyKind.OTHER, "Rosa Ibarra", email="rosa@example.org")
    party = PartyService(desk).save(details=details).value
    whose = patient(desk)
    one = log(
        desk,
        whose,
        recipient=Recipient.THIRD_PARTY,
        kind=RequestKind.DIRECTIVE_ELECTRONIC,
        recipient_person=Person("Rosa Ibarra", party_id=party),
    )
    signed(desk, K.EMAIL, whose, email="rosa@example.org")
    assert "email-other_address" in codes(desk, one)
    signed(desk, K.EMAIL, whose, email="rosa@example.org", for_recipient=True)
    assert codes(desk, one) == []


def test_who_asks_has_to_be_known(desk: Desk) -> None:
    one = log(desk, patient(desk), gathered=False, road=Road.PICK_UP)
    assert codes(desk, one) == ["identity"]
    two = log(
        desk,
        patient(desk),
        gathered=False,
        road=Road.PICK_UP,
        asker=Asker.REPRESENTATIVE,
        kind=RequestKind.REPRESENTATIVE_ACCESS,
        asker_person=Person("Rosa Ibarra"),
    )
    assert codes(desk, two) == ["identity", "authority"]
