"""The printed recovery code survives tired typing and refuses slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.recovery_code import (
    ALPHABET,
    BODY_LENGTH,
    format_recovery_code,
    new_recovery_body,
    parse_recovery_code,
)

BODIES = st.text(ALPHABET, min_size=BODY_LENGTH, max_size=BODY_LENGTH)


@given(BODIES)
def test_what_is_printed_can_be_typed_back(body: str) -> None:
    assert parse_recovery_code(format_recovery_code(body)) == body


@given(BODIES, st.randoms())
def test_case_spaces_and_look_alikes_do_not_matter(body: str, random: object) -> None:
    code = format_recovery_code(body)
    typed = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert parse_recovery_code(f" {typed}\n") == body
    assert parse_recovery_code(code.replace("1", "I").replace("-", "")) == body


@given(BODIES, st.integers(0, 27), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_almost_always_noticed(body: str, at: int, letter: str) -> None:
    text = format_recovery_code(body).replace("-", "")
    changed = text[:at] + letter + text[at + 1 :]
    parsed = parse_recovery_code(changed)
    # Twenty check bits let one slip in a million pass; the key would then refuse it.
    assert parsed in (None, changed[:BODY_LENGTH])
    if at >= BODY_LENGTH and letter != text[at]:
        assert parsed is None


def test_slips_and_swaps_in_a_fixed_sample_are_all_noticed() -> None:
    body = "0123456789ABCDEFGHJKMNPQ"
    text = format_recovery_code(body).replace("-", "")
    singles = [
        text[:at] + letter + text[at + 1 :]
        for at in range(len(text))
        for letter in ALPHABET
        if letter != text[at]
    ]
    swaps = [
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at] != text[at + 1]
    ]
    assert len(singles) == 28 * 31
    assert [t for t in singles + swaps if parse_recovery_code(t) is not None] == []


@pytest.mark.parametrize("typed", ["", "hello", "U" * 28, "0" * 27, "0" * 29, "é" * 28])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    assert parse_recovery_code(typed) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(typed: str) -> None:
    parsed = parse_recovery_code(typed)
    assert parsed is None or len(parsed) == BODY_LENGTH


def test_codes_are_random_and_grouped() -> None:
    codes = {format_recovery_code(new_recovery_body()) for _ in range(50)}
    assert len(codes) == 50
    assert all([len(group) for group in code.split("-")] == [4] * 7 for code in codes)
