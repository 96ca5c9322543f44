"""The words of the letter about a revocation, kept by the privacy officer: new versions only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.documents.consent_letter import draw_revocation_letter
from app.domain.addresses import Address
from app.domain.audit_chain import AuditEvent
from app.domain.consent_papers import RevocationLetter, spoken_date
from app.domain.consents import Language
from app.domain.papers import Addressee
from app.domain.reference import StoredText
from app.domain.revocation_texts import (
    KIND,
    RevocationText,
    check_revocation_text,
    filled,
    required_words,
    revocation_text_on,
    revocation_texts_from,
)
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.consent_texts import shipped
from app.services.desk import Service, permitted
from app.services.settings import practice_of
from app.storage.unit import Unit

_EXAMPLE = Addressee(
    "Pat Example", Address(line1="1 Sample Street", city="Sample", state="MA", zip_code="02139")
)


class RevocationTextService(Service):
    """What can be done with the words."""

    @permitted(Operation.VIEW)
    def list(self) -> tuple[RevocationText, ...]:
        """Every version, oldest first within its language."""
        with self.desk.reading() as unit:
            texts = revocation_texts_of(unit)
        return tuple(sorted(texts, key=lambda text: (text.language, text.number)))

    @permitted(Operation.EDIT_CONSENT_TEXTS)
    def add(self, *, text: RevocationText) -> Outcome[int]:
        """A new version from its day on; letters already made keep theirs.

        Raises:
            FieldProblems: something required is gone, or a field is misspelled.
            Problem: the letter has no room for it, or a character cannot be printed.
        """
        clean = self._checked(text)
        with self.desk.writing() as unit:
            self._draw(unit, clean)
            _keep_shipped(unit, clean.language)
            number = _keep(unit, clean, "written at the practice", self.desk.session.name)
            detail = {"language": clean.language.value, "text_number": number}
            unit.audit.record(AuditEvent("consent_text.letter_added", "letter_text", detail=detail))
        return done(number, Area.REFERENCE, Area.CONSENTS)

    @permitted(Operation.EDIT_CONSENT_TEXTS)
    def preview(self, *, text: RevocationText) -> bytes:
        """The letter with these words to an invented person, as a PDF marked SAMPLE.

        Raises:
            FieldProblems: something required is gone, or a field is misspelled.
            Problem: the letter has no room for it, or a character cannot be printed.
        """
        clean = self._checked(text)
        with self.desk.reading() as unit:
            return self._draw(unit, clean)

    def _checked(self, text: RevocationText) -> RevocationText:
        required = required_words(shipped(), text.language)
        return check_revocation_text(text, required, self.desk.clock.today())

    def _draw(self, unit: Unit, text: RevocationText) -> bytes:
        day = self.desk.clock.today()
        values = {
            "title": "Ordinary e-mail for my records",
            "number": "C000-0000",
            "covers": "pat@example.org",
            "received": spoken_date(day, text.language),
        }
        letter = RevocationLetter(
            practice=practice_of(unit),
            addressee=_EXAMPLE,
            language=text.language,
            title=text.title,
            paragraphs=filled(text, values),
            letter_date=day,
            number="C000-0000",
            sample=True,
        )
        return draw_revocation_letter(letter)


def revocation_texts_of(unit: Unit) -> tuple[RevocationText, ...]:
    """The versions kept here; the shipped ones for languages nobody has edited yet."""
    kept = tuple(map(_text_of, unit.reference.letter_texts(KIND)))
    edited = {text.language for text in kept}
    return (*kept, *(text for text in _shipped() if text.language not in edited))


def words_on(unit: Unit, language: Language, day: date) -> RevocationText:
    """The version in force on a day."""
    return revocation_text_on(revocation_texts_of(unit), language, day)


def _shipped() -> tuple[RevocationText, ...]:
    return revocation_texts_from(shipped())


def _keep_shipped(unit: Unit, language: Language) -> None:
    """The version that came with the program is the first one on record."""
    if any(text.language == language.value for text in unit.reference.letter_texts(KIND)):
        return
    for text in _shipped():
        if text.language is language:
            _keep(unit, text, text.source, "")


def _keep(unit: Unit, text: RevocationText, source: str, by: str) -> int:
    body = {"title": text.title, "paragraphs": list(text.paragraphs)}
    return unit.reference.add_text(
        KIND, body, text.valid_from, source=source, verified_by=by, language=text.language.value
    )


def _text_of(stored: StoredText) -> RevocationText:
    body = stored.body
    text = RevocationText(
        Language(stored.language), stored.valid_from, body["title"], tuple(body["paragraphs"])
    )
    return replace(text, number=stored.number, source=stored.source, verified_by=stored.verified_by)
