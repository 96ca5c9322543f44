"""Consents: what a patient agreed to, in which words, for which address, and what came of it.

The promise: what was signed stands in values that nobody changes; everything that happens later is
an event of its own, and the order of events is the order in which they were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.audit_chain import Plain
from app.domain.authorization import AuthorizationForm


class ConsentKind(StrEnum):
    """What can be agreed to."""

    EMAIL = "unencrypted_email"
    PICK_UP = "pick_up"
    AUTHORIZATION = "authorization"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            ConsentKind.EMAIL: "Unencrypted e-mail",
            ConsentKind.PICK_UP: "Pick-up by someone else",
            ConsentKind.AUTHORIZATION: "Authorization",
        }[self]

    @property
    def citation(self) -> str:
        """Where the rule stands."""
        return {
            ConsentKind.EMAIL: "45 CFR 164.524(c)(2), 164.530(c); 78 FR 5634",
            ConsentKind.PICK_UP: "45 CFR 164.524(c)(3), 164.514(h)",
            ConsentKind.AUTHORIZATION: "45 CFR 164.508",
        }[self]


class Language(StrEnum):
    """The languages in which a consent can be read."""

    ENGLISH = "en"
    SPANISH = "es"

    @property
    def label(self) -> str:
        """The language in its own word."""
        return "English" if self is Language.ENGLISH else "Español"


class ConsentWay(StrEnum):
    """How it was given."""

    SCREEN = "screen"
    PAPER = "paper"
    VOICE = "voice"
    PATIENT_WROTE = "patient_wrote"

    @property
    def label(self) -> str:
        """The way in words."""
        return {
            ConsentWay.SCREEN: "Signed on screen",
            ConsentWay.PAPER: "Signed on paper",
            ConsentWay.VOICE: "By voice",
            ConsentWay.PATIENT_WROTE: "Patient wrote first",
        }[self]


LAWFUL_WAYS: Mapping[ConsentKind, tuple[ConsentWay, ...]] = {
    ConsentKind.EMAIL: tuple(ConsentWay),
    # The delegate must be named in writing (45 CFR 164.524(c)(3)(ii)).
    ConsentKind.PICK_UP: (ConsentWay.SCREEN, ConsentWay.PAPER),
    # Signature and date are core elements (45 CFR 164.508(c)(1)(vi)).
    ConsentKind.AUTHORIZATION: (ConsentWay.SCREEN, ConsentWay.PAPER),
}
"""Which ways each kind may be given in."""


class ConsentScope(StrEnum):
    """This one request, or every release until it ends or is taken back."""

    REQUEST = "request"
    STANDING = "standing"

    @property
    def label(self) -> str:
        """The scope in words."""
        return "This request" if self is ConsentScope.REQUEST else "Every release until it ends"


class ConsentStatus(StrEnum):
    """Where a consent stands on a day; always computed, never stored."""

    DRAFT = "draft"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"
    INCOMPLETE = "incomplete"
    DECLINED = "declined"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The status in words."""
        return {
            ConsentStatus.DRAFT: "Not signed yet",
            ConsentStatus.ACTIVE: "Active",
            ConsentStatus.EXPIRING: "Ends soon",
            ConsentStatus.EXPIRED: "Expired",
            ConsentStatus.REVOKED: "Revoked",
            ConsentStatus.INCOMPLETE: "Not valid",
            ConsentStatus.DECLINED: "Patient said no",
            ConsentStatus.DISCARDED: "Discarded",
        }[self]

    @property
    def holds(self) -> bool:
        """A release may rest on it."""
        return self in {ConsentStatus.ACTIVE, ConsentStatus.EXPIRING}


