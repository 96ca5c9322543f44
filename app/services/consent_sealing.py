"""A consent on its way from draft to sealed: files kept, PDF drawn, digests in the audit trail.

The promise: all of it is one transaction; afterwards the row refuses every change and the trail
holds a digest of each part.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.documents.consent_paper import draw_consent
from app.domain.attachments import AttachmentKind
from app.domain.audit_chain import AuditEvent, Plain
from app.domain.consent_papers import ConsentSheet
from app.domain.consent_phrases import said_in
from app.domain.consent_seal import SealPart, digest, event_digest, sealed_parts, text_digest
from app.domain.consent_signature import Signature
from app.domain.consent_states import standing_of
from app.domain.consents import (
    LAWFUL_WAYS,
    Consent,
    ConsentEvent,
    ConsentEventKind,
    ConsentStatus,
    ConsentTerms,
    ConsentWay,
    Given,
    Language,
)
from app.domain.dates import format_us_date
from app.domain.errors import Conflict, Problem
from app.services.consent_texts import state_rules_of
from app.services.desk import Desk
from app.services.settings import practice_of
from app.storage.attachments import NewFile
from app.storage.consent_search import consent_entry_of
from app.storage.consents import NewEvent
from app.storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Sealing:
    """What is sealed: how it was given, the signature, the terms as they came to be known."""

    given: Given = field(repr=False)
    signature: Signature | None = field(default=None, repr=False)
    terms: ConsentTerms | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that is about to be written."""

    kind: ConsentEventKind
    happened_on: date | None = None
    note: str = field(default="", repr=False)


def known_day(desk: Desk, unit: Unit) -> date:
    """The later of today and the last day the store knows: a clock set back revives nothing."""
    today, last = desk.clock.today(), unit.consents.last_moment()
    return today if last is None else max(today, desk.clock.local(last).date())


def read_version(unit: Unit, consent_id: int, version: int) -> Consent:
    """The consent as it was seen.

    Raises:
        NotFound: there is none with this id.
        Conflict: something happened to it since.
    """
    consent = unit.consents.get(consent_id)
    if consent.version != version:
        raise Conflict
    return consent


def require_draft(consent: Consent, way: ConsentWay | None = None) -> None:
    """Pass only a consent that waits to be given, in a way that its kind allows.

    Raises:
        Problem: it was given, declined or discarded, or may not be given like this.
    """
    ended = (ConsentEventKind.DECLINED, ConsentEventKind.DISCARDED)
    if consent.given is not None or any(map(consent.event, ended)):
        raise Problem(
            "consent-not-open",
            "This consent does not wait for a signature any more.",
            unharmed="What was signed or recorded is kept as it is.",
            next_step="Open a new consent if something else was agreed to.",
        )
    if way is not None and way not in LAWFUL_WAYS[consent.terms.kind]:
        raise Problem(
            "consent-way",
            f"“{consent.terms.kind.label}” has to be signed in writing "
            f"({consent.terms.kind.citation}).",
            unharmed="Nothing was recorded.",
            next_step="Have it signed on the screen, or print the form.",
        )


def keep_file(desk: Desk, unit: Unit, name: str, media_type: str, data: bytes) -> int:
    """Keep a file of a consent; nobody's name is in the file's."""
    return unit.attachments.add(
        NewFile(
            None,
            AttachmentKind.CONSENT,
            name,
            media_type,
            desk.clock.now(),
            desk.session.staff_id,
            1 if media_type == "image/png" else None,
        ),
        data,
    )


def seal(desk: Desk, unit: Unit, consent: Consent, sealing: Sealing) -> int:
    """Seal a consent within the caller's transaction; returns its new version."""
    digests = replace(sealing.given.digests, text=text_digest(consent.text))
    given = replace(sealing.given, digests=digests)
    sealed = replace(consent, given=given, terms=sealing.terms or consent.terms)
    pdf = draw_consent(_sheet(desk, unit, sealed, sealing.signature))
    pdf_id = keep_file(desk, unit, f"consent_{consent.number}.pdf", "application/pdf", pdf)
    sealed = replace(sealed, given=replace(given, pdf_id=pdf_id))
    day = known_day(desk, unit)
    standing = standing_of(sealed, day, state_rules_of(unit))
    assert sealed.given is not None  # noqa: S101 - set above
    unit.consents.seal(
        sealed,
        sealed.given,
        ends_on=standing.ends_on,
        valid=not any(one.blocks and one.code != "expired" for one in standing.findings),
    )
    unit.search.put_many([consent_entry_of(sealed)])  # a paper from outside names its own recipient
    parts = sealed_parts(sealed, digest(pdf))
    happening = Happening(ConsentEventKind.GIVEN, given.signed_on, _how(sealed, given))
    write_event(desk, unit, sealed, happening, parts)
    return consent.version + 1


