"""What is kept with an event of the audit trail, in words: one table of fields, one of values.

The promise: a field or value that has no words of its own is still told readably, and nothing of
the event is left out; the stored event itself is never changed by how it is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import Protocol

from app.domain.attachments import AttachmentKind
from app.domain.consent_seal import SealPart
from app.domain.consents import ConsentKind, Language
from app.domain.dates import format_us_date
from app.domain.mail import MailStatus
from app.domain.mail_log import MailHeap
from app.domain.papers import PaperKind
from app.domain.people import PartyKind
from app.domain.release_path import PATH_RULES
from app.domain.requests import (
    Channel,
    CopyForm,
    IdentityMethod,
    RecordType,
    RequestStatus,
    Road,
)
from app.domain.settings import ALL_SETTINGS
from app.domain.staff import Role

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "address_confirmed_how": "Address confirmed",
        "anchors": "Notes compared",
        "app": "Program",
        "asked": "After a warning",
        "asker": "Who asks",
        "asker_person": "Person who asks",
        "authority": "Authority seen",
        "authority_proof": "Proof of authority",
        "changed": "What changed",
        "channel": "Came in by",
        "checked": "Consents checked",
        "confidential": "Confidential address",
        "copy_form": "Form of the copy",
        "death_date": "Date of death",
        "despite": "Despite a likely twin",
        "due_from": "Due before",
        "due_on": "Due",
        "due_to": "Due now",
        "duplicate": "Like one before",
        "elsewhere": "Another place named",
        "email": "E-mail",
        "entries": "Events",
        "event": "Consent's event",
        "events": "Seal of the event",
        "expires_on": "Ends on",
        "family_name": "Last name",
        "fields": "What changed",
        "filtered": "Narrowed list",
        "first_fault": "First event in doubt",
        "from": "Before",
        "generation": "Key number",
        "given_name": "First name",
        "head": "Last event",
        "heap": "Part of the list",
        "image": "Seal of the picture",
        "intact": "Unaltered",
        "key": "Setting",
        "letter": "Letter attached",
        "login": "Sign-in name",
        "method": "Checked by",
        "operation": "What was asked for",
        "page_count": "Pages",
        "parts": "Altered parts",
        "pdf": "Seal of the PDF",
        "prefix": "Title",
        "proof": "Proof on file",
        "reason": "Reason given",
        "reasons": "Left although",
        "recipient": "Who receives",
        "recipient_person": "Person who receives",
        "rehearsed": "Restore tried out",
        "rejected": "Left out",
        "removed": "Taken out again",
        "reprint": "Printed again",
        "resets": "Passwords given",
        "restored": "Put back as before",
        "road": "Goes by",
        "row": "Seal of the entry",
        "scan": "Seal of the scan",
        "schema": "Version of the store",
        "sha256": "Fingerprint",
        "sheet": "Seal of the sheet",
        "size": "Size in bytes",
        "source": "Where from",
        "stock": "Paper",
        "strokes": "Seal of the pen",
        "text": "Text used",
        "text_number": "Version of the text",
        "to": "After",
        "unchanged": "Already there",
        "updated": "Changed",
        "verb": "Step of the program",
        "wanted": "What is wanted",
        "wanted_note": "Note on the wish",
        "wanted_span": "Time span wanted",
        "whole": "All of it",
    }
)
_ANSWERS = frozenset(
    {"asked", "authority", "changed", "confidential", "despite", "elsewhere", "filtered", "intact",
     "letter", "proof", "reason", "rehearsed", "reprint", "whole"}
)  # fmt: skip
"""Fields that answer yes or no; some are stored as 1 and 0."""

_HOW = {"printed": "printed", "reprinted": "printed again", "saved": "saved as a file"}


class _Told(Protocol):
    @property
    def value(self) -> str: ...

    @property
    def label(self) -> str: ...


def _labels(*kinds: type) -> dict[str, str]:
    """The words of every value of these kinds; of two that share a value, the first one's."""
    found: dict[str, str] = {}
    for kind in kinds:
        members: Mapping[str, _Told] = kind.__members__  # type: ignore[attr-defined]
        for member in members.values():
            found.setdefault(member.value, member.label)
    return found


