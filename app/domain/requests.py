"""A request for records, as every layer sees it. The rules about it stand in their own modules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.people import PartyKind


class RequestStatus(StrEnum):
    """Where a request stands. ``request_states`` holds the one table of lawful moves."""

    RECEIVED = "received"
    IDENTITY_CHECKED = "identity_checked"
    GATHERED = "gathered"
    READY = "ready"
    SENT = "sent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NO_RECORDS = "no_records"

    @property
    def label(self) -> str:
        """The status in the words of the desk."""
        return {
            RequestStatus.RECEIVED: "Received",
            RequestStatus.IDENTITY_CHECKED: "Identity checked",
            RequestStatus.GATHERED: "Gathered",
            RequestStatus.READY: "Ready to send",
            RequestStatus.SENT: "Sent",
            RequestStatus.CLOSED: "Closed",
            RequestStatus.WITHDRAWN: "Withdrawn",
            RequestStatus.NO_RECORDS: "No records",
        }[self]


OPEN_STATUSES = frozenset(
    {
        RequestStatus.RECEIVED,
        RequestStatus.IDENTITY_CHECKED,
        RequestStatus.GATHERED,
        RequestStatus.READY,
        RequestStatus.SENT,
    }
)


class Channel(StrEnum):
    """How a request came in (U3)."""

    MAIL = "mail"
    FAX = "fax"
    PHONE = "phone"
    IN_PERSON = "in_person"
    PORTAL = "portal"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """The channel in words."""
        return {
            Channel.MAIL: "Mail",
            Channel.FAX: "Fax",
            Channel.PHONE: "Phone",
            Channel.IN_PERSON: "In person",
            Channel.PORTAL: "Portal",
            Channel.EMAIL: "E-mail",
        }[self]


class Asker(StrEnum):
    """The first of the two plain questions (U5): who wants the records?"""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    SOMEONE_ELSE = "someone_else"


class Recipient(StrEnum):
    """The second question: who gets the copy?"""

    ASKER = "asker"
    PATIENT = "patient"
    THIRD_PARTY = "third_party"


class RequestKind(StrEnum):
    """The kind that decides clock, fee, form check and accounting (``hipaa.md`` section 2)."""

    ACCESS = "access"
    REPRESENTATIVE_ACCESS = "representative_access"
    DIRECTIVE_ELECTRONIC = "directive_electronic"
    DIRECTIVE_OTHER = "directive_other"
    AUTHORIZATION = "authorization"
    TREATMENT = "treatment"
    COURT_ORDER = "court_order"
    SUBPOENA = "subpoena"
    GOVERNMENT = "government"
    FAMILY = "family"


class AccessKind(StrEnum):
    """Copies or a look at the originals; states set different clocks for each."""

    COPY = "copy"
    INSPECTION = "inspection"


class RecordType(StrEnum):
    """What is wanted. Billing and outside records are part of the designated record set."""

    EVERYTHING = "everything"
    VISIT_NOTES = "visit_notes"
    TEST_RESULTS = "test_results"
    IMAGES = "images"
    IMMUNIZATIONS = "immunizations"
    BILLING = "billing"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The record type in words."""
        return {
            RecordType.EVERYTHING: "Everything",
            RecordType.VISIT_NOTES: "Visit notes",
            RecordType.TEST_RESULTS: "Test results",
            RecordType.IMAGES: "Images",
            RecordType.IMMUNIZATIONS: "Immunizations",
            RecordType.BILLING: "Billing and insurance",
            RecordType.OTHER: "Other",
        }[self]


class CopyForm(StrEnum):
    """Paper or electronic (45 CFR 164.524(c)(2))."""

    PAPER = "paper"
    ELECTRONIC = "electronic"

    @property
    def label(self) -> str:
        """The form in words."""
        return "Paper" if self is CopyForm.PAPER else "Electronic"


class Road(StrEnum):
    """The road by which the copy leaves."""

    MAIL = "mail"
    CERTIFIED_MAIL = "certified_mail"
    PARCEL = "parcel"
    PICK_UP = "pick_up"
    PORTAL = "portal"
    FAX = "fax"
    ENCRYPTED_EMAIL = "encrypted_email"
    UNENCRYPTED_EMAIL = "unencrypted_email"
    MEDIA = "media"
    INSPECTION = "inspection"

    @property
    def label(self) -> str:
        """The road in words."""
        return {
            Road.MAIL: "First-Class Mail",
            Road.CERTIFIED_MAIL: "Certified Mail",
            Road.PARCEL: "Tracked parcel",
            Road.PICK_UP: "Pick-up",
            Road.PORTAL: "Portal",
            Road.FAX: "Fax",
            Road.ENCRYPTED_EMAIL: "E-mail, encrypted",
            Road.UNENCRYPTED_EMAIL: "E-mail, not encrypted",
            Road.MEDIA: "Disc or USB stick",
            Road.INSPECTION: "Inspection here",
        }[self]

    @property
    def is_postal(self) -> bool:
        """An envelope or label and a mail piece belong to it."""
        return self in {Road.MAIL, Road.CERTIFIED_MAIL, Road.PARCEL, Road.MEDIA}

    @property
    def is_confirmed_first(self) -> bool:
        """Its address is read back before anything is packed. Ordinary e-mail is not among them:
        there the patient signs under the address itself."""
        return self.is_postal or self in {Road.FAX, Road.ENCRYPTED_EMAIL}

    @property
    def is_email(self) -> bool:
        """An e-mail address belongs to it."""
        return self in {Road.ENCRYPTED_EMAIL, Road.UNENCRYPTED_EMAIL}


