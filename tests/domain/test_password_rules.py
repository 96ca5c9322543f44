"""Long passwords pass, common ones and the practice's own words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.password_rules import generate_password, password_problem
from app.system.resources import common_passwords

OWN = ["Elm Street Clinic", "Springfield", "jsmith", "415-555-0123"]


def problem(password: str) -> str | None:
    return password_problem(password, common=common_passwords(), own_words=OWN)


@pytest.mark.parametrize(
    "password",
    [
        "plover cabinet 41 staircase",
        "Tr0ub4dor&3 plus words",
        "пять слонов идут домой",
        "five elm trees behind springfield barn",
        "😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰",
        "kq7 vz2 mp9 ht4 xw",
        "quiet river 7 lanterns" * 11,
    ],
)
def test_good_passwords_pass(password: str) -> None:
    assert problem(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password12345678",
        "P@$$w0rd P@$$w0rd",
        "administrator12345",
        "letmeinletmein!!",
        "Jennifer1987!!!!!",
        "correct horse battery staple",
        "iloveyouforever1",
    ],
)
def test_common_ones_with_padding_are_refused(password: str) -> None:
    assert "common" in (problem(password) or "")


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaaaaa", "abcabcabcabcabc", "qwertyuiop123456", "!@#$%^&*()qwerty", "短い" * 8],
)
def test_patterns_and_keyboard_walks_are_refused(password: str) -> None:
    assert "pattern" in (problem(password) or "")


@pytest.mark.parametrize(
    "password",
    ["Elm Street Clinic 2026", "chartpostpassword1", "4155550123415555", "jsmith springfield"],
)
def test_the_practices_own_words_are_refused(password: str) -> None:
    assert "practice's own" in (problem(password) or "")


def test_length_is_counted_in_characters() -> None:
    assert "15" in (problem("plover cabinet") or "")
    assert problem("plover cabinet7") is None
    # One character that unfolds into many does not count as many.
    assert "15" in (problem("ﷺ") or "")
    long = "quiet river 7 lanterns, " * 20
    assert problem(long[:256]) is None
    assert "256" in (problem(long[:257]) or "")


def test_generated_passwords_pass_and_differ() -> None:
    made = {generate_password() for _ in range(40)}
    assert len(made) == 40
    assert [p for p in made if problem(p) is not None] == []
    assert all([len(group) for group in p.split("-")] == [4] * 5 for p in made)


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(password: str) -> None:
    answer = problem(password)
    assert answer is None or answer.endswith(".")


def test_the_list_is_long_enough() -> None:
    assert len(common_passwords()) >= 3000
    assert sum(len(word) >= 15 for word in common_passwords()) >= 1000
