"""Why something may not leave yet: the states of addresses and consents, each in its words.

Each sentence has its citation and the one next step; ``release_rule`` decides which of them apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class AddressKind(StrEnum):
    """What a road needs to know of where it ends."""

    POSTAL = "postal"
    EMAIL = "email"
    FAX = "fax"
    NONE = "none"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            AddressKind.POSTAL: "mailing address",
            AddressKind.EMAIL: "e-mail address",
            AddressKind.FAX: "fax number",
            AddressKind.NONE: "address",
        }[self]


class AddressState(StrEnum):
    """How sure it is that this is the right address."""

    MISSING = "missing"
    UNCONFIRMED = "unconfirmed"
    CHANGED = "changed"
    FLAGGED = "flagged"
    CONFIRMED = "confirmed"


class ConsentState(StrEnum):
    """How a consent stands to the question; what it covers has been compared already."""

    NONE = "none"
    DRAFT = "draft"
    DECLINED = "declined"
    MESSAGE_ONLY = "message_only"
    OTHER_ADDRESS = "other_address"
    INCOMPLETE = "incomplete"
    EXPIRED = "expired"
    REVOKED = "revoked"
    EXPIRING = "expiring"
    ACTIVE = "active"

    @property
    def holds(self) -> bool:
        """A release may rest on it."""
        return self in {ConsentState.ACTIVE, ConsentState.EXPIRING}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not yet, where that stands, and what to do."""

    code: str
    sentence: str
    citation: str
    next_step: str


ADDRESS_STATES: Mapping[AddressState, tuple[str, str, str]] = MappingProxyType(
    {
        AddressState.MISSING: (
            "There is no {what} for this recipient.",
            "45 CFR 164.524(c)(3)",
            "Ask for the {what} and write it down.",
        ),
        AddressState.UNCONFIRMED: (
            "The {what} was not confirmed with the recipient.",
            "45 CFR 164.530(c)",
            "Read it back and record how it was confirmed.",
        ),
        AddressState.CHANGED: (
            "The {what} is not the one that was confirmed.",
            "45 CFR 164.530(c)",
            "Compare them letter by letter, then confirm the right one again.",
        ),
        AddressState.FLAGGED: (
            "The {what} does not fit: mail was asked for elsewhere, or it holds a likely slip.",
            "45 CFR 164.522(b), 164.530(c)",
            "Ask the patient where this copy should go.",
        ),
    }
)

EMAIL_CITATION = "45 CFR 164.524(c)(2), 78 FR 5634"
EMAIL_STATES: Mapping[ConsentState, tuple[str, str]] = MappingProxyType(
    {
        ConsentState.NONE: (
            "The patient has not been warned of ordinary e-mail and not said they still want it.",
            "Open the e-mail acknowledgment for this address and have it signed.",
        ),
        ConsentState.DRAFT: (
            "The e-mail acknowledgment is open and not signed yet.",
            "Have the patient sign it, or record it by voice with a witness.",
        ),
        ConsentState.DECLINED: (
            "The patient was warned and does not want ordinary e-mail.",
            "Send it encrypted, by mail, or agree on another road.",
        ),
        ConsentState.MESSAGE_ONLY: (
            "The patient wrote first, which is enough for an answer but not for the record itself.",
            "Warn the patient and record that they still want it at this address.",
        ),
        ConsentState.OTHER_ADDRESS: (
            "The patient agreed to another e-mail address than this one.",
            "Compare them letter by letter; have a new acknowledgment signed for this address.",
        ),
        ConsentState.INCOMPLETE: (
            "The e-mail acknowledgment is not valid.",
            "Have a new one signed.",
        ),
        ConsentState.EXPIRED: (
            "The e-mail acknowledgment has ended.",
            "Ask the patient again and have a new one signed.",
        ),
        ConsentState.REVOKED: (
            "The patient took the consent to ordinary e-mail back.",
            "Send it encrypted, by mail, or agree on another road.",
        ),
    }
)
PICK_UP_STATES: Mapping[ConsentState, tuple[str, str]] = MappingProxyType(
    {
        ConsentState.NONE: (
            "The patient has not named this person in writing.",
            "Have the pick-up consent signed, or hand it to the patient.",
        ),
        ConsentState.DRAFT: (
            "The pick-up consent is open and not signed yet.",
            "Have the patient sign it before anything is handed over.",
        ),
        ConsentState.DECLINED: (
            "The patient does not want anyone else to pick it up.",
            "Hand it to the patient only.",
        ),
        ConsentState.MESSAGE_ONLY: (
            "A message is not enough for someone else to pick it up.",
            "Have the pick-up consent signed.",
        ),
        ConsentState.OTHER_ADDRESS: (
            "The patient named another person than the one who comes.",
            "Compare the ID with the name; have a new consent signed if it is someone else.",
        ),
        ConsentState.INCOMPLETE: ("The pick-up consent is not valid.", "Have a new one signed."),
        ConsentState.EXPIRED: ("The pick-up consent has ended.", "Have a new one signed."),
        ConsentState.REVOKED: (
            "The patient took the pick-up consent back.",
            "Hand it to the patient only.",
        ),
    }
)
AUTHORIZATION_STATES: Mapping[ConsentState, tuple[str, str, str]] = MappingProxyType(
    {
        ConsentState.NONE: (
            "There is no authorization on file for this recipient.",
            "45 CFR 164.508(a)(1)",
            "Record the signed authorization, or have one signed here.",
        ),
        ConsentState.DRAFT: (
            "The authorization is open and not signed yet.",
            "45 CFR 164.508(c)(1)(vi)",
            "Have it signed and dated.",
        ),
        ConsentState.DECLINED: (
            "The patient did not want to sign the authorization.",
            "45 CFR 164.508(a)(1)",
            "Tell whoever asked that the records are not released.",
        ),
        ConsentState.MESSAGE_ONLY: (
            "A message is no authorization.",
            "45 CFR 164.508(c)(1)(vi)",
            "Have an authorization signed.",
        ),
        ConsentState.OTHER_ADDRESS: (
            "The authorization names another recipient or address than this request.",
            "45 CFR 164.508(a)(1), (c)(1)(iii)",
            "Compare them letter by letter; ask for an authorization that names this one.",
        ),
        ConsentState.INCOMPLETE: (
            "The authorization is not valid.",
            "45 CFR 164.508(b)(2)",
            "Ask for a new one.",
        ),
        ConsentState.EXPIRED: (
            "The authorization has ended.",
            "45 CFR 164.508(b)(2)(i)",
            "Ask for a new one.",
        ),
        ConsentState.REVOKED: (
            "The authorization was taken back.",
            "45 CFR 164.508(b)(2)(iii), (b)(5)",
            "Release nothing more on it.",
        ),
    }
)
