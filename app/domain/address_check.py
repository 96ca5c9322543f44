"""What is wrong or doubtful about an address, and shorter words that could be used.

Offline checks only: shape of the ZIP, known states, ZIP against state, military and foreign rules
(Publication 28; ``mail.md`` 3). The Postal Service alone knows whether an address exists. A remark
never changes the address; a suggestion is taken only when the person takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as kept
from enum import StrEnum

from app.domain.addresses import ADDRESS_LINE_LIMIT, Address
from app.domain.postal_tables import PostalTables
from app.domain.postal_text import MILITARY_CITIES, MILITARY_STATES, is_domestic
from app.domain.us_states import STATE_NAMES, restored_zip, state_code

_ZIP = re.compile(r"\d{5}(?:-?\d{4})?", re.ASCII)
_PO_BOX = re.compile(r"\b(?:p\.?\s*o\.?\s*box|post office box)\b", re.IGNORECASE)
_OTHER_BOX = re.compile(r"(?:CALLER|LOCKBOX|LOCK BOX|DRAWER|BIN|FIRM CALLER)\s+(\S+)")
_MILITARY_LINE = re.compile(r"(?:PSC|CMR|UNIT)\s+\d+\s+BOX\s+\d+\w*|(?:USS|USCGC|USNS)\s+.+")
_DIRECTIONS = {
    "NORTH": "N",
    "SOUTH": "S",
    "EAST": "E",
    "WEST": "W",
    "NORTHEAST": "NE",
    "NORTHWEST": "NW",
    "SOUTHEAST": "SE",
    "SOUTHWEST": "SW",
}


class Severity(StrEnum):
    """An error has to be corrected before printing; a warning may be overruled."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class AddressRemark:
    """One thing about one field, in a sentence."""

    field: str
    severity: Severity
    sentence: str = kept(repr=False)


@dataclass(frozen=True, slots=True)
class AddressSuggestion:
    """Postal wording for one field, which the person may take or leave."""

    field: str
    why: str
    proposed: str = kept(repr=False)


def check_address(address: Address, tables: PostalTables) -> tuple[AddressRemark, ...]:
    """Everything to say about an address, errors first."""
    remarks = list(_lengths(address))
    remarks += _domestic(address, tables) if is_domestic(address) else _foreign(address)
    return tuple(sorted(remarks, key=lambda remark: remark.severity is not Severity.ERROR))


def address_errors(address: Address, tables: PostalTables) -> dict[str, str]:
    """Field name to sentence, for the errors alone; the first one of each field."""
    errors: dict[str, str] = {}
    for remark in check_address(address, tables):
        if remark.severity is Severity.ERROR:
            errors.setdefault(remark.field, remark.sentence)
    return errors


def _error(name: str, sentence: str) -> AddressRemark:
    return AddressRemark(name, Severity.ERROR, sentence)


def _warning(name: str, sentence: str) -> AddressRemark:
    return AddressRemark(name, Severity.WARNING, sentence)


def _lengths(address: Address) -> Iterator[AddressRemark]:
    for name, text in address.as_dict().items():
        if len(text) > ADDRESS_LINE_LIMIT:
            yield _error(name, f"Longer than {ADDRESS_LINE_LIMIT} characters. Shorten it.")
        elif any(not letter.isprintable() for letter in text):
            yield _error(name, "There is a hidden character or line break in it. Type it again.")


def _domestic(address: Address, tables: PostalTables) -> Iterator[AddressRemark]:
    if not address.line1.strip():
        yield _error("line1", "Type the street and number, or the PO box.")
    if not address.city.strip():
        yield _error("city", "Type the city.")
    yield from _state(address)
    yield from _zip(address, tables)
    yield from _military(address)
    if address.urbanization.strip() and address.state.strip().upper() != "PR":
        yield _warning("urbanization", "Urbanizations are used in Puerto Rico only.")
    if _PO_BOX.search(address.line1 + " " + address.line2) and re.search(
        r"^\d+\s+\w", address.line1.strip()
    ):
        yield _warning(
            "line2",
            "There is a street and a PO box. Mail goes to what stands on the line above the city.",
        )


def _state(address: Address) -> Iterator[AddressRemark]:
    typed = address.state.strip()
    if not typed:
        yield _error("state", "Choose the state.")
    elif typed.upper() not in STATE_NAMES:
        code = state_code(typed)
        hint = f"Write {STATE_NAMES[code]} as {code}." if code else "This is no US state or code."
        yield _error("state", hint)


def _zip(address: Address, tables: PostalTables) -> Iterator[AddressRemark]:
    code, state = address.zip_code.strip(), address.state.strip().upper()
    if not code:
        yield _error("zip_code", "Type the ZIP code.")
    elif not _ZIP.fullmatch(code):
        yield _error("zip_code", _zip_hint(code, state))
    elif code[:5] in {"00000", "99999"}:
        yield _error("zip_code", "This ZIP code does not exist.")
    else:
        states = tables.states_of(code)
        if not states:
            yield _warning("zip_code", "No state has a ZIP code that begins like this.")
        elif state in STATE_NAMES and state not in states:
            names = " or ".join(STATE_NAMES[known] for known in sorted(states))
            yield _warning(
                "zip_code", f"This ZIP code belongs to {names}, not {STATE_NAMES[state]}."
            )