@dataclass(frozen=True, slots=True)
class Signer:
    """Who agrees: the patient, or a representative with the description of the authority."""

    name: str = field(default="", repr=False)
    representative: bool = False
    authority: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """What a consent is about, as it is filled in when it is opened.

    Attributes:
        request_id: the request it was opened for; needed for the scope ``REQUEST``.
        email: the one address an e-mail consent covers.
        for_recipient: that address is the recipient's, as the patient's direction says, and not
            the patient's own.
        person: who may pick up, or who receives under an authorization.
        relation: how the person stands to the patient.
        address: where an authorization says the copy goes, if it does.
        expires_on: the last day it holds.
        expires_event: the event it ends with.
        form: what an authorization says, for the check element by element.
    """

    patient_id: int
    kind: ConsentKind
    language: Language = Language.ENGLISH
    scope: ConsentScope = ConsentScope.STANDING
    request_id: int | None = None
    email: str = field(default="", repr=False)
    for_recipient: bool = False
    person: str = field(default="", repr=False)
    relation: str = field(default="", repr=False)
    address: Address = field(default=Address(), repr=False)
    purpose: str = field(default="", repr=False)
    expires_on: date | None = None
    expires_event: str = field(default="", repr=False)
    signer: Signer = field(default=Signer(), repr=False)
    form: AuthorizationForm | None = field(default=None, repr=False)

    @property
    def covers(self) -> str:
        """What it is good for, in one line: the address, or the person."""
        if self.kind is ConsentKind.EMAIL:
            return self.email
        return ", ".join(part for part in (self.person, self.address.one_line) if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of a rendered consent."""

    heading: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenderedText:
    """The words a patient read, letter for letter, and the version they came from."""

    text_id: int
    number: int
    language: Language
    title: str = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)

    @property
    def plain(self) -> str:
        """The whole text as it is read aloud."""
        parts = [self.title]
        for passage in self.passages:
            parts.extend(part for part in (passage.heading, passage.text) if part)
        return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    """A consent by voice: who listened, when, and what was answered."""

    witness: str = field(repr=False)
    answer: str = field(repr=False)
    given_at: datetime


@dataclass(frozen=True, slots=True)
class PatientMessage:
    """The patient's own ordinary e-mail (U112): its id and day, and whether an alert went back.

    The alert names the risk and asks whether to go on; it does not replace the warning that is
    owed when the record itself is sent (hipaa.md 4.3).
    """

    message_id: str = field(repr=False)
    written_on: date
    alert_sent: bool


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 of each part of a kept consent, in hex; empty where there is no such part."""

    text: str
    strokes: str = ""
    image: str = ""
    scan: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """How and when a consent was given. Nothing of it is ever changed.

    Attributes:
        signed_on: the day on the paper; for the other ways the day itself.
        explained_by: the staff member who explained it.
        strokes: the pen's way as canonical JSON.
        pdf_id: the sealed PDF.
    """

    way: ConsentWay
    signed_on: date
    given_at: datetime
    explained_by: str
    strokes: str = field(default="", repr=False)
    image_id: int | None = None
    scan_id: int | None = None
    pdf_id: int | None = None
    voice: VoiceRecord | None = field(default=None, repr=False)
    message: PatientMessage | None = field(default=None, repr=False)
    digests: Digests = Digests("")


class ConsentEventKind(StrEnum):
    """What can happen to a consent."""

    OPENED = "opened"
    PRINTED = "printed"
    GIVEN = "given"
    DECLINED = "declined"
    DISCARDED = "discarded"
    REVOKED = "revoked"
    ENDED_BY_EVENT = "ended_by_event"
    FOUND_FALSE = "found_false"
    COPY_GIVEN = "copy_given"
    CONFIRMED_REVOCATION = "confirmed_revocation"

    @property
    def label(self) -> str:
        """The event in a layman's words."""
        return {
            ConsentEventKind.OPENED: "Opened",
            ConsentEventKind.PRINTED: "Form printed",
            ConsentEventKind.GIVEN: "Given",
            ConsentEventKind.DECLINED: "Patient said no",
            ConsentEventKind.DISCARDED: "Discarded without a signature",
            ConsentEventKind.REVOKED: "Revoked",
            ConsentEventKind.ENDED_BY_EVENT: "The event it ends with has happened",
            ConsentEventKind.FOUND_FALSE: "Found to hold false information",
            ConsentEventKind.COPY_GIVEN: "Copy given to the signer",
            ConsentEventKind.CONFIRMED_REVOCATION: "Letter about the revocation made",
        }[self]


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One thing that happened to a consent; ``id`` counts up and gives the order."""

    id: int
    kind: ConsentEventKind
    at: datetime
    by: str
    happened_on: date | None = None
    note: str = field(default="", repr=False)
    by_id: int = 0


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent with everything that happened to it, in the order in which it was written.

    Attributes:
        other_text: the same in the other language, as it stood on the day it was opened; the
            patient may read and sign that one instead.
    """

    id: int
    number: str
    terms: ConsentTerms = field(repr=False)
    text: RenderedText = field(repr=False)
    patient_name: str = field(repr=False)
    patient_born: date | None = field(repr=False)
    opened_at: datetime
    opened_by: str
    given: Given | None = field(default=None, repr=False)
    other_text: RenderedText | None = field(default=None, repr=False)
    events: tuple[ConsentEvent, ...] = field(default=(), repr=False)
    version: int = 1

    def event(self, kind: ConsentEventKind) -> ConsentEvent | None:
        """The first event of a kind, if there is one."""
        return next((each for each in self.events if each.kind is kind), None)

    @property
    def signed_on(self) -> date | None:
        """The day it was given."""
        return self.given.signed_on if self.given else None


def consent_facts(consent: Consent) -> Mapping[str, Plain]:
    """Everything that is sealed of a consent that was given, in one unambiguous form."""
    terms, given, text = consent.terms, consent.given, consent.text
    return {
        "id": consent.id,
        "number": consent.number,
        "patient": [
            terms.patient_id,
            consent.patient_name,
            consent.patient_born.isoformat() if consent.patient_born else "",
        ],
        "terms": terms_facts(terms),
        "text": [text.text_id, text.number, text.language.value],
        "opened": consent.opened_at.isoformat(),
        "given": given_facts(given) if given else None,
    }


def terms_facts(terms: ConsentTerms) -> dict[str, Plain]:
    """The terms as plain values, for the store and for the seal."""
    return {
        "patient_id": terms.patient_id,
        "kind": terms.kind.value,
        "language": terms.language.value,
        "scope": terms.scope.value,
        "request_id": terms.request_id,
        "email": terms.email,
        "for_recipient": terms.for_recipient,
        "person": terms.person,
        "relation": terms.relation,
        "address": terms.address.as_dict(),
        "purpose": terms.purpose,
        "expires_on": terms.expires_on.isoformat() if terms.expires_on else "",
        "expires_event": terms.expires_event,
        "signer": [terms.signer.name, terms.signer.representative, terms.signer.authority],
        "form": terms.form.as_dict() if terms.form else None,
    }


def given_facts(given: Given) -> dict[str, Plain]:
    """How it was given as plain values, without the files themselves."""
    voice, message = given.voice, given.message
    return {
        "way": given.way.value,
        "signed_on": given.signed_on.isoformat(),
        "given_at": given.given_at.isoformat(),
        "explained_by": given.explained_by,
        "files": [given.image_id, given.scan_id],
        "voice": [voice.witness, voice.answer, voice.given_at.isoformat()] if voice else None,
        "message": (
            [message.message_id, message.written_on.isoformat(), message.alert_sent]
            if message
            else None
        ),
    }
