"""Our own words in both languages; what a clerk typed stays, and is named to be explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.consent_phrases import said_in, unexplained
from app.domain.consents import Language
from app.domain.requests import RecordType

EN, ES = Language.ENGLISH, Language.SPANISH


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Everything, 2024 to today", "Todo el expediente, desde 2024 hasta hoy"),
        ("Visit notes, images, 2024", "Notas de las consultas, imágenes, 2024"),
        ("Billing and insurance 2024 to 2026", "Facturas y seguro desde 2024 hasta 2026"),
        ("Visit notes of 2026", "Notas de las consultas de 2026"),
        ("Test results since March 2024", "Resultados de pruebas desde marzo de 2024"),
        ("Lab results 03/01/2024 - 11/20/2026",
         "Resultados de laboratorio desde 1 de marzo de 2024 hasta 20 de noviembre de 2026"),
        ("from 05/2024 until now", "desde 05/2024 hasta hoy"),
        ("2025", "2025"),
        ("At the request of the individual", "A petición de la persona"),
        ("neighbor", "vecino o vecina"),
    ],
)  # fmt: skip
def test_our_own_phrases_are_said_in_spanish(english: str, spanish: str) -> None:
    assert said_in(english, ES) == spanish
    assert not unexplained(english, ES)


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("A petición de la persona", "At the request of the individual"),
        ("Imágenes, desde marzo de 2024 hasta hoy", "Images, from March 2024 to today"),
        ("desde 2024", "since 2024"),
        ("de 2024", "of 2024"),
        ("2024 to today", "2024 to today"),
        ("03/01/2024", "03/01/2024"),
    ],
)  # fmt: skip
def test_staff_read_them_in_english(spanish: str, english: str) -> None:
    assert said_in(spanish, EN) == english


def test_every_category_has_its_spanish() -> None:
    for kind in RecordType:
        assert said_in(kind.label, ES) != kind.label
        assert said_in(said_in(kind.label, ES), EN) == kind.label


@pytest.mark.parametrize("typed", ["Letters to the school board", "Everything, for my lawyer"])
def test_what_was_typed_freely_stays_and_is_named(typed: str) -> None:
    assert said_in(typed, ES).endswith(typed.rsplit(", ", maxsplit=1)[-1])
    assert unexplained(typed, ES)
    assert not unexplained(typed, EN)


def test_what_is_spanish_already_needs_no_word() -> None:
    for typed in ("Las notas de mi doctora", "", "123", "Todo el expediente, desde 2024 hasta hoy"):
        assert said_in(typed, ES) == typed
        assert not unexplained(typed, ES)


@given(st.text(alphabet="qxz 0159/,;-\n", max_size=40), st.sampled_from(list(Language)))
def test_words_are_neither_lost_nor_added(text: str, language: Language) -> None:
    kept = [letter for letter in said_in(text, language) if letter in "qxz"]
    assert kept == [letter for letter in text if letter in "qxz"]
