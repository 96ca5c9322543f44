"""Our own words inside a consent, in the language of its text.

The promise: a category, a span of time or a standing phrase that this program offers stands in the
patient's language, as a core element has to (45 CFR 164.508(c)(3), plain language); what a clerk
typed freely is never changed, and is named so that somebody writes it in Spanish or explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.consents import Language
from app.domain.requests import RecordType

_RECORDS = (
    (RecordType.EVERYTHING.label, "Todo el expediente"),
    (RecordType.VISIT_NOTES.label, "Notas de las consultas"),
    (RecordType.TEST_RESULTS.label, "Resultados de pruebas"),
    (RecordType.IMAGES.label, "Imágenes"),
    (RecordType.IMMUNIZATIONS.label, "Vacunas"),
    (RecordType.BILLING.label, "Facturas y seguro"),
    (RecordType.OTHER.label, "Otros"),
)
_STANDING = (
    ("At the request of the individual", "A petición de la persona"),
    ("At my request", "A petición mía"),
    ("All records", "Todos los documentos"),
    ("My records", "Mi expediente"),
    ("My visit notes", "Mis notas de las consultas"),
    ("Lab results", "Resultados de laboratorio"),
    ("Prescriptions", "Recetas"),
    ("Second opinion", "Segunda opinión"),
    ("Legal claim", "Reclamación legal"),
    ("Insurance", "Seguro"),
    ("Treatment", "Tratamiento"),
    ("The end of my claim", "El fin de mi reclamación"),
    ("My discharge", "Mi alta"),
)
_PEOPLE = (
    ("Mother", "Madre"),
    ("Father", "Padre"),
    ("Parent", "Padre o madre"),
    ("Guardian", "Tutor legal"),
    ("Executor", "Albacea"),
    ("Administrator", "Administrador de la herencia"),
    ("Power of attorney", "Poder notarial"),
    ("Husband", "Esposo"),
    ("Wife", "Esposa"),
    ("Spouse", "Cónyuge"),
    ("Son", "Hijo"),
    ("Daughter", "Hija"),
    ("Brother", "Hermano"),
    ("Sister", "Hermana"),
    ("Aunt", "Tía"),
    ("Uncle", "Tío"),
    ("Friend", "Amigo o amiga"),
    ("Neighbor", "Vecino o vecina"),
    ("Caregiver", "Cuidador o cuidadora"),
)
_MONTHS = (
    ("January", "enero"),
    ("February", "febrero"),
    ("March", "marzo"),
    ("April", "abril"),
    ("May", "mayo"),
    ("June", "junio"),
    ("July", "julio"),
    ("August", "agosto"),
    ("September", "septiembre"),
    ("October", "octubre"),
    ("November", "noviembre"),
    ("December", "diciembre"),
)
_PAIRS = (*_RECORDS, *_STANDING, *_PEOPLE)
_PHRASES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        Language.ENGLISH: {there.casefold(): here for here, there in _PAIRS},
        Language.SPANISH: {here.casefold(): there for here, there in _PAIRS},
    }
)
"""By language: each phrase of the other one, and how it is said in this one."""

_MONTH = "|".join(name for pair in _MONTHS for name in pair)
_POINT = rf"(?:(?:(?:{_MONTH})(?:\s+de)?\s+)?\d{{4}}|\d{{1,2}}/(?:\d{{1,2}}/)?\d{{4}})"
_SPAN = re.compile(
    rf"(?P<from>from |since |of |de |desde )?(?P<begin>{_POINT})"
    rf"(?P<to>\s*(?:to|until|through|a|hasta|-|–)\s*(?P<end>{_POINT}|today|now|hoy))?",
    re.IGNORECASE,
)
_US_DAY = re.compile(r"(0?[1-9]|1[0-2])/(\d{1,2})/(\d{4})")
_OPEN = frozenset({"since", "desde"})
_PARTED = re.compile(r"([,;]\s*|\n+)")
_TAIL = re.compile(rf"\s+(?=(?:(?:from|since|of|de|desde)\s+)?{_POINT})", re.IGNORECASE)
_SPANISH = re.compile(
    r"[áéíóúñ¿¡]|\b(?:de|del|el|la|los|las|mi|mis|para|desde|hasta|con|por|en|una?|y|todo)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of what was typed; ``ours`` where this program knows how to say it."""

    words: str = field(repr=False)
    ours: bool


def said_in(text: str, language: Language) -> str:
    """The text with our own phrases in this language; everything else as it was typed."""
    return "".join(part.words for part in _parts(text, language))


def unexplained(text: str, language: Language) -> bool:
    """Whether a Spanish reader meets words here that are neither ours nor Spanish."""
    if language is not Language.SPANISH:
        return False
    typed = " ".join(part.words for part in _parts(text, language) if not part.ours)
    return bool(_LETTER.search(typed)) and not _SPANISH.search(typed)


def _parts(text: str, language: Language) -> Iterator[_Part]:
    """Phrases stand between commas and lines; a span may follow a phrase without one."""
    for n, piece in enumerate(_PARTED.split(text)):
        if n % 2:
            yield _Part(piece, ours=True)
            continue
        whole, tail = _turned(piece, language), _TAIL.search(piece)
        if whole.ours or tail is None:
            yield whole
            continue
        yield _turned(piece[: tail.start()], language)
        yield _Part(tail[0], ours=True)
        yield _turned(piece[tail.end() :], language)


def _turned(words: str, language: Language) -> _Part:
    known = _PHRASES[language].get(words.strip().casefold())
    if known is not None:
        shown = known if words[:1].isupper() else known[:1].lower() + known[1:]
        return _Part(shown, ours=True)
    if words.strip().casefold() in _PHRASES[_other(language)]:
        return _Part(words, ours=True)
    span = _SPAN.fullmatch(words.strip())
    return _Part(words, ours=False) if span is None else _Part(_span(span, language), ours=True)


def _other(language: Language) -> Language:
    return Language.ENGLISH if language is Language.SPANISH else Language.SPANISH


def _span(span: re.Match[str], language: Language) -> str:
    begin, lead = _point(span["begin"], language), (span["from"] or "").strip().casefold()
    spanish = language is Language.SPANISH
    if span["to"] is None:
        if lead in _OPEN:
            return f"desde {begin}" if spanish else f"since {begin}"
        word = ("de " if spanish else "of ") if lead else ""
        return f"{word}{begin}"
    end = _point(span["end"], language)
    if spanish:
        return f"desde {begin} hasta {end}"
    return f"{'from ' if lead else ''}{begin} to {end}"


def _point(words: str, language: Language) -> str:
    """A day, a month with its year, a year, or today."""
    if words.casefold() in ("today", "now", "hoy"):
        return "hoy" if language is Language.SPANISH else "today"
    for english, spanish in _MONTHS:
        if words.casefold().startswith((english.casefold(), spanish)):
            year = words[-4:]
            return f"{spanish} de {year}" if language is Language.SPANISH else f"{english} {year}"
    day = _US_DAY.fullmatch(words)
    if day is not None and language is Language.SPANISH:
        return f"{int(day[2])} de {_MONTHS[int(day[1]) - 1][1]} de {day[3]}"
    return words
