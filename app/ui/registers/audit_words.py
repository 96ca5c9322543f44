"""Events of the audit trail in plain words: what was done, and the details kept with it.

The promise: an action that has no words of its own is still told readably; nothing is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.audit_chain import AuditEntry
from app.domain.audit_details import detail_words, plain_words

_WORDS: Mapping[str, str] = {
    "attachment.added": "File added to a request",
    "attachment.purged": "Copy of a file let go",
    "attachment.viewed": "File looked at",
    "audit.verified": "Audit trail verified",
    "backup.copied": "Backup copied to a second place",
    "backup.made": "Backup made",
    "backup.verified": "Backup verified",
    "clock.behind": "The computer's clock went back",
    "consent.confirmed_revocation": "Letter about a revocation made",
    "consent.copy_given": "Copy of a consent given to the signer",
    "consent.declined": "Patient said no to a consent",
    "consent.discarded": "Consent discarded without a signature",
    "consent.ended_by_event": "Consent ended: its event has happened",
    "consent.found_false": "Consent found to hold false information",
    "consent.given": "Consent given",
    "consent.opened": "Consent begun",
    "consent.paper_viewed": "Paper of a consent looked at",
    "consent.printed": "Consent form printed",
    "consent.revoked": "Consent revoked",
    "consent.scan_printed": "Signed paper of a consent printed",
    "consent.scan_saved": "Signed paper of a consent saved as a file",
    "consent.sealed_printed": "Sealed consent printed",
    "consent.sealed_saved": "Sealed consent saved as a file",
    "consent.verified": "Seal of a consent verified",
    "consent.viewed": "Consent looked at",
    "consent_text.added": "Wording of a consent added",
    "consent_text.letter_added": "Wording of the letter about a revocation added",
    "consents.searched": "Consents searched",
    "consents.verified": "Seals of all consents verified",
    "emergency.access": "Opened with the recovery code",
    "export.csv": "List exported as CSV",
    "export.damaged_store": "Contents of a damaged store saved as files",
    "export.file": "Copy of a file saved outside the store",
    "integrity.rollback_accepted": "An older store was accepted",
    "keys.rotated": "Store written anew under a new key",
    "label_sheet.corrected": "Next label of a sheet corrected",
    "mail.accepted": "Mail piece accepted by the carrier",
    "mail.article": "Article number logged",
    "mail.cancelled": "Mail piece not mailed",
    "mail.delivered": "Mail piece delivered",
    "mail.lost": "Mail piece lost",
    "mail.notice_left": "Mail piece: notice left, waiting to be picked up",
    "mail.prepared": "Mail piece prepared",
    "mail.printed": "Envelope or label made",
    "mail.receipt_number": "Return receipt number logged",
    "mail.receipt_received": "Return receipt came back",
    "mail.refused": "Mail piece refused",
    "mail.returned": "Mail piece came back",
    "mail.service": "Service of a mail piece changed",
    "mail.settled": "Mail piece settled",
    "mail.unclaimed": "Mail piece not claimed",
    "mail.undeliverable": "Mail piece could not be delivered",
    "paper.printed": "Paper printed",
    "paper.reprinted": "Paper printed again",
    "paper.saved": "Paper saved as a file",
    "password.check_failed": "Wrong password typed again",
    "patient.added": "Patient added",
    "patient.changed": "Patient changed",
    "patient.viewed": "Patient looked at",
    "patients.import_undone": "Import of patients undone",
    "patients.imported": "Patients imported",
    "patients.searched": "Patients searched",
    "party.added": "Person or office added to the book",
    "party.changed": "Person or office changed",
    "permission.denied": "Refused: the role does not allow it",
    "recovery.code_renewed": "New recovery code made",
    "reference.add_on_added": "State authorization rule added",
    "reference.price_added": "Postal price added",
    "reference.price_changed": "Postal price changed",
    "reference.prices_taken_over": "Newer postal prices taken over",
    "reference.rule_added": "State rule added",
    "reference.rule_changed": "State rule changed",
    "reference.text_added": "Letter text added",
    "request.address_confirmed": "Address confirmed",
    "request.closed": "Request closed",
    "request.corrected": "Request corrected",
    "request.gathered": "Records gathered",
    "request.identity_checked": "Identity checked",
    "request.logged": "Request logged",
    "request.mistake_noted": "Mistake in a request noted",
    "request.no_records": "Request closed: no records here",
    "request.ready": "Request ready to send",
    "request.send_again": "Request to be sent again",
    "request.sent": "Request sent",
    "request.viewed": "Request looked at",
    "request.withdrawn": "Request withdrawn",
    "requests.searched": "Requests searched",
    "search.used": "Search used",
    "settings.changed": "Setting changed",
    "settings.practice": "Practice details changed",
    "signin.failed": "Sign-in failed",
    "signin.succeeded": "Signed in",
    "staff.added": "Account added",
    "staff.disabled": "Account shut",
    "staff.enabled": "Account opened again",
    "staff.password_changed": "Password changed",
    "staff.password_reset": "One-time password given",
    "staff.renamed": "Account renamed",
    "staff.role": "Role changed",
    "store.checked": "Store checked",
    "store.created": "Store created",
    "store.locked": "Locked",
    "store.migrated": "Store brought to this version",
    "store.repaired": "Store repaired",
    "store.restored": "Backup restored",
    "store.set_up": "Practice set up",
}


class AuditKind(StrEnum):
    """Heaps of events to choose from."""

    VIEWS = "views"
    PATIENTS = "patients"
    REQUESTS = "requests"
    CONSENTS = "consents"
    MAIL = "mail"
    DOORS = "doors"
    REFUSED = "refused"
    OFFICE = "office"
    STORE = "store"

    @property
    def label(self) -> str:
        """The heap in words."""
        return {
            AuditKind.VIEWS: "Looked at",
            AuditKind.PATIENTS: "Patients and the book",
            AuditKind.REQUESTS: "Requests",
            AuditKind.CONSENTS: "Consents",
            AuditKind.MAIL: "Papers and mail",
            AuditKind.DOORS: "Sign-in and lock",
            AuditKind.REFUSED: "Refused and failed",
            AuditKind.OFFICE: "Staff and settings",
            AuditKind.STORE: "Store, backups, exports",
        }[self]


_VIEWED = ("viewed", "paper_viewed", "searched", "used")
_REFUSED = frozenset({"permission.denied", "signin.failed", "password.check_failed"})
_DOORS = frozenset({"signin.succeeded", "store.locked", "emergency.access"})
_AREAS: Mapping[str, AuditKind] = {
    "patient": AuditKind.PATIENTS,
    "patients": AuditKind.PATIENTS,
    "party": AuditKind.PATIENTS,
    "request": AuditKind.REQUESTS,
    "attachment": AuditKind.REQUESTS,
    "consent": AuditKind.CONSENTS,
    "consents": AuditKind.CONSENTS,
    "mail": AuditKind.MAIL,
    "paper": AuditKind.MAIL,
    "label_sheet": AuditKind.MAIL,
    "staff": AuditKind.OFFICE,
    "settings": AuditKind.OFFICE,
    "reference": AuditKind.OFFICE,
    "consent_text": AuditKind.OFFICE,
}


def kind_of(action: str) -> AuditKind:
    """The heap an event belongs to; what is not known otherwise is about the store."""
    area, _, verb = action.partition(".")
    if verb in _VIEWED:
        return AuditKind.VIEWS
    if action in _REFUSED:
        return AuditKind.REFUSED
    if action in _DOORS:
        return AuditKind.DOORS
    return _AREAS.get(area, AuditKind.STORE)


def is_known(action: str) -> bool:
    """Whether the action has words of its own."""
    return action in _WORDS


def what_words(action: str) -> str:
    """What was done."""
    known = _WORDS.get(action)
    if known is not None:
        return known
    area, _, verb = action.partition(".")
    return (
        f"{plain_words(area).capitalize()}: {plain_words(verb)}"
        if verb
        else plain_words(area).capitalize()
    )


def detail_of(entry: AuditEntry) -> dict[str, object]:
    """What was kept with the event; nothing where it cannot be read."""
    try:
        found = json.loads(entry.detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def detail_lines(entry: AuditEntry) -> list[tuple[str, str]]:
    """What was kept with the event, as facts to show."""
    return detail_words(detail_of(entry))


def moment_of(entry: AuditEntry) -> datetime:
    """When it happened, with its time zone."""
    return datetime.fromisoformat(entry.at).astimezone(UTC)
