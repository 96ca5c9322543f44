"""An address as an envelope prints it, in the order of Publication 28.

Promise: nothing is rewritten without being asked. What was typed is printed, in capitals where the
switch is on; ``address_check`` reports wrong or doubtful parts and offers the post's shorter words.
Order: ``mail.md`` 3.1 to 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from app.domain.addresses import Address

LINE_ROOM = 40
"""A street line longer than this gets its unit on a line of its own above it."""

MILITARY_STATES = frozenset({"AA", "AE", "AP"})
MILITARY_CITIES = frozenset({"APO", "FPO", "DPO"})

_HOME_NAMES = frozenset(
    {"", "US", "USA", "U.S.", "U.S.A.", "UNITED STATES", "UNITED STATES OF AMERICA"}
)
_COUNTRY_NAMES: Mapping[str, str] = MappingProxyType(
    {"GB": "UNITED KINGDOM", "UK": "UNITED KINGDOM", "CA": "CANADA", "MX": "MEXICO"}
)


def is_domestic(address: Address) -> bool:
    """A US address: states, territories, military; these carry no country line."""
    return address.country.strip().upper() in _HOME_NAMES


def is_military(address: Address) -> bool:
    """An APO, FPO or DPO address; no electronic return receipt is sold for it."""
    return is_domestic(address) and (
        address.state.strip().upper() in MILITARY_STATES
        or address.city.strip().upper() in MILITARY_CITIES
    )


def address_block(name: str, address: Address, *, uppercase: bool = False) -> tuple[str, ...]:
    """The lines of a delivery or return address, from the top; empty lines are left out."""
    address = Address(**{part: " ".join(text.split()) for part, text in address.as_dict().items()})
    name = " ".join(name.split())
    lines = [
        _labelled("ATTN", address.attention),
        name,
        _labelled("C/O", address.care_of),
        address.company if _squeezed(address.company) != _squeezed(name) else "",
        *_delivery_lines(address),
        *_place_lines(address),
    ]
    shown = [line.strip() for line in lines if line.strip()]
    return tuple(_capitals(line) for line in shown) if uppercase else tuple(shown)


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


def _capitals(line: str) -> str:
    return line.replace("ß", "ss").upper()


def _labelled(word: str, text: str) -> str:
    """``C/O JANE ROE``, without doubling a word that was typed already."""
    typed_already = re.match(r"(attn|attention|c/o|care of)\b", text, re.IGNORECASE)
    return text if not text or typed_already else f"{word} {text}"


def _delivery_lines(address: Address) -> tuple[str, ...]:
    """Urbanization, then the street with its unit at the end, or the unit above it.

    The carrier delivers to the line directly above city, state and ZIP, so a second line never
    stands below the street (``mail.md`` 3.1).
    """
    street, second = address.line1, address.line2
    urbanization = _urbanization(address)
    joined = f"{street} {second}".strip()
    if street and second and len(joined) > LINE_ROOM:
        return urbanization, second, street
    return urbanization, joined


def _urbanization(address: Address) -> str:
    text = address.urbanization
    return text if not text or re.match(r"urb\b", text, re.IGNORECASE) else f"URB {text}"


def _place_lines(address: Address) -> tuple[str, ...]:
    city, state, code = address.city, address.state, address.zip_code
    if is_domestic(address):
        return (_joined(city, state.upper(), zip_text(code)),)
    country = address.country.upper()
    country = _COUNTRY_NAMES.get(country, country)
    if country == "UNITED KINGDOM":
        return _joined(city, state), code.upper(), country
    if country == "CANADA":
        # Two spaces before the code, as Canada Post and USPS ask (mail.md 3.4).
        return "  ".join(part for part in (_joined(city, state), code.upper()) if part), country
    return _joined(city, state, code), country


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def zip_text(code: str) -> str:
    """Nine digits typed without their hyphen get it; everything else stays as typed."""
    return f"{code[:5]}-{code[5:]}" if re.fullmatch(r"\d{9}", code, re.ASCII) else code
