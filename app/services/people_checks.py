"""Typed details of patients, parties and addresses: made clean, or refused field by field.

The promise: nothing over-long, in the future or half an address gets into the store by hand, and
every refusal names its field.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from app.domain.address_check import address_errors
from app.domain.addresses import ADDRESS_LINE_LIMIT, Address
from app.domain.dates import EARLIEST_YEAR
from app.domain.errors import FieldProblems
from app.domain.people import PartyDetails, PatientDetails
from app.domain.postal_tables import PostalTables, postal_tables_from
from app.domain.text import (
    CHART_NUMBER_LIMIT,
    EMAIL_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    clean_line,
)
from app.system.resources import resource_text

_LIMITS = {
    "family_name": (NAME_LIMIT, "The last name"),
    "given_name": (NAME_LIMIT, "The first name"),
    "middle_name": (NAME_LIMIT, "The middle name"),
    "prefix": (NAME_LIMIT, "The prefix"),
    "suffix": (NAME_LIMIT, "The suffix"),
    "name": (NAME_LIMIT, "The name"),
    "organization": (NAME_LIMIT, "The organization"),
    "sex": (NAME_LIMIT, "This"),
    "chart_number": (CHART_NUMBER_LIMIT, "The chart number"),
    "phone": (PHONE_LIMIT, "The phone number"),
    "email": (EMAIL_LIMIT, "The e-mail address"),
}


@cache
def postal_tables() -> PostalTables:
    """The postal words and ZIP prefixes that ship with the program."""
    return postal_tables_from(json.loads(resource_text("postal_tables.json")))


def tidy_address(address: Address) -> Address:
    """The address with each line clean."""
    return Address(**{name: clean_line(text) for name, text in address.as_dict().items()})


def long_lines(address: Address, prefix: str = "") -> dict[str, str]:
    """A sentence for each line that is too long."""
    return {
        prefix + name: f"This line is longer than {ADDRESS_LINE_LIMIT} characters."
        for name, text in address.as_dict().items()
        if len(text) > ADDRESS_LINE_LIMIT
    }


def mailing_problems(address: Address, prefix: str = "") -> dict[str, str]:
    """What keeps mail from reaching an address; an empty one lacks everything."""
    if address.is_empty:
        return {prefix + "line1": "Type the address."}
    return {prefix + name: text for name, text in address_errors(address, postal_tables()).items()}


def check_patient(details: PatientDetails, today: date) -> PatientDetails:
    """The patient with every text clean.

    Raises:
        FieldProblems: each field that cannot be taken.
    """
    texts: dict[str, Any] = {
        name: clean_line(getattr(details, name))
        for name in PatientDetails.__dataclass_fields__
        if isinstance(getattr(details, name), str)
    }
    clean = replace(details, **texts, address=tidy_address(details.address))
    problems = _too_long(clean) | long_lines(clean.address) | _wrong_days(clean, today)
    if not clean.family_name:
        problems["family_name"] = "Type the last name."
    _refuse(problems)
    return clean


def check_confidential(address: Address | None) -> Address | None:
    """A confidential address that mail reaches, or none.

    Raises:
        FieldProblems: it is incomplete.
    """
    if address is None:
        return None
    clean = tidy_address(address)
    if clean.is_empty:
        return None
    _refuse(mailing_problems(clean, "confidential_"))
    return clean


def check_party(details: PartyDetails) -> PartyDetails:
    """The party with every text clean.

    Raises:
        FieldProblems: each field that cannot be taken.
    """
    clean = replace(
        details,
        name=clean_line(details.name),
        organization=clean_line(details.organization),
        phone=clean_line(details.phone),
        email=clean_line(details.email),
        address=tidy_address(details.address),
    )
    problems = _too_long(clean) | long_lines(clean.address)
    if not clean.name and not clean.organization:
        problems["name"] = "Type the name or the organization."
    if not clean.address.is_empty:
        problems |= mailing_problems(clean.address)
    _refuse(problems)
    return clean


def _too_long(details: PatientDetails | PartyDetails) -> dict[str, str]:
    return {
        name: f"{label} is longer than {limit} characters."
        for name, (limit, label) in _LIMITS.items()
        if len(getattr(details, name, "")) > limit
    }


def _wrong_days(details: PatientDetails, today: date) -> dict[str, str]:
    problems = {}
    for name, what in (("birth_date", "birth"), ("death_date", "death")):
        day = getattr(details, name)
        if day is not None and day > today:
            problems[name] = f"The date of {what} is in the future."
        elif day is not None and day.year < EARLIEST_YEAR:
            problems[name] = f"The year {day.year:04d} is too early. Check the year."
    born, died = details.birth_date, details.death_date
    if born and died and died < born:
        problems.setdefault("death_date", "The date of death is before the date of birth.")
    return problems


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise FieldProblems(problems)
