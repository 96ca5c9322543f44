"""Where a copy goes: one order of addresses for everything printed or sent (hipaa.md section 9).

The promise: this request's own destination first, then the patient's confidential address, then the
chart address; where the first two differ someone has to ask the patient; while a confidential
address is on file the chart address is never used by itself (45 CFR 164.522(b)).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.people import Patient
from app.domain.requests import Person, RequestDetails
from app.domain.search_terms import fold


class AddressSource(StrEnum):
    """Where the address was taken from."""

    REQUEST = "request"
    CONFIDENTIAL = "confidential"
    CHART = "chart"
    NONE = "none"

    @property
    def label(self) -> str:
        """The source in words."""
        return {
            AddressSource.REQUEST: "Address given with this request",
            AddressSource.CONFIDENTIAL: "Confidential address, used instead of the chart address",
            AddressSource.CHART: "Chart address",
            AddressSource.NONE: "No address",
        }[self]


@dataclass(frozen=True, slots=True)
class Destination:
    """The address that is used, where it is from, and whether the patient has to be asked."""

    address: Address = field(repr=False)
    source: AddressSource
    conflict: bool = False


def goes_to_patient(details: RequestDetails) -> bool:
    """The copy goes to the patient in person."""
    return details.receiver is None


def receiver(details: RequestDetails) -> Person | None:
    """Who gets the copy; None for the patient."""
    return details.receiver


def resolve(details: RequestDetails, patient: Patient) -> Destination:
    """The destination of a request. Only a copy for the patient falls back on the patient's own."""
    to_patient = goes_to_patient(details)
    if not details.address.is_empty:
        conflict = (
            to_patient
            and patient.confidential is not None
            and not same_place(details.address, patient.confidential)
        )
        return Destination(details.address, AddressSource.REQUEST, conflict)
    if to_patient and patient.confidential is not None:
        return Destination(patient.confidential, AddressSource.CONFIDENTIAL)
    if to_patient and not patient.details.address.is_empty:
        return Destination(patient.details.address, AddressSource.CHART)
    return Destination(Address(), AddressSource.NONE)


def with_organization(details: RequestDetails, address: Address) -> Address:
    """The address as papers carry it: the receiver's organization on the company line.

    Publication 28 puts it below the name and above the street (``mail.md`` 3.1). A company typed
    with the address itself stays; an organization without a person is the name line already.
    """
    person = receiver(details)
    if person is None or not person.name or address.company:
        return address
    return replace(address, company=person.organization)


def same_place(one: Address, other: Address) -> bool:
    """The same address, whatever its case, dots and blanks."""
    return fold(one.one_line) == fold(other.one_line)
