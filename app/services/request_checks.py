"""What was typed into the request form: made clean, or refused field by field.

The promise: a stored request names who asks and who receives, was not received in the future, keeps
to the path of the two questions, and, if it goes by mail, has an address that mail reaches.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

from app.domain.dates import EARLIEST_YEAR, format_us_date
from app.domain.deadlines import Deadline, decide_deadline
from app.domain.destinations import goes_to_patient, resolve
from app.domain.errors import FieldProblems
from app.domain.people import Patient
from app.domain.release_path import PATH_RULES, PathAnswers, choose_path
from app.domain.requests import Asker, Person, Recipient, RequestDetails, RequestKind
from app.domain.text import NAME_LIMIT, NOTE_LIMIT, PHONE_LIMIT, clean_line, clean_text
from app.services.people_checks import long_lines, mailing_problems, tidy_address
from app.services.settings import practice_of
from app.storage.unit import Unit

SHORT_TEXT = 200


def check_request(
    details: RequestDetails, patient: Patient, today: date, *, conflict_confirmed: bool
) -> RequestDetails:
    """The details with every text clean and the destination filled in.

    Raises:
        FieldProblems: each field that cannot be taken.
    """
    clean = _tidy(details)
    problems = _wrong_day(clean, patient, today) | _wrong_people(clean) | _too_long(clean)
    if not clean.wanted:
        problems["wanted"] = "Choose what is wanted."
    if clean.kind not in possible_kinds(clean):
        problems["kind"] = "This kind does not follow from who asks and who receives."
    destination = resolve(clean, patient)
    if destination.conflict and not conflict_confirmed:
        problems["address"] = (
            "The patient asked for mail at another address. Ask the patient where this copy "
            "should go, then confirm it."
        )
    if clean.road.is_postal:
        clean = replace(clean, address=destination.address)
        problems |= _address_problems(clean)
    if problems:
        raise FieldProblems(problems)
    return clean


def possible_kinds(details: RequestDetails) -> frozenset[RequestKind]:
    """Every kind that the two answers can lead to."""
    someone = details.asker_person.kind
    if details.asker is not Asker.SOMEONE_ELSE:
        someone = details.recipient_person.kind
    return frozenset(
        choose_path(PathAnswers(details.asker, details.recipient, someone, *answers)).kind
        for answers in product((False, True), repeat=4)
    )


def deadline_for(unit: Unit, details: RequestDetails) -> Deadline | None:
    """The legal dates where a clock runs, by the practice's state and the table in the store."""
    if not PATH_RULES[details.kind].has_clock:
        return None
    practice = practice_of(unit)
    return decide_deadline(
        details.received_on,
        practice.state,
        practice.provider_kinds,
        details.access_kind,
        unit.reference.state_rules(practice.state) if practice.state else (),
    )


def _tidy(details: RequestDetails) -> RequestDetails:
    return replace(
        details,
        asker_person=_tidy_person(details.asker_person),
        recipient_person=_tidy_person(details.recipient_person),
        wanted_span=clean_line(details.wanted_span),
        wanted_note=clean_text(details.wanted_note),
        address=tidy_address(details.address),
        address_confirmed_how=clean_line(details.address_confirmed_how),
        purpose=clean_line(details.purpose),
    )


def _tidy_person(person: Person) -> Person:
    return replace(
        person,
        name=clean_line(person.name),
        organization=clean_line(person.organization),
        relation=clean_line(person.relation),
        phone=clean_line(person.phone),
    )


def _wrong_day(details: RequestDetails, patient: Patient, today: date) -> dict[str, str]:
    day = details.received_on
    if day > today:
        sentence = f"This day is in the future. Today is {format_us_date(today)}."
        return {"received_on": sentence}
    if day.year < EARLIEST_YEAR:
        return {"received_on": f"The year {day.year:04d} is too early. Check the year."}
    if patient.details.birth_date and day < patient.details.birth_date:
        return {"received_on": "This day is before the patient was born."}
    return {}


def _wrong_people(details: RequestDetails) -> dict[str, str]:
    problems = {}
    if details.asker is not Asker.PATIENT and not details.asker_person.shown:
        problems["asker_person"] = "Type who is asking."
    if details.recipient is Recipient.THIRD_PARTY and not details.recipient_person.shown:
        problems["recipient_person"] = "Type who receives the copy."
    return problems


def _too_long(details: RequestDetails) -> dict[str, str]:
    problems = {}
    for field, person in (
        ("asker_person", details.asker_person),
        ("recipient_person", details.recipient_person),
    ):
        if max(len(person.name), len(person.organization), len(person.relation)) > NAME_LIMIT:
            problems[field] = f"A name is longer than {NAME_LIMIT} characters."
        elif len(person.phone) > PHONE_LIMIT:
            problems[field] = f"The phone number is longer than {PHONE_LIMIT} characters."
    for field, limit in (
        ("wanted_note", NOTE_LIMIT),
        ("wanted_span", SHORT_TEXT),
        ("address_confirmed_how", SHORT_TEXT),
        ("purpose", SHORT_TEXT),
    ):
        if len(getattr(details, field)) > limit:
            problems[field] = f"This is longer than {limit} characters."
    return problems | long_lines(details.address, "address_")


def _address_problems(details: RequestDetails) -> dict[str, str]:
    if details.address.is_empty:
        whose = "the patient's chart" if goes_to_patient(details) else "this recipient"
        return {"address": f"No address is on file for {whose}. Type where the copy should go."}
    return mailing_problems(details.address, "address_")
