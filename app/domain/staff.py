"""Staff, their roles, and the one table of what each role may do (45 CFR 164.308(a)(4))."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a staff member is in this program; order is from least to most."""

    READ_ONLY = "read_only"
    CLERK = "clerk"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return {
            Role.READ_ONLY: "Read-only",
            Role.CLERK: "Clerk",
            Role.PRIVACY_OFFICER: "Privacy officer",
            Role.ADMINISTRATOR: "Administrator",
        }[self]


class Operation(StrEnum):
    """Everything that needs permission. Each public service method declares one of these."""

    VIEW = "view"
    EDIT_REQUESTS = "edit_requests"
    CAPTURE_CONSENT = "capture_consent"
    REVOKE_CONSENT = "revoke_consent"
    EDIT_CONSENT_TEXTS = "edit_consent_texts"
    VERIFY_CONSENTS = "verify_consents"
    IMPORT_PATIENTS = "import_patients"
    RELEASE = "release"
    EXPORT = "export"
    VERIFY_AUDIT = "verify_audit"
    EDIT_RULES = "edit_rules"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SETTINGS = "manage_settings"
    BACK_UP = "back_up"
    RESTORE = "restore"
    OWN_ACCOUNT = "own_account"


_EVERYONE = frozenset(Role)
_DESK = frozenset({Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})
_OFFICERS = frozenset({Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PERMISSIONS = MappingProxyType(
    {
        Operation.VIEW: _EVERYONE,
        Operation.OWN_ACCOUNT: _EVERYONE,
        Operation.BACK_UP: _EVERYONE,
        Operation.EDIT_REQUESTS: _DESK,
        Operation.CAPTURE_CONSENT: _DESK,
        # who takes the letter in has to be able to stop the next release at once
        Operation.REVOKE_CONSENT: _DESK,
        Operation.EDIT_CONSENT_TEXTS: _OFFICERS,
        Operation.VERIFY_CONSENTS: _OFFICERS,
        Operation.IMPORT_PATIENTS: _DESK,
        Operation.RELEASE: _OFFICERS,
        Operation.EXPORT: _OFFICERS,
        Operation.VERIFY_AUDIT: _OFFICERS,
        Operation.EDIT_RULES: _OFFICERS,
        Operation.MANAGE_STAFF: _ADMINISTRATORS,
        Operation.MANAGE_SETTINGS: _ADMINISTRATORS,
        Operation.RESTORE: _ADMINISTRATORS,
    }
)
"""The only source of permissions. Letters, envelopes, labels and the mail log are the clerk's;
printing the records themselves, deciding and exporting are an officer's. Anyone may make a
backup, since it stays encrypted and a backup that waits for a role is a backup not made."""


def is_permitted(role: Role, operation: Operation) -> bool:
    """Whether the role may do the operation."""
    return role in PERMISSIONS[operation]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One person with an account. Accounts are disabled, never deleted; ids are never reused."""

    id: int
    login: str
    name: str
    role: Role
    active: bool
    must_change_password: bool
    version: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as the audit trail records it."""

    staff_id: int | None
    name: str


SYSTEM_ACTOR = Actor(None, "ChartPost")
"""The program itself: start, migration, scheduled backup."""
