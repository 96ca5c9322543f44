"""Every setting: its default, its bounds, and what nonsense in the store reads as."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.errors import FieldProblems
from app.domain.look import ThemeChoice
from app.domain.papers import PracticeProfile, ReturnAddressMode
from app.domain.settings import (
    ALL_SETTINGS,
    IDLE_MINUTES,
    NEUTRAL_NAME,
    PRACTICE_ADDRESS,
    PROVIDER_KINDS,
    RETURN_MODE,
    TEXT_SIZE,
    THEME,
    UPPERCASE_ADDRESS,
    Scope,
    Setting,
    check_practice,
    personal_key,
    practice_from,
    practice_values,
    return_address_preview,
    stored_key,
    wrong_values,
)

PROFILE = PracticeProfile(
    name="Lakeside Family Practice",
    address=Address(line1="120 Harbor Street", city="Somerville", state="MA", zip_code="02143"),
    phone="(617) 555-0100",
    state="MA",
    privacy_contact="Ines Calloway",
    privacy_phone="",
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def test_keys_are_unique_and_described() -> None:
    keys = [setting.key for setting in ALL_SETTINGS]
    assert len(set(keys)) == len(keys)
    assert all(setting.description.endswith(".") for setting in ALL_SETTINGS)


@pytest.mark.parametrize("setting", ALL_SETTINGS, ids=lambda setting: setting.key)
@given(stored=ANYTHING)
def test_reading_always_gives_a_value_of_its_type(setting: Setting[Any], stored: Any) -> None:
    value = setting.value_of(stored)
    assert isinstance(value, type(setting.default))
    if stored is not None and not setting.accepts(stored):
        assert value == setting.default


@given(st.integers())
def test_the_idle_lock_stays_within_its_bounds(minutes: int) -> None:
    assert 1 <= IDLE_MINUTES.value_of(minutes) <= 30
    assert IDLE_MINUTES.accepts(minutes) is (1 <= minutes <= 30)


@pytest.mark.parametrize(
    ("setting", "stored", "value"),
    [
        (THEME, "dark", ThemeChoice.DARK),
        (THEME, "pink", ThemeChoice.SYSTEM),
        (TEXT_SIZE, 200, 200),
        (TEXT_SIZE, 90, 100),
        (TEXT_SIZE, True, 100),
        (UPPERCASE_ADDRESS, False, False),
        (UPPERCASE_ADDRESS, 0, True),
        (RETURN_MODE, "neutral", ReturnAddressMode.NEUTRAL),
        (NEUTRAL_NAME, "  Harbor  Office ", "Harbor Office"),
        (NEUTRAL_NAME, "x" * 65, ""),
        (PRACTICE_ADDRESS, {"line1": "x" * 65}, Address()),
        (PRACTICE_ADDRESS, {"line1": 5}, Address()),
        (PROVIDER_KINDS, ["podiatrist"], ("podiatrist",)),
        (PROVIDER_KINDS, [], ("physician",)),
        (PROVIDER_KINDS, ["any"], ("physician",)),
        (IDLE_MINUTES, None, 10),
        (IDLE_MINUTES, True, 10),
    ],
)
def test_what_is_stored_and_what_is_read(setting: Setting[Any], stored: Any, value: Any) -> None:
    assert setting.value_of(stored) == value


def test_personal_settings_carry_their_person() -> None:
    assert stored_key(IDLE_MINUTES) == "lock.idle_minutes"
    assert stored_key(THEME, 7) == "staff.7.window.theme" == personal_key(7, THEME.key)
    with pytest.raises(ValueError, match="belongs to a person"):
        stored_key(THEME)
    assert {setting.scope for setting in ALL_SETTINGS} == set(Scope)


def test_a_profile_survives_the_store() -> None:
    assert practice_from(practice_values(PROFILE)) == PROFILE
    neutral = replace(PROFILE, return_mode=ReturnAddressMode.NEUTRAL, neutral_name="Suite 4")
    assert practice_from(practice_values(neutral)) == neutral
    assert practice_from({}).name == ""


def test_wrong_values_are_named() -> None:
    stored = {"lock.idle_minutes": 99, "practice.state": "MA", "unknown": 1}
    assert wrong_values(stored, ALL_SETTINGS) == ("lock.idle_minutes",)


def test_a_profile_needs_what_heads_a_letter() -> None:
    check_practice(PROFILE)
    with pytest.raises(FieldProblems) as wrong:
        check_practice(practice_from({}))
    assert set(wrong.value.fields) == {
        "name",
        "phone",
        "state",
        "privacy_contact",
        "line1",
        "city",
        "zip_code",
    }
    with pytest.raises(FieldProblems) as long:
        check_practice(replace(PROFILE, name="x" * 121))
    assert set(long.value.fields) == {"name"}


def test_the_return_address_in_both_modes() -> None:
    lines = ("120 Harbor Street", "Somerville MA 02143")
    assert return_address_preview(PROFILE, lines).splitlines()[0] == PROFILE.name
    neutral = replace(PROFILE, return_mode=ReturnAddressMode.NEUTRAL)
    assert return_address_preview(neutral, lines) == "\n".join(lines)
    named = replace(neutral, neutral_name="Harbor Office")
    assert return_address_preview(named, lines).splitlines()[0] == "Harbor Office"
    assert len({choice.label for choice in ThemeChoice}) == 4


def test_a_telephone_with_digits_missing_heads_no_letter() -> None:
    short = replace(PROFILE, phone="413-555-01", privacy_phone="413-555-01")
    with pytest.raises(FieldProblems) as found:
        check_practice(short)
    assert set(found.value.fields) == {"phone"}
    with pytest.raises(FieldProblems) as found:
        check_practice(replace(PROFILE, privacy_phone="555-01"))
    assert "ten digits" in found.value.fields["privacy_phone"]
    check_practice(replace(PROFILE, phone="+44 20 7946 0958", privacy_phone=""))
