"""The practice's profile, everyone's preferences, and how each person left their tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.audit_chain import AuditEvent
from app.domain.errors import FieldProblems, Problem
from app.domain.papers import PracticeProfile, ReturnAddressMode
from app.domain.postal_text import address_block
from app.domain.settings import (
    ALL_SETTINGS,
    ENVELOPE_SIZE,
    IDLE_MINUTES,
    LABEL_STOCK,
    SECOND_BACKUP_FOLDER,
    TEXT_SIZE,
    THEME,
    UPPERCASE_ADDRESS,
    VIEW_PREFIX,
    Preferences,
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
from app.domain.staff import Operation
from app.domain.text import clean_line
from app.services.changes import Area, Outcome, done
from app.services.desk import Service, permitted
from app.storage.unit import Unit

LARGEST_VIEW = 20_000
MOST_VIEWS = 200


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """How the return address of the two modes looks, for the choice in the settings."""

    full: str
    neutral: str


class SettingsService(Service):
    """What a person can set. A wrong stored value reads as the default, never as an error."""

    @permitted(Operation.OWN_ACCOUNT)
    def practice(self) -> PracticeProfile:
        """The practice as letters and envelopes name it."""
        with self.desk.reading() as unit:
            return practice_of(unit)

    @permitted(Operation.VIEW)
    def return_addresses(self, *, profile: PracticeProfile) -> ReturnAddress:
        """Both forms of the return address of a profile that is being edited."""
        full, neutral = (
            "\n".join(return_lines(replace(profile, return_mode=mode)))
            for mode in (ReturnAddressMode.FULL, ReturnAddressMode.NEUTRAL)
        )
        return ReturnAddress(full, neutral)

    @permitted(Operation.MANAGE_SETTINGS)
    def save_practice(self, *, profile: PracticeProfile) -> Outcome[None]:
        """Change the practice's profile.

        Raises:
            FieldProblems: a part is missing or too long.
        """
        tidy = tidy_profile(profile)
        check_practice(tidy)
        with self.desk.writing() as unit:
            changed = store_practice(unit, tidy)
            unit.audit.record(AuditEvent("settings.practice", detail={"changed": changed}))
        return done(None, Area.SETTINGS)

    @permitted(Operation.OWN_ACCOUNT)
    def preferences(self) -> Preferences:
        """What the signed-in person and the practice have set."""
        with self.desk.reading() as unit:
            stored = unit.settings.everything()

        def value(setting: Setting[Any]) -> Any:
            return setting.value_of(stored.get(self._key(setting)))

        return Preferences(
            theme=value(THEME),
            text_size=value(TEXT_SIZE),
            idle_minutes=value(IDLE_MINUTES),
            uppercase_address=value(UPPERCASE_ADDRESS),
            envelope=value(ENVELOPE_SIZE),
            label_stock=value(LABEL_STOCK),
            second_backup_folder=value(SECOND_BACKUP_FOLDER),
        )

    @permitted(Operation.OWN_ACCOUNT)
    def prefer(self, *, setting: Setting[Any], value: object) -> Outcome[None]:
        """Change one of the person's own settings, such as theme or text size.

        Raises:
            Problem: it is the practice's, not a person's.
            FieldProblems: not one of its values.
        """
        if setting.scope is not Scope.STAFF:
            raise Problem("setting-scope", "This is set for the whole practice.")
        return self._put(setting, value)

    @permitted(Operation.MANAGE_SETTINGS)
    def set_for_practice(self, *, setting: Setting[Any], value: object) -> Outcome[None]:
        """Change one setting of the whole practice, such as the minutes until it locks.

        Raises:
            Problem: it is a person's own.
            FieldProblems: not one of its values.
        """
        if setting.scope is not Scope.PRACTICE:
            raise Problem("setting-scope", "Each person sets this for themselves.")
        return self._put(setting, value)

    @permitted(Operation.VIEW)
    def wrong(self) -> tuple[str, ...]:
        """Keys whose stored value cannot be used, so that the default holds."""
        with self.desk.reading() as unit:
            stored = unit.settings.everything()
        return wrong_values(stored, ALL_SETTINGS)

    @permitted(Operation.OWN_ACCOUNT)
    def views(self) -> dict[str, dict[str, object]]:
        """How the person left each table: widths, order, columns; by the table's name."""
        prefix = personal_key(self.desk.session.staff_id, VIEW_PREFIX)
        with self.desk.reading() as unit:
            stored = unit.settings.everything()
        return {
            key.removeprefix(prefix): dict(value)
            for key, value in stored.items()
            if key.startswith(prefix) and isinstance(value, Mapping)
        }

    @permitted(Operation.OWN_ACCOUNT)
    def save_view(self, *, name: str, facts: Mapping[str, object]) -> Outcome[None]:
        """Remember how a table was left; not an event worth auditing.

        Raises:
            Problem: more than a table's layout was handed in.
        """
        views = self.views()
        if len(repr(dict(facts))) > LARGEST_VIEW or len(views.keys() | {name}) > MOST_VIEWS:
            raise Problem("view-too-large", "This layout cannot be remembered.")
        key = personal_key(self.desk.session.staff_id, VIEW_PREFIX + name)
        with self.desk.writing() as unit:
            unit.settings.put(key, dict(facts))
        return done(None)

    def _key(self, setting: Setting[Any]) -> str:
        return stored_key(setting, self.desk.session.staff_id)

    def _put(self, setting: Setting[Any], value: object) -> Outcome[None]:
        if not any(known is setting for known in ALL_SETTINGS) or not setting.accepts(value):
            raise FieldProblems({setting.key: "This is not one of the choices."})
        with self.desk.writing() as unit:
            unit.settings.put(self._key(setting), value)
            if setting.scope is Scope.PRACTICE:
                # a person's own look changes with every press of Ctrl and +: nothing to audit
                unit.audit.record(AuditEvent("settings.changed", detail={"key": setting.key}))
        return done(None, Area.SETTINGS)


def practice_of(unit: Unit) -> PracticeProfile:
    """The profile within a transaction."""
    return practice_from(unit.settings.everything())


def store_practice(unit: Unit, profile: PracticeProfile) -> list[str]:
    """Write the parts of the profile that differ; their keys."""
    before = unit.settings.everything()
    changed = []
    for key, value in practice_values(profile).items():
        if before.get(key) != value:
            unit.settings.put(key, value)
            changed.append(key)
    return changed


def tidy_profile(profile: PracticeProfile) -> PracticeProfile:
    """The profile with each line clean."""
    address = replace(
        profile.address,
        **{name: clean_line(text) for name, text in profile.address.as_dict().items()},
    )
    return replace(
        profile,
        name=clean_line(profile.name),
        address=address,
        phone=clean_line(profile.phone),
        privacy_contact=clean_line(profile.privacy_contact),
        privacy_phone=clean_line(profile.privacy_phone),
        neutral_name=clean_line(profile.neutral_name),
    )


def return_lines(profile: PracticeProfile) -> tuple[str, ...]:
    """The return address line by line, as envelope and label carry it.

    The neutral form leaves out every line that could name the practice (hipaa.md 11.2).
    """
    place = profile.address
    if profile.return_mode is ReturnAddressMode.NEUTRAL:
        place = replace(place, attention="", company="", care_of="")
    return tuple(return_address_preview(profile, address_block("", place)).splitlines())
