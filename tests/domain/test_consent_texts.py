"""Wordings: required elements cannot be edited away, wrong fields are refused, filled in once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.consent_texts import (
    FIELDS,
    MOST_PASSAGES,
    ConsentText,
    NewConsentText,
    TextPassage,
    check_new_text,
    field_problem,
    render,
    required_from,
    text_in_force,
    texts_from,
)
from app.domain.consents import ConsentKind, Language
from app.domain.errors import FieldProblems, Problem
from app.system.resources import resource_text
from tests.domain.consent_kit import TODAY

DATA: dict[str, Any] = json.loads(resource_text("consent_texts.json"))
SHIPPED = texts_from(DATA)
REQUIRED = [
    pytest.param(text, element, id=f"{text.kind.value}-{text.language.value}-{element.key}")
    for text in SHIPPED
    for element in required_from(DATA, text.kind, text.language)
]


def new(text: ConsentText, **changes: Any) -> NewConsentText:
    values = {
        "kind": text.kind,
        "language": text.language,
        "valid_from": TODAY,
        "title": text.title,
        "passages": text.passages,
    }
    return NewConsentText(**(values | changes))


def check(text: NewConsentText) -> NewConsentText:
    return check_new_text(text, required_from(DATA, text.kind, text.language), TODAY)


def problems(text: NewConsentText) -> dict[str, str]:
    with pytest.raises(FieldProblems) as caught:
        check(text)
    return caught.value.fields


def with_passage(text: ConsentText, key: str, words: str) -> NewConsentText:
    passages = tuple(replace(one, text=words) if one.key == key else one for one in text.passages)
    return new(text, passages=passages)


EMAIL = next(t for t in SHIPPED if t.kind is ConsentKind.EMAIL and t.language is Language.ENGLISH)


def test_every_kind_has_its_words_in_both_languages() -> None:
    assert {(text.kind, text.language) for text in SHIPPED} == {
        (kind, language) for kind in ConsentKind for language in Language
    }


@pytest.mark.parametrize("text", SHIPPED, ids=lambda text: f"{text.kind}-{text.language}")
def test_what_ships_passes_its_own_rules(text: ConsentText) -> None:
    assert check(new(text)).passages == text.passages


@pytest.mark.parametrize(("text", "element"), REQUIRED)
def test_no_required_element_can_be_edited_away(text: ConsentText, element: Any) -> None:
    rest = tuple(one for one in text.passages if one.key != element.key)
    assert element.citation in problems(new(text, passages=rest))[element.key]
    for words in ("", "Hello."):
        if words and not (element.fields or element.must_say):
            continue
        assert element.key in problems(with_passage(text, element.key, words))


@pytest.mark.parametrize(("text", "element"), REQUIRED)
def test_no_field_of_a_required_element_can_be_lost(text: ConsentText, element: Any) -> None:
    passage = next(one for one in text.passages if one.key == element.key)
    for name in element.fields:
        lost = with_passage(text, element.key, passage.text.replace(f"{{{name}}}", "somewhere"))
        assert f"{{{name}}}" in problems(lost)[element.key]


def test_the_warning_has_to_warn() -> None:
    tame = with_passage(EMAIL, "warning", "E-mail is quick and easy for everybody.")
    assert "must say “read”" in problems(tame)["warning"]


def test_words_may_be_said_otherwise() -> None:
    said = "While it travels, ordinary e-mail may be ACCESSED by a third party."
    assert check(with_passage(EMAIL, "warning", said))


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("Dear {patinet}", "{patinet} is not a field"),
        ("Dear {}", "{} is not a field"),
        ("Dear {patient", "stands alone"),
        ("Dear patient}", "stands alone"),
        ("{recipient}", "{recipient} is not a field"),
        ("{patient} and {patient}", ""),
    ],
)
def test_fields_in_braces(words: str, part: str) -> None:
    problem = field_problem(words, ConsentKind.EMAIL)
    assert (part in problem) if part else (problem == "")


def test_a_misspelled_field_is_told_beside_its_part() -> None:
    assert (
        "{patinet}"
        in problems(with_passage(EMAIL, "alternatives", "Dear {patinet}"))["alternatives"]
    )
    assert "{x}" in problems(new(EMAIL, title="For {x}"))["title"]


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"title": " "}, "title", "Type a title"),
        ({"title": "x" * 121}, "title", "one line"),
        ({"title": "a\nb"}, "title", "one line"),
        ({"valid_from": TODAY - timedelta(1)}, "valid_from", "today or later"),
        (
            {"passages": (*EMAIL.passages, EMAIL.passages[0])},
            EMAIL.passages[0].key,
            "there twice",
        ),
        (
            {"passages": (*EMAIL.passages, TextPassage("x", "", "y" * 5000))},
            "x",
            "too long",
        ),
        (
            {"passages": (*EMAIL.passages, TextPassage("x", "y" * 200, "y"))},
            "x",
            "too long",
        ),
        (
            {
                "passages": (
                    *EMAIL.passages,
                    *(TextPassage(f"x{n}", "", "y") for n in range(MOST_PASSAGES)),
                )
            },
            "passages",
            "at most",
        ),
    ],
)
def test_the_shape_of_a_text(changes: dict[str, Any], key: str, words: str) -> None:
    assert words in problems(new(EMAIL, **changes))[key]


def test_empty_parts_are_left_out() -> None:
    kept = check(new(EMAIL, passages=(*EMAIL.passages, TextPassage("x", " ", "\n"))))
    assert kept.passages == EMAIL.passages


def test_the_version_in_force() -> None:
    later = replace(EMAIL, number=2, valid_from=date(2026, 12, 1))
    texts = [later, *SHIPPED]
    kind, language = EMAIL.kind, EMAIL.language
    assert text_in_force(texts, kind, language, TODAY) == EMAIL
    assert text_in_force(texts, kind, language, date(2026, 12, 1)) == later
    assert text_in_force(texts, kind, language, date(2020, 1, 1)) == EMAIL
    with pytest.raises(Problem, match="consent-text-missing"):
        text_in_force([], kind, language, TODAY)


VALUES = {name: f"<{name}>" for kind in ConsentKind for name in FIELDS[kind]}


@pytest.mark.parametrize("text", SHIPPED, ids=lambda text: f"{text.kind}-{text.language}")
def test_every_field_is_filled_in(text: ConsentText) -> None:
    rendered = render(text, VALUES)
    assert "{" not in rendered.plain
    assert rendered.title == text.title
    assert len(rendered.passages) == len(text.passages)


def test_optional_parts_without_a_value_are_left_out() -> None:
    rendered = render(EMAIL, {**VALUES, "purpose": " ", "authority": ""})
    assert len(rendered.passages) == len(EMAIL.passages) - 2


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(Problem) as caught:
        render(EMAIL, {**VALUES, "address": " "})
    assert caught.value.code == "consent-field-empty"
    assert "{address}" in caught.value.happened


@given(st.text(alphabet="{}abc patient address<>&", max_size=30).filter(str.strip))
def test_what_is_filled_in_is_not_looked_at_again(value: str) -> None:
    rendered = render(EMAIL, {**VALUES, "practice": value})
    assert value in rendered.plain
