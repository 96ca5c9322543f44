"""The shared values: names, addresses, people, and words for every enum member."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from app.domain import mail, papers, people, requests, staff
from app.domain.addresses import Address
from app.domain.errors import Conflict, FieldProblems, NotFound, NotPermitted, Problem

TODAY = date(2026, 11, 22)
HOME = Address(line1="784 Stamm Lock", line2="Unit 46", city="Somerville", state="MA",
               zip_code="02143")  # fmt: skip
SAFE = Address(line1="PO BOX 90", city="Cambridge", state="MA", zip_code="02138")


def _patient(**changes: object) -> people.Patient:
    known = {"family_name": "Mosciski958", "given_name": "Maynard46", "address": HOME, **changes}
    return people.Patient(1, people.PatientDetails(**known))  # type: ignore[arg-type]


ENUMS = [
    *(mail.MailService, mail.ExtraService, mail.MailStatus, papers.PaperKind, people.PartyKind),
    *(requests.RequestStatus, requests.Channel, requests.RecordType, requests.CopyForm),
    *(requests.Road, requests.IdentityMethod, staff.Role),
]


@pytest.mark.parametrize("kind", ENUMS)
def test_every_member_has_its_own_words(kind: type[StrEnum]) -> None:
    words = [member.label for member in kind]  # type: ignore[attr-defined]
    assert all(words)
    assert len(set(words)) == len(words)


def test_an_address_in_one_line() -> None:
    full = Address(
        attention="Records", company="Lakeview", care_of="Jane Roe", urbanization="URB GLADIOLAS",
        line1="150 Calle A", city="San Juan", state="PR", zip_code="00926", country="",
    )  # fmt: skip
    assert full.one_line == (
        "Records, Lakeview, c/o Jane Roe, URB GLADIOLAS, 150 Calle A, San Juan PR 00926"
    )
    assert HOME.one_line == "784 Stamm Lock Unit 46, Somerville MA 02143"


def test_an_address_survives_the_store() -> None:
    assert Address.from_dict(HOME.as_dict()) == HOME
    assert Address.from_dict({"line1": "1 Main St", "planet": "Mars"}) == Address(line1="1 Main St")
    assert Address().is_empty
    assert not HOME.is_empty


def test_values_do_not_print_who_they_are_about() -> None:
    patient = _patient(birth_date=date(2014, 10, 6), phone="617")
    for value in (patient, patient.details, HOME):
        assert "Mosciski" not in repr(value)
        assert "Stamm" not in repr(value)


def test_names_in_full_and_for_lists() -> None:
    details = _patient(middle_name="B.", suffix="Jr.").details
    assert details.full_name == "Maynard46 B. Mosciski958 Jr."
    assert details.list_name == "Mosciski958, Maynard46 B. Jr."
    assert people.PatientDetails(family_name="Cher").list_name == "Cher"


def test_minor_and_deceased() -> None:
    assert _patient(birth_date=date(2014, 10, 6)).is_minor(TODAY)
    assert not _patient(birth_date=date(2008, 11, 22)).is_minor(TODAY)
    assert not _patient().is_minor(TODAY)
    dead = _patient(birth_date=date(2014, 10, 6), death_date=date(2020, 1, 1))
    assert dead.is_deceased
    assert not dead.is_minor(TODAY)


def test_the_confidential_address_wins() -> None:
    """45 CFR 164.522(b)."""
    patient = people.Patient(1, _patient().details, confidential=SAFE)
    assert patient.mailing_address == SAFE
    assert _patient().mailing_address == HOME


def _request(asker: requests.Asker, recipient: requests.Recipient) -> requests.Request:
    details = requests.RequestDetails(
        patient_id=1, asker=asker, recipient=recipient, kind=requests.RequestKind.ACCESS,
        received_on=TODAY, channel=requests.Channel.MAIL, wanted=frozenset(),
        road=requests.Road.MAIL,
        asker_person=requests.Person(name="Dana Mosciski", organization=""),
        recipient_person=requests.Person(name="", organization="Lakeview Cardiology"),
    )  # fmt: skip
    return requests.Request(
        id=1, number="7F3K-9QXA", details=details, status=requests.RequestStatus.RECEIVED,
        logged_at=datetime(2026, 11, 22, tzinfo=UTC), logged_by="Ana Ruiz", due_on=None,
        federal_due_on=None, state_due_on=None, internal_target_on=None, governing="",
        citation="", patient_name="Maynard Mosciski", patient_born=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asker", "recipient", "name"),
    [
        (requests.Asker.PATIENT, requests.Recipient.ASKER, "Maynard Mosciski"),
        (requests.Asker.REPRESENTATIVE, requests.Recipient.ASKER, "Dana Mosciski"),
        (requests.Asker.REPRESENTATIVE, requests.Recipient.PATIENT, "Maynard Mosciski"),
        (requests.Asker.PATIENT, requests.Recipient.THIRD_PARTY, "Lakeview Cardiology"),
    ],
)
def test_whose_name_stands_on_the_envelope(
    asker: requests.Asker, recipient: requests.Recipient, name: str
) -> None:
    assert _request(asker, recipient).recipient_name == name


def test_a_request_is_open_until_it_ended() -> None:
    assert _request(requests.Asker.PATIENT, requests.Recipient.ASKER).is_open
    assert requests.RequestStatus.CLOSED not in requests.OPEN_STATUSES
    assert requests.Person(name="E. Duarte", organization="Duarte & Finch").shown == (
        "E. Duarte, Duarte & Finch"
    )


def test_postal_roads_make_mail_pieces() -> None:
    postal = {road for road in requests.Road if road.is_postal}
    assert postal == {
        requests.Road.MAIL,
        requests.Road.CERTIFIED_MAIL,
        requests.Road.PARCEL,
        requests.Road.MEDIA,
    }


def test_the_permission_table_is_complete_and_grows_with_the_role() -> None:
    """security.md section 10."""
    assert set(staff.PERMISSIONS) == set(staff.Operation)
    order = list(staff.Role)
    for operation in staff.Operation:
        allowed = [staff.is_permitted(role, operation) for role in order]
        assert allowed == sorted(allowed)
        assert allowed[-1]


def test_the_return_address_name_follows_the_mode() -> None:
    profile = papers.PracticeProfile(
        "Lakeside Oncology", HOME, "(617) 555-0100", "MA", "Ines Calloway", "(617) 555-0199",
        neutral_name="LSP",
    )  # fmt: skip
    assert profile.return_name == "Lakeside Oncology"
    neutral = papers.PracticeProfile(
        "Lakeside Oncology", HOME, "(617) 555-0100", "MA", "Ines Calloway", "(617) 555-0199",
        papers.ReturnAddressMode.NEUTRAL, "LSP",
    )  # fmt: skip
    assert neutral.return_name == "LSP"


def test_problems_say_three_things() -> None:
    problem = Problem("x", "It broke.", next_step="Try again.")
    assert problem.sentences == "It broke. Nothing was changed. Try again."
    assert str(problem) == "x"
    fields = FieldProblems({"zip": "The ZIP has 4 digits."})
    assert fields.happened == "The ZIP has 4 digits."
    assert FieldProblems({}, "Nothing typed.").happened == "Nothing typed."
    assert NotPermitted("export").operation == "export"
    assert Conflict().code == "conflict"
    assert "request" in NotFound("request").happened
