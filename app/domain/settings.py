"""Every setting of the program, declared once: key, type, default, scope, description.

Promise: reading a setting always gives a value of its own type within its bounds; what is stored
wrongly falls back to the default and can be reported. Nothing about patients is a setting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from app.domain.addresses import ADDRESS_LINE_LIMIT, Address
from app.domain.errors import FieldProblems
from app.domain.look import TEXT_SIZES, ThemeChoice
from app.domain.papers import PracticeProfile, ReturnAddressMode
from app.domain.phones import phone_problem
from app.domain.state_rules import ProviderKind
from app.domain.text import NAME_LIMIT, PHONE_LIMIT, clean_line
from app.domain.us_states import STATE_NAMES

T = TypeVar("T")

IDLE_MINUTES_MIN, IDLE_MINUTES_MAX = 1, 30
PRACTICE_NAME_LIMIT = 120


class Scope(StrEnum):
    """Whose setting it is."""

    PRACTICE = "practice"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One declaration.

    Attributes:
        read: turns what is stored into a value, or gives None where it is not one.
    """

    key: str
    default: T
    scope: Scope
    description: str
    read: Callable[[Any], T | None]

    def value_of(self, stored: Any) -> T:
        """The stored value if it is one, else the default."""
        if stored is None:
            return self.default
        value = self.read(stored)
        return self.default if value is None else value

    def accepts(self, stored: Any) -> bool:
        """Whether this can be stored under the key."""
        return self.read(stored) is not None


def _text(limit: int) -> Callable[[Any], str | None]:
    def read(stored: Any) -> str | None:
        if not isinstance(stored, str) or len(stored) > limit:
            return None
        return clean_line(stored)

    return read


def _number(low: int, high: int) -> Callable[[Any], int | None]:
    def read(stored: Any) -> int | None:
        whole = isinstance(stored, int) and not isinstance(stored, bool)
        return stored if whole and low <= stored <= high else None

    return read


def _flag(stored: Any) -> bool | None:
    return stored if isinstance(stored, bool) else None


def _one_of(kind: type[Any]) -> Callable[[Any], Any]:
    def read(stored: Any) -> Any:
        try:
            return kind(stored)
        except ValueError:
            return None

    return read


def _text_size(stored: Any) -> int | None:
    return stored if stored in TEXT_SIZES and not isinstance(stored, bool) else None


def _state(stored: Any) -> str | None:
    known = isinstance(stored, str) and (stored == "" or stored in STATE_NAMES)
    return stored if known else None


def _address(stored: Any) -> Address | None:
    if not isinstance(stored, Mapping):
        return None
    if not all(isinstance(part, str) for part in stored.values()):
        return None
    address = Address.from_dict(dict(stored))
    return address if max(map(len, address.as_dict().values())) <= ADDRESS_LINE_LIMIT else None


def _provider_kinds(stored: Any) -> tuple[str, ...] | None:
    if not isinstance(stored, (list, tuple)) or not stored:
        return None
    known = set(ProviderKind) - {ProviderKind.ANY}
    good = all(isinstance(kind, str) and kind in known for kind in stored)
    return tuple(stored) if good else None


PRACTICE_NAME: Setting[str] = Setting(
    "practice.name",
    "",
    Scope.PRACTICE,
    "The practice, as on its letterhead.",
    _text(PRACTICE_NAME_LIMIT),
)
PRACTICE_ADDRESS: Setting[Address] = Setting(
    "practice.address", Address(), Scope.PRACTICE, "Where mail to the practice goes.", _address
)
PRACTICE_PHONE: Setting[str] = Setting(
    "practice.phone", "", Scope.PRACTICE, "The telephone on letters.", _text(PHONE_LIMIT)
)
PRACTICE_STATE: Setting[str] = Setting(
    "practice.state", "", Scope.PRACTICE, "The state whose deadlines are compared.", _state
)
PRIVACY_CONTACT: Setting[str] = Setting(
    "practice.privacy_contact",
    "",
    Scope.PRACTICE,
    "Who answers questions about records (45 CFR 164.524(d)(2)(iii)).",
    _text(NAME_LIMIT),
)
PRIVACY_PHONE: Setting[str] = Setting(
    "practice.privacy_phone", "", Scope.PRACTICE, "That person's telephone.", _text(PHONE_LIMIT)
)
RETURN_MODE: Setting[ReturnAddressMode] = Setting(
    "practice.return_mode",
    ReturnAddressMode.FULL,
    Scope.PRACTICE,
    "Whether envelopes name the practice or carry a neutral form.",
    _one_of(ReturnAddressMode),
)
NEUTRAL_NAME: Setting[str] = Setting(
    "practice.neutral_name",
    "",
    Scope.PRACTICE,
    "First line of a neutral return address; empty for street and city alone.",
    _text(ADDRESS_LINE_LIMIT),
)
PROVIDER_KINDS: Setting[tuple[str, ...]] = Setting(
    "practice.provider_kinds",
    ("physician",),
    Scope.PRACTICE,
    "What the practice is, where a state rule tells professions apart.",
    _provider_kinds,
)
IDLE_MINUTES: Setting[int] = Setting(
    "lock.idle_minutes",
    10,
    Scope.PRACTICE,
    "Minutes without a key or the mouse until it locks.",
    _number(IDLE_MINUTES_MIN, IDLE_MINUTES_MAX),
)
SECOND_BACKUP_FOLDER: Setting[str] = Setting(
    "backup.second_folder",
    "",
    Scope.PRACTICE,
    "Where a second copy of each backup goes.",
    _text(1000),
)
UPPERCASE_ADDRESS: Setting[bool] = Setting(
    "paper.uppercase_address",
    True,
    Scope.PRACTICE,
    "Delivery addresses in capitals, as the Postal Service prefers.",
    _flag,
)
ENVELOPE_SIZE: Setting[str] = Setting(
    "paper.envelope", "", Scope.PRACTICE, "The envelope offered first.", _text(40)
)
LABEL_STOCK: Setting[str] = Setting(
    "paper.label_stock", "", Scope.PRACTICE, "The label sheet offered first.", _text(60)
)
THEME: Setting[ThemeChoice] = Setting(
    "window.theme",
    ThemeChoice.SYSTEM,
    Scope.STAFF,
    "Light, dark or high contrast.",
    _one_of(ThemeChoice),
)
TEXT_SIZE: Setting[int] = Setting(
    "window.text_size", 100, Scope.STAFF, "Size of all text in per cent.", _text_size
)

