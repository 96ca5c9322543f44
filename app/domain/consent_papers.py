"""Papers of a consent: the form to sign, the sealed record, the letter about its revocation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.domain.consent_signature import Signature
from app.domain.consents import Language, RenderedText
from app.domain.papers import Addressee, PracticeProfile


@dataclass(frozen=True, slots=True)
class ConsentSheet:
    """Everything that stands on the form, signed or not.

    Attributes:
        signed_on: the day beside the signature; none on a blank form.
        record: what the practice wrote down about the signing, in order; empty on a blank form.
    """

    practice: PracticeProfile
    text: RenderedText = field(repr=False)
    number: str
    signer: str = field(repr=False)
    signature: Signature | None = field(default=None, repr=False)
    signed_on: date | None = None
    record: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    sample: bool = False


@dataclass(frozen=True, slots=True)
class RevocationLetter:
    """The letter that confirms a revocation, in the patient's language."""

    practice: PracticeProfile
    addressee: Addressee = field(repr=False)
    language: Language
    title: str
    paragraphs: tuple[str, ...] = field(repr=False)
    letter_date: date
    number: str
    sample: bool = False


_SPANISH_MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
_ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def spoken_date(day: date, language: Language) -> str:
    """``November 22, 2026`` or ``22 de noviembre de 2026``."""
    if language is Language.SPANISH:
        return f"{day.day} de {_SPANISH_MONTHS[day.month - 1]} de {day.year}"
    return f"{_ENGLISH_MONTHS[day.month - 1]} {day.day}, {day.year}"


FORM_WORDS = {
    Language.ENGLISH: {
        "signature": "Signature",
        "date": "Date",
        "name": "Name in print",
        "authority": "If you sign for the patient: what lets you act",
        "form": "Form",
        "page": "Page",
        "of": "of",
    },
    Language.SPANISH: {
        "signature": "Firma",
        "date": "Fecha",
        "name": "Nombre en letra de molde",
        "authority": "Si firma por el paciente: qué le permite actuar",
        "form": "Formulario",
        "page": "Página",
        "of": "de",
    },
}
"""The few words of the form itself, beside the wording that is data."""
