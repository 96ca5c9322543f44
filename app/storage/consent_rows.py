"""Between a row of ``consent`` and the values that every layer shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from app.domain.addresses import Address
from app.domain.authorization import AuthorizationForm
from app.domain.consent_texts import ConsentText, TextPassage, passages_from
from app.domain.consents import (
    Consent,
    ConsentEvent,
    ConsentEventKind,
    ConsentKind,
    ConsentScope,
    ConsentTerms,
    ConsentWay,
    Digests,
    Given,
    Language,
    Passage,
    PatientMessage,
    RenderedText,
    Signer,
    VoiceRecord,
)


def terms_from(data: Mapping[str, Any]) -> ConsentTerms:
    """The terms kept by ``terms_facts``."""
    name, representative, authority = data["signer"]
    return ConsentTerms(
        patient_id=data["patient_id"],
        kind=ConsentKind(data["kind"]),
        language=Language(data["language"]),
        scope=ConsentScope(data["scope"]),
        request_id=data["request_id"],
        email=data["email"],
        for_recipient=data["for_recipient"],
        person=data["person"],
        relation=data["relation"],
        address=Address.from_dict(data["address"]),
        purpose=data["purpose"],
        expires_on=date.fromisoformat(data["expires_on"]) if data["expires_on"] else None,
        expires_event=data["expires_event"],
        signer=Signer(name, representative, authority),
        form=AuthorizationForm.from_dict(data["form"]) if data["form"] else None,
    )


def text_columns(text: RenderedText, other: RenderedText | None) -> dict[str, Any]:
    """The words as they are kept with the consent: those shown, and the other language's."""
    kept = _text_kept(text)
    return kept if other is None else {**kept, "other": _text_kept(other) | {"id": other.text_id}}


def _text_kept(text: RenderedText) -> dict[str, Any]:
    return {
        "number": text.number,
        "language": text.language.value,
        "title": text.title,
        "passages": [[one.heading, one.text] for one in text.passages],
    }


def _text_from(data: Mapping[str, Any], text_id: int) -> RenderedText:
    return RenderedText(
        text_id=text_id,
        number=data["number"],
        language=Language(data["language"]),
        title=data["title"],
        passages=tuple(Passage(heading, words) for heading, words in data["passages"]),
    )


def given_columns(given: Given) -> dict[str, Any]:
    """How a consent was given, as columns of its row."""
    voice, message, digests = given.voice, given.message, given.digests
    return {
        "way": given.way.value,
        "signed_on": given.signed_on,
        "given_at": given.given_at,
        "explained_by": given.explained_by,
        "strokes": given.strokes,
        "image_id": given.image_id,
        "scan_id": given.scan_id,
        "pdf_id": given.pdf_id,
        "given": {
            "voice": [voice.witness, voice.answer, voice.given_at.isoformat()] if voice else None,
            "message": (
                [message.message_id, message.written_on.isoformat(), message.alert_sent]
                if message
                else None
            ),
            "digests": [digests.text, digests.strokes, digests.image, digests.scan],
        },
    }


def consent_from(row: Row[Any], events: tuple[ConsentEvent, ...]) -> Consent:
    """The consent of a row joined with who opened it."""
    other = row.text.get("other")
    return Consent(
        id=row.id,
        number=row.number,
        terms=terms_from(row.terms),
        text=_text_from(row.text, row.text_id),
        patient_name=row.patient_name,
        patient_born=row.patient_born,
        opened_at=row.opened_at,
        opened_by=row.opened_by_name,
        given=_given(row) if row.given_at is not None else None,
        other_text=_text_from(other, other["id"]) if other else None,
        events=events,
        version=len(events),
    )


def _given(row: Row[Any]) -> Given:
    voice, message = row.given["voice"], row.given["message"]
    return Given(
        way=ConsentWay(row.way),
        signed_on=row.signed_on,
        given_at=row.given_at,
        explained_by=row.explained_by,
        strokes=row.strokes,
        image_id=row.image_id,
        scan_id=row.scan_id,
        pdf_id=row.pdf_id,
        voice=VoiceRecord(voice[0], voice[1], datetime.fromisoformat(voice[2])) if voice else None,
        message=(
            PatientMessage(message[0], date.fromisoformat(message[1]), message[2])
            if message
            else None
        ),
        digests=Digests(*row.given["digests"]),
    )


def event_from(row: Row[Any]) -> ConsentEvent:
    """The event of a row joined with who wrote it."""
    return ConsentEvent(
        id=row.id,
        kind=ConsentEventKind(row.kind),
        at=row.at,
        by=row.by_name,
        happened_on=row.happened_on,
        note=row.note,
        by_id=row.by,
    )


def wording_from(row: Row[Any]) -> ConsentText:
    """The wording of a row."""
    return ConsentText(
        kind=ConsentKind(row.kind),
        language=Language(row.language),
        number=row.number,
        valid_from=row.valid_from,
        title=row.title,
        passages=passages_from(row.passages),
        source=row.source,
        verified_by=row.verified_by,
        id=row.id,
    )


def passage_rows(passages: tuple[TextPassage, ...]) -> list[dict[str, str]]:
    """Passages as they are kept."""
    return [{"key": one.key, "heading": one.heading, "text": one.text} for one in passages]
