"""Settings through the service: profile, preferences, views, and stored nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import FieldProblems, NotPermitted, Problem
from app.domain.look import ThemeChoice
from app.domain.papers import ReturnAddressMode
from app.domain.settings import IDLE_MINUTES, TEXT_SIZE, THEME
from app.domain.staff import Role
from app.services.desk import Desk
from app.services.settings import SettingsService
from tests.services.vault_kit import PRACTICE, actions, desk_in, sign_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.fixture
def settings(desk: Desk) -> SettingsService:
    return SettingsService(desk)


def test_the_profile_is_kept_tidy(desk: Desk, settings: SettingsService) -> None:
    wanted = replace(PRACTICE, name="  Harbor   Clinic ", return_mode=ReturnAddressMode.NEUTRAL)
    settings.save_practice(profile=wanted)
    kept = settings.practice()
    assert kept == replace(PRACTICE, name="Harbor Clinic", return_mode=ReturnAddressMode.NEUTRAL)
    with desk.reading() as unit:
        event = unit.audit.page(limit=1)[0]
    assert event.action == "settings.practice"
    assert "practice.name" in event.detail
    assert "practice.phone" not in event.detail


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": ""}, "phone"),
        ({"state": "XX"}, "state"),
        ({"privacy_contact": ""}, "privacy_contact"),
        ({"name": "x" * 10_000}, "name"),
        ({"provider_kinds": ("wizard",)}, "provider_kinds"),
        ({"address": replace(PRACTICE.address, city="")}, "city"),
    ],
)
def test_a_profile_that_cannot_head_a_letter_is_refused(
    settings: SettingsService, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(FieldProblems) as wrong:
        settings.save_practice(profile=replace(PRACTICE, **changed))  # type: ignore[arg-type]
    assert field in wrong.value.fields
    assert settings.practice() == PRACTICE


def test_preferences_belong_to_their_person(desk: Desk, settings: SettingsService) -> None:
    other = SettingsService(sign_in(desk.store, login="cleo", role=Role.CLERK))
    other.prefer(setting=THEME, value="dark")
    other.prefer(setting=TEXT_SIZE, value=150)
    assert other.preferences().theme is ThemeChoice.DARK
    assert other.preferences().text_size == 150
    assert "settings.changed" not in actions(desk)  # each step of the text size would be one
    assert settings.preferences().theme is ThemeChoice.SYSTEM
    with pytest.raises(NotPermitted):
        other.set_for_practice(setting=IDLE_MINUTES, value=5)
    with pytest.raises(Problem, match="setting-scope"):
        other.prefer(setting=IDLE_MINUTES, value=5)
    with pytest.raises(Problem, match="setting-scope"):
        settings.set_for_practice(setting=THEME, value="dark")
    settings.set_for_practice(setting=IDLE_MINUTES, value=5)
    assert other.preferences().idle_minutes == 5
    assert "settings.changed" in actions(desk)


@pytest.mark.parametrize("value", [0, 31, -1, "10", None, 2.5, True])
def test_the_idle_lock_cannot_be_switched_off(settings: SettingsService, value: object) -> None:
    with pytest.raises(FieldProblems):
        settings.set_for_practice(setting=IDLE_MINUTES, value=value)
    assert settings.preferences().idle_minutes == 10


def test_stored_nonsense_reads_as_the_default(desk: Desk, settings: SettingsService) -> None:
    with desk.writing() as unit:
        unit.settings.put(IDLE_MINUTES.key, 9999)
        unit.settings.put("practice.address", ["not", "an", "address"])
        unit.settings.put("practice.return_mode", "loud")
    assert settings.preferences().idle_minutes == 10
    assert settings.practice().address.is_empty
    assert settings.practice().return_mode is ReturnAddressMode.FULL
    assert set(settings.wrong()) == {
        IDLE_MINUTES.key,
        "practice.address",
        "practice.return_mode",
    }


def test_table_layouts_are_remembered_per_person(desk: Desk, settings: SettingsService) -> None:
    settings.save_view(name="mail", facts={"widths": [120, 80], "sort": "mailed"})
    other = SettingsService(sign_in(desk.store, login="cleo", role=Role.READ_ONLY))
    other.save_view(name="mail", facts={"widths": [1]})
    assert settings.views() == {"mail": {"widths": [120, 80], "sort": "mailed"}}
    assert other.views() == {"mail": {"widths": [1]}}
    with pytest.raises(Problem, match="view-too-large"):
        settings.save_view(name="huge", facts={"x": "y" * 30_000})
    assert "settings.changed" not in actions(desk)
