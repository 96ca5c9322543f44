"""The words of the letter about a revocation: required parts stay, fields are known, days count."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.consents import Language
from app.domain.errors import FieldProblems
from app.domain.revocation_texts import (
    check_revocation_text,
    filled,
    required_words,
    revocation_text_on,
    revocation_texts_from,
)
from app.system.resources import resource_text

TODAY = date(2026, 11, 23)
DATA = json.loads(resource_text("consent_texts.json"))
SHIPPED = {text.language: text for text in revocation_texts_from(DATA)}
ENGLISH = replace(SHIPPED[Language.ENGLISH], valid_from=TODAY)
REQUIRED = required_words(DATA, Language.ENGLISH)


@pytest.mark.parametrize("language", list(Language))
def test_the_shipped_words_say_what_they_must(language: Language) -> None:
    text = replace(SHIPPED[language], valid_from=TODAY)
    assert check_revocation_text(text, required_words(DATA, language), TODAY) == text


def test_fields_are_filled_once_and_what_was_filled_in_is_not_read_again() -> None:
    values = {"title": "{covers}", "number": "C1", "covers": "a@b.org", "received": "June 1"}
    said = filled(ENGLISH, values)
    assert "{covers} (number C1), which covered: a@b.org" in said[0]
    assert filled(replace(ENGLISH, paragraphs=("{odd}",)), values) == ("{odd}",)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"valid_from": date(2026, 11, 22)}, "valid_from", "today or later"),
        ({"title": " "}, "title", "one line"),
        ({"title": "{number}"}, "title", "paragraphs alone"),
        ({"paragraphs": ()}, "paragraphs", "empty"),
        ({"paragraphs": ("x",) * 9}, "paragraphs", "at most 8"),
        ({"paragraphs": ("{adress}",)}, "paragraphs", "{adress} is not a field"),
        ({"paragraphs": ("{title!r}",)}, "paragraphs", "not a field"),
        ({"paragraphs": ("a } b",)}, "paragraphs", "brace stands alone"),
        ({"paragraphs": ("{number} {covers}",)}, "paragraphs", "must hold {received}"),
        (
            {"paragraphs": ("{number} {covers} {received} stays sent",)},
            "paragraphs",
            "must say “release nothing more”",
        ),
        (
            {"paragraphs": ("{number} {covers} {received} release nothing more",)},
            "paragraphs",
            "must say “stays sent”",
        ),
    ],
)
def test_what_the_rule_asks_for_cannot_be_edited_away(
    changes: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(FieldProblems) as found:
        check_revocation_text(replace(ENGLISH, **changes), REQUIRED, TODAY)
    assert words in found.value.fields[field]


def test_the_newest_version_whose_day_has_come_is_used() -> None:
    later = replace(ENGLISH, valid_from=date(2026, 12, 1), number=2, title="New")
    texts = [later, ENGLISH, SHIPPED[Language.SPANISH]]
    assert revocation_text_on(texts, Language.ENGLISH, TODAY) == ENGLISH
    assert revocation_text_on(texts, Language.ENGLISH, date(2026, 12, 1)) == later
    assert revocation_text_on(texts, Language.ENGLISH, date(2020, 1, 1)) == ENGLISH