_SETTINGS = {setting.key: setting.description.rstrip(".") for setting in ALL_SETTINGS}
_STATES = _labels(RequestStatus, Role)
_STANDING = {
    "none": "there is none",
    "draft": "it is not signed",
    "declined": "the patient did not want it",
    "message_only": "there is only a message",
    "other_address": "it names another recipient or address",
    "incomplete": "it is not valid",
    "expired": "it has ended",
    "revoked": "it was taken back",
    "missing": "there is none",
    "unconfirmed": "it was not confirmed",
    "changed": "it is not the confirmed one",
    "flagged": "it does not fit",
}
_SUBJECTS = {
    "address": "Address",
    "authorization": "Authorization",
    "email": "Consent to e-mail",
    "pick-up": "Consent to pick-up",
}
_REASONS = {
    "identity": "It was not recorded who asks",
    "authority": "The authority of the representative was not recorded",
} | {
    f"{subject}-{standing}": f"{name}: {words}"
    for subject, name in _SUBJECTS.items()
    for standing, words in _STANDING.items()
}
"""Why something might not leave, by the codes of ``domain/release_rule.py``."""

_VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "channel": _labels(Channel),
        "copy_form": _labels(CopyForm),
        "from": _STATES,
        "heap": _labels(MailHeap),
        "how": _HOW,
        "changed": _SETTINGS,
        "key": _SETTINGS,
        "kind": _labels(PaperKind, ConsentKind, AttachmentKind, PartyKind)
        | {kind.value: rule.label for kind, rule in PATH_RULES.items()},
        "language": _labels(Language),
        "method": _labels(IdentityMethod),
        "parts": _labels(SealPart),
        "reasons": _REASONS,
        "road": _labels(Road),
        "role": _labels(Role),
        "status": _labels(MailStatus, RequestStatus),
        "to": _STATES,
        "wanted": _labels(RecordType),
    }
)
_HASH = re.compile(r"[0-9a-f]{64}")


def detail_words(detail: Mapping[str, object]) -> list[tuple[str, str]]:
    """Every part of an event's detail that says something, as (field, value) in words."""
    told = [(name, value, _value_words(name, value)) for name, value in detail.items()]
    return [(_field_words(name, value), words) for name, value, words in told if words]


def _field_words(name: str, value: object) -> str:
    if name == "text" and _is_hash(value):
        return "Seal of the text"
    if name == "from" and _day_of(value) is not None:
        # of a rule or a price; where something moved it is what was before
        return "First day"
    known = _FIELDS.get(name)
    plain = plain_words(name)
    return known or plain[:1].upper() + plain[1:]


def plain_words(name: str) -> str:
    """A name of the program as ordinary words."""
    return name.replace("_", " ").replace(".", " ")


def _value_words(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or (name in _ANSWERS and value in (0, 1)):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(_one_of_many(name, str(each)) for each in value)
    if isinstance(value, dict):
        return ", ".join(
            f"{plain_words(part)} {_value_words(part, inner)}" for part, inner in value.items()
        )
    return _text_words(name, str(value))


def _one_of_many(name: str, text: str) -> str:
    """One of a list: a value that has words, or the name of a field."""
    known = _VALUES.get(name, {}).get(text) or _FIELDS.get(text) or plain_words(text)
    return known[:1].lower() + known[1:] if known[1:2].islower() else known


def _text_words(name: str, text: str) -> str:
    known = _VALUES.get(name, {}).get(text)
    if known is not None:
        return known
    if _is_hash(text):
        # in groups, so that a narrow page can break the line
        return " ".join(text[start : start + 8] for start in range(0, len(text), 8))
    day = _day_of(text)
    return text if day is None else format_us_date(day)


def _day_of(value: object) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(str(value))
    return None


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None