ALL_SETTINGS: tuple[Setting[Any], ...] = (
    PRACTICE_NAME,
    PRACTICE_ADDRESS,
    PRACTICE_PHONE,
    PRACTICE_STATE,
    PRIVACY_CONTACT,
    PRIVACY_PHONE,
    RETURN_MODE,
    NEUTRAL_NAME,
    PROVIDER_KINDS,
    IDLE_MINUTES,
    SECOND_BACKUP_FOLDER,
    UPPERCASE_ADDRESS,
    ENVELOPE_SIZE,
    LABEL_STOCK,
    THEME,
    TEXT_SIZE,
)
"""The only settings there are. How a table was left is kept beside them, under ``view.``."""

VIEW_PREFIX = "view."


def stored_key(setting: Setting[Any], staff_id: int | None = None) -> str:
    """The key in the store; a staff member's own settings carry the member's number.

    Raises:
        ValueError: a personal setting without a person.
    """
    if setting.scope is Scope.PRACTICE:
        return setting.key
    if staff_id is None:
        raise ValueError(f"{setting.key} belongs to a person")
    return personal_key(staff_id, setting.key)


def personal_key(staff_id: int, key: str) -> str:
    """The key under which something of one staff member is kept."""
    return f"staff.{staff_id}.{key}"


def wrong_values(stored: Mapping[str, Any], settings: Iterable[Setting[Any]]) -> tuple[str, ...]:
    """Keys whose stored value is not one of theirs, so that the default is used."""
    return tuple(
        setting.key
        for setting in settings
        if setting.key in stored and not setting.accepts(stored[setting.key])
    )


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person set for themselves, and what the practice set for everyone."""

    theme: ThemeChoice
    text_size: int
    idle_minutes: int
    uppercase_address: bool
    envelope: str
    label_stock: str
    second_backup_folder: str


def practice_from(stored: Mapping[str, Any]) -> PracticeProfile:
    """The practice's profile out of its stored settings."""

    def value(setting: Setting[T]) -> T:
        return setting.value_of(stored.get(setting.key))

    return PracticeProfile(
        name=value(PRACTICE_NAME),
        address=value(PRACTICE_ADDRESS),
        phone=value(PRACTICE_PHONE),
        state=value(PRACTICE_STATE),
        privacy_contact=value(PRIVACY_CONTACT),
        privacy_phone=value(PRIVACY_PHONE),
        return_mode=value(RETURN_MODE),
        neutral_name=value(NEUTRAL_NAME),
        provider_kinds=value(PROVIDER_KINDS),
    )


def practice_values(profile: PracticeProfile) -> dict[str, Any]:
    """The profile as it is stored, key by key."""
    return {
        PRACTICE_NAME.key: profile.name,
        PRACTICE_ADDRESS.key: profile.address.as_dict(),
        PRACTICE_PHONE.key: profile.phone,
        PRACTICE_STATE.key: profile.state,
        PRIVACY_CONTACT.key: profile.privacy_contact,
        PRIVACY_PHONE.key: profile.privacy_phone,
        RETURN_MODE.key: profile.return_mode.value,
        NEUTRAL_NAME.key: profile.neutral_name,
        PROVIDER_KINDS.key: list(profile.provider_kinds),
    }


def check_practice(profile: PracticeProfile) -> None:
    """Pass only a profile that can head a letter.

    Raises:
        FieldProblems: a part is missing or too long; each with its sentence.
    """
    needed = {
        "name": (profile.name, "Type the practice's name."),
        "phone": (profile.phone, "Type the practice's telephone."),
        "state": (profile.state, "Choose the state; it decides which deadlines are compared."),
        "privacy_contact": (
            profile.privacy_contact,
            "Type who answers questions about records; letters name this person.",
        ),
        "line1": (profile.address.line1, "Type the street or PO box."),
        "city": (profile.address.city, "Type the city."),
        "zip_code": (profile.address.zip_code, "Type the ZIP code."),
    }
    problems = {name: why for name, (text, why) in needed.items() if not text.strip()}
    # one number in both places is marked once
    numbers = {profile.privacy_phone: "privacy_phone", profile.phone: "phone"}
    problems |= {name: why for number, name in numbers.items() if (why := phone_problem(number))}
    stored = practice_values(profile)
    for setting in ALL_SETTINGS:
        name = setting.key.removeprefix("practice.")
        if setting.key in stored and not setting.accepts(stored[setting.key]):
            problems.setdefault(name, "This is too long or not one of the choices.")
    if problems:
        raise FieldProblems(problems)


def return_address_preview(profile: PracticeProfile, address_lines: Iterable[str]) -> str:
    """The return address as the envelope will carry it, line by line."""
    first = profile.return_name.strip()
    lines = [first] if first else []
    return "\n".join((*lines, *address_lines))