class IdentityMethod(StrEnum):
    """How identity was verified (45 CFR 164.514(h)); no copy and no number of an ID is kept."""

    KNOWN_TO_STAFF = "known_to_staff"
    PHOTO_ID = "photo_id"
    SIGNATURE_MATCH = "signature_match"
    CALL_BACK = "call_back"
    PORTAL_LOGIN = "portal_login"
    OFFICIAL = "official"

    @property
    def label(self) -> str:
        """The method in words."""
        return {
            IdentityMethod.KNOWN_TO_STAFF: "Known to staff",
            IdentityMethod.PHOTO_ID: "Photo ID seen",
            IdentityMethod.SIGNATURE_MATCH: "Two identifiers and signature match",
            IdentityMethod.CALL_BACK: "Call-back to the number on file",
            IdentityMethod.PORTAL_LOGIN: "Signed in to the portal",
            IdentityMethod.OFFICIAL: "Official letterhead or badge",
        }[self]


@dataclass(frozen=True, slots=True)
class Person:
    """A named asker or recipient, as written on this request."""

    name: str = field(default="", repr=False)
    organization: str = field(default="", repr=False)
    kind: PartyKind = PartyKind.OTHER
    relation: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    party_id: int | None = None

    @property
    def shown(self) -> str:
        """Name and organization in one line."""
        return ", ".join(part for part in (self.name, self.organization) if part)


@dataclass(frozen=True, slots=True)
class RequestDetails:
    """What the clerk fills in when a request is logged (U1)."""

    patient_id: int
    asker: Asker
    recipient: Recipient
    kind: RequestKind
    received_on: date
    channel: Channel
    wanted: frozenset[RecordType]
    road: Road
    asker_person: Person = field(default=Person(), repr=False)
    recipient_person: Person = field(default=Person(), repr=False)
    access_kind: AccessKind = AccessKind.COPY
    copy_form: CopyForm = CopyForm.PAPER
    wanted_span: str = field(default="", repr=False)
    wanted_note: str = field(default="", repr=False)
    address: Address = field(default=Address(), repr=False)
    address_confirmed_how: str = field(default="", repr=False)
    purpose: str = field(default="", repr=False)

    @property
    def receiver(self) -> Person | None:
        """Who gets the copy; None for the patient."""
        if self.recipient is Recipient.THIRD_PARTY:
            return self.recipient_person
        if self.recipient is Recipient.ASKER and self.asker is not Asker.PATIENT:
            return self.asker_person
        return None


@dataclass(frozen=True, slots=True)
class Request:
    """A logged request with its clock and what was done so far."""

    id: int
    number: str
    details: RequestDetails = field(repr=False)
    status: RequestStatus
    logged_at: datetime
    logged_by: str
    due_on: date | None
    federal_due_on: date | None
    state_due_on: date | None
    internal_target_on: date | None
    governing: str
    citation: str
    patient_name: str = field(repr=False)
    patient_born: date | None = field(repr=False)
    identity_method: IdentityMethod | None = None
    identity_by: str = ""
    identity_at: datetime | None = None
    authority_proof: str = field(default="", repr=False)
    page_count: int | None = None
    closed_on: date | None = None
    close_reason: str = field(default="", repr=False)
    version: int = 1
    whole: bool = True
    proof: str = field(default="", repr=False)
    letter_made: bool = False
    outside_made: bool = False
    mail_status: str = ""
    article_logged: bool = False

    @property
    def is_open(self) -> bool:
        """Still on the desk."""
        return self.status in OPEN_STATUSES

    @property
    def recipient_name(self) -> str:
        """The name that stands on the envelope."""
        person = self.details.receiver
        return person.name or person.organization if person is not None else self.patient_name

    @property
    def recipient_shown(self) -> str:
        """The recipient with the organization, for lists and pages."""
        person = self.details.receiver
        return person.shown if person is not None else self.patient_name


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step in the life of a request, in a layman's words (U134)."""

    at: datetime
    by: str
    text: str = field(repr=False)
    detail: str = field(default="", repr=False)
    done: bool = True