def write_event(
    desk: Desk,
    unit: Unit,
    consent: Consent,
    happening: Happening,
    detail: dict[str, Plain] | None = None,
) -> ConsentEvent:
    """Write one event and its digest in the trail, within the caller's transaction."""
    event = unit.consents.add_event(
        NewEvent(
            consent.id,
            happening.kind,
            desk.clock.now(),
            desk.session.staff_id,
            happening.happened_on,
            happening.note,
        )
    )
    trail: dict[str, Plain] = {
        "kind": consent.terms.kind.value,
        "text_number": consent.text.number,
        "language": consent.text.language.value,
        **(detail or {}),
        "event": event.id,
        SealPart.EVENTS.value: event_digest(consent.id, event),
    }
    action = f"consent.{happening.kind.value}"
    patient_id = consent.terms.patient_id
    unit.audit.record(AuditEvent(action, "consent", consent.id, patient_id, trail))
    return event


def _sheet(desk: Desk, unit: Unit, consent: Consent, signature: Signature | None) -> ConsentSheet:
    given = consent.given
    return ConsentSheet(
        practice=practice_of(unit),
        text=consent.text,
        number=consent.number,
        signer=consent.terms.signer.name,
        signature=signature,
        signed_on=given.signed_on if given else None,
        record=_record(desk, consent, given) if given else (),
        sample=desk.sample,
    )


def blank_sheet(desk: Desk, unit: Unit, consent: Consent) -> ConsentSheet:
    """The form to print and sign."""
    return _sheet(desk, unit, consent, None)


def _record(desk: Desk, consent: Consent, given: Given) -> tuple[tuple[str, str], ...]:
    """What stands on the record page, empty lines left out."""
    terms, voice, message = consent.terms, given.voice, given.message
    signer = terms.signer
    born = format_us_date(consent.patient_born)
    rows = (
        ("Consent", f"{consent.number}, {terms.kind.label}"),
        ("Patient", f"{consent.patient_name}{f', born {born}' if born else ''}"),
        ("Covers", terms.covers),
        ("For", f"{terms.scope.label}. {said_in(terms.purpose, Language.ENGLISH)}"),
        ("Text", f"{consent.text.language.label}, version {consent.text.number}"),
        ("Given", f"{given.way.label}, {_moment(desk, given.given_at)}"),
        ("Day of signature", format_us_date(given.signed_on)),
        ("Signed by", f"{signer.name}{', representative' if signer.representative else ''}"),
        ("Authority", signer.authority if signer.representative else ""),
        ("Added by" if _is_outside(consent) else "Explained by", given.explained_by),
        ("Looked at", looked_words(consent, given)),
        ("Witness", voice.witness if voice else ""),
        ("Answer", voice.answer if voice else ""),
        (
            "Message",
            f"{message.message_id} of {format_us_date(message.written_on)}" if message else "",
        ),
        (
            "Alert",
            ("Sent before any answer" if message.alert_sent else "Not sent") if message else "",
        ),
        ("Fingerprint of the text", given.digests.text),
        ("Of the pen's way", given.digests.strokes),
        ("Of the picture", given.digests.image),
        ("Of the scan", given.digests.scan),
    )
    return tuple((key, value) for key, value in rows if value)


def _is_outside(consent: Consent) -> bool:
    return consent.terms.form is not None and consent.terms.form.outside


def _how(consent: Consent, given: Given) -> str:
    """The note of the sealed event."""
    return ". ".join(part for part in (given.way.label, looked_words(consent, given)) if part)


def looked_words(consent: Consent, given: Given) -> str:
    """What whoever added a scan has said of it; nothing where there is none."""
    if given.way is not ConsentWay.PAPER:
        return ""
    what = "paper" if _is_outside(consent) else "form"
    signer, day = consent.terms.signer.name, format_us_date(given.signed_on)
    return (
        f"{given.explained_by} looked at the scan: it is this {what}, signed by {signer} on {day}."
    )


def _moment(desk: Desk, moment: datetime) -> str:
    local = desk.clock.local(moment)
    return f"{format_us_date(local.date())} {local:%H:%M} (UTC{local:%z})"


def require_standing(consent: Consent, day: date) -> None:
    """Pass only a consent that was given and was not taken back.

    Raises:
        Problem: there is nothing to take back or to end.
    """
    status = standing_of(consent, day).status
    if consent.given is None or status is ConsentStatus.REVOKED:
        raise Problem(
            "consent-not-given",
            "This consent was taken back already."
            if status is ConsentStatus.REVOKED
            else "This consent was never signed, so there is nothing to take back.",
            next_step="Look at what happened to it; discard it if it was opened by mistake.",
        )
