"""Patients, and the people and offices that ask for or receive records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.dates import years_between

ADULT_AGE = 18
"""Age of majority in most states; a prompt, never a bar (45 CFR 164.502(g)(3))."""


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What is known of a patient, as typed or imported."""

    family_name: str = field(repr=False)
    given_name: str = field(default="", repr=False)
    middle_name: str = field(default="", repr=False)
    prefix: str = field(default="", repr=False)
    suffix: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    death_date: date | None = field(default=None, repr=False)
    sex: str = field(default="", repr=False)
    chart_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: Address = field(default=Address(), repr=False)

    @property
    def full_name(self) -> str:
        """``Maynard Mosciski Jr.``: given, middle and family name, with suffix."""
        parts = (self.given_name, self.middle_name, self.family_name, self.suffix)
        return " ".join(part for part in parts if part)

    @property
    def list_name(self) -> str:
        """``Mosciski, Maynard``, for lists in order of names."""
        rest = " ".join(part for part in (self.given_name, self.middle_name, self.suffix) if part)
        return f"{self.family_name}, {rest}" if rest else self.family_name


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient in the store.

    ``confidential`` is an alternate address under 45 CFR 164.522(b); while it is there it wins
    over the chart address for everything printed or sent.
    """

    id: int
    details: PatientDetails = field(repr=False)
    confidential: Address | None = field(default=None, repr=False)
    version: int = 1

    @property
    def mailing_address(self) -> Address:
        """The confidential address if there is one, else the chart address."""
        return self.confidential or self.details.address

    def is_minor(self, today: date) -> bool:
        """Under 18 today and not deceased; unknown birth dates are not minors."""
        details = self.details
        if details.birth_date is None or details.death_date is not None:
            return False
        return years_between(details.birth_date, today) < ADULT_AGE

    @property
    def is_deceased(self) -> bool:
        """A date of death is on file."""
        return self.details.death_date is not None


class PartyKind(StrEnum):
    """Who a person or office in the book of requesters is."""

    REPRESENTATIVE = "representative"
    PROVIDER = "provider"
    LAW_OFFICE = "law_office"
    INSURER = "insurer"
    GOVERNMENT = "government"
    COURT = "court"
    FAMILY = "family"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            PartyKind.REPRESENTATIVE: "Personal representative",
            PartyKind.PROVIDER: "Doctor, clinic or hospital",
            PartyKind.LAW_OFFICE: "Law office",
            PartyKind.INSURER: "Insurer or payer",
            PartyKind.GOVERNMENT: "Government agency",
            PartyKind.COURT: "Court or subpoena",
            PartyKind.FAMILY: "Family or friend",
            PartyKind.OTHER: "Someone else",
        }[self]


@dataclass(frozen=True, slots=True)
class PartyDetails:
    """A requester or recipient as the book keeps it."""

    kind: PartyKind
    name: str = field(repr=False)
    organization: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: Address = field(default=Address(), repr=False)


@dataclass(frozen=True, slots=True)
class Party:
    """A requester or recipient in the book, with the day it was last used."""

    id: int
    details: PartyDetails = field(repr=False)
    last_used_on: date | None
    version: int = 1