def _zip_hint(code: str, state: str) -> str:
    short = re.fullmatch(r"(\d{3,4})(?:-?\d{4})?", code, re.ASCII)
    restored = restored_zip(short[1], state) if short else ""
    if restored:
        return f"A leading zero seems to be missing: {restored}?"
    return "A ZIP code has 5 digits, or 9 as 12345-6789."


def _military(address: Address) -> Iterator[AddressRemark]:
    """City APO, FPO or DPO and state AA, AE or AP belong together (Publication 28, 225)."""
    city, state = address.city.strip().upper(), address.state.strip().upper()
    military_city, military_state = city in MILITARY_CITIES, state in MILITARY_STATES
    if military_state and not military_city:
        yield _error("city", "With AA, AE or AP the city is APO, FPO or DPO, nothing else.")
    elif military_city and not military_state:
        yield _error("state", "With APO, FPO or DPO the state is AA, AE or AP.")
    elif military_city and not _MILITARY_LINE.fullmatch(address.line1.strip().upper()):
        yield _warning(
            "line1", "Military mail usually reads PSC, CMR or UNIT with a number, then BOX."
        )


def _foreign(address: Address) -> Iterator[AddressRemark]:
    """Country in full, in English, alone on the last line (IMM 122)."""
    country = address.country.strip()
    if any(letter.isdigit() for letter in country):
        yield _error("country", "The postal code does not belong on the country line.")
    elif len(country) == 2 and country.upper() not in {"GB", "UK", "CA", "MX"}:
        yield _error("country", "Write the country in full, in English.")
    if not (address.line1.strip() or address.line2.strip()):
        yield _error("line1", "Type the street or box.")
    if not address.city.strip():
        yield _error("city", "Type the city.")
    if address.state.strip().upper() in MILITARY_STATES:
        yield _error("country", "Military addresses carry no country.")
    yield _warning("country", "Certified Mail and the green card stay within the United States.")


def suggest_postal_words(address: Address, tables: PostalTables) -> tuple[AddressSuggestion, ...]:
    """Shorter postal words for the street and the unit (Publication 28, appendix C).

    Only the last street word is shortened, never a city or a name that happens to be such a word.
    Puerto Rican and foreign streets stay as typed.
    """
    if not is_domestic(address) or address.state.strip().upper() == "PR":
        return ()
    found = []
    for name in ("line1", "line2"):
        typed = getattr(address, name).strip()
        proposed = _shortened(typed, tables)
        if proposed != " ".join(typed.upper().split()):
            found.append(
                AddressSuggestion(name, "The post's own short form (Publication 28).", proposed)
            )
    return tuple(found)


def _shortened(typed: str, tables: PostalTables) -> str:
    line = " ".join(typed.upper().split())
    line = re.sub(r"\b(?:P\.?\s*O\.?\s*BOX|POST OFFICE BOX)\b", "PO BOX", line)
    if box := _OTHER_BOX.fullmatch(line):
        return f"PO BOX {box[1]}"
    words = re.sub(r"#(?=\S)", "# ", line).split()
    start = _unit_start(words, tables)
    street = _short_street(words[:start], tables)
    unit = [tables.units[word].short if word in tables.units else word for word in words[start:]]
    return " ".join([*street, *unit])


def _unit_start(words: list[str], tables: PostalTables) -> int:
    """Where the unit begins: at a unit word with its number, or at one that may stand alone.

    In a line that starts with a house number the street needs two words before it, so that
    ``12 KEY ST`` and ``5 FRONT ST`` keep their street names.
    """
    first = 3 if words and words[0][0].isdigit() else 0
    for index, word in enumerate(words):
        unit = tables.unit(word)
        if unit is None or index < first:
            continue
        last = index == len(words) - 1
        numbered = not last and any(letter.isdigit() for letter in words[index + 1])
        lettered = not last and len(words[index + 1]) == 1
        if numbered or lettered or (last and not unit.needs_number):
            return index
    return len(words)


def _short_street(words: list[str], tables: PostalTables) -> list[str]:
    """House number, direction, name, suffix, direction: suffix and directions are shortened."""
    if len(words) < 3 or not words[0][0].isdigit():
        return words
    short = list(words)
    end = len(short) - 1
    if short[end] in _DIRECTIONS and end >= 3:
        short[end] = _DIRECTIONS[short[end]]
        end -= 1
    short[end] = tables.suffixes.get(short[end], short[end])
    if short[1] in _DIRECTIONS and end >= 3:
        short[1] = _DIRECTIONS[short[1]]
    return short
