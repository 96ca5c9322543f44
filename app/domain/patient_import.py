"""One row of somebody's patient list, turned into a patient or refused with its reason.

The promise: what cannot be right is refused and never repaired in silence; every repair and every
gap is a remark; reasons and remarks are about the row and never repeat what is in it. Names keep
their digits, markup and formulas stay literal text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.addresses import ADDRESS_LINE_LIMIT, Address
from app.domain.import_columns import Target
from app.domain.import_dates import read_date
from app.domain.import_names import split_full_name
from app.domain.people import PatientDetails
from app.domain.text import (
    CHART_NUMBER_LIMIT,
    EMAIL_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    clean_line,
    comparison_key,
)
from app.domain.us_states import restored_zip, state_code

_NOTHING = frozenset(["null", "(null)", "\\n", "n/a", "none", "nan", "nat", "-", "--", "unknown"])
_NO_NAME = frozenset(["NULL", "(null)", "\\N", "NaN"])
_NO_DATE = re.compile(r"0{4}-0{2}-0{2}(?:[T ].*)?|00?/00?/0000")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"(\d+)\.0+", re.ASCII)
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s,;<>\"()]+")
_ZIP = re.compile(r"(\d{5})(?:[ -]?(\d{4}))?", re.ASCII)
_SHORT_ZIP = re.compile(r"(\d{3,4})(?:[ -]?(\d{4}))?", re.ASCII)
_PLACE = re.compile(r"(?P<city>.+?)[, ]+(?P<state>[A-Za-z. ]{2,30}?)[, ]*(?P<zip>\d[\d-]{2,9})?")
_ONE_CELL = re.compile(
    r"(?P<street>.+?),\s*(?P<place>[^,]+,\s*[A-Za-z. ]{2,30}\s+\d{5}(?:-\d{4})?)"
)
_HOME = frozenset(["us", "usa", "unitedstates", "unitedstatesofamerica", "840"])
_SEXES = {"f": "Female", "female": "Female", "w": "Female", "woman": "Female", "m": "Male"} | {
    "male": "Male",
    "man": "Male",
    "x": "X",
    "nonbinary": "X",
    "non-binary": "X",
    "u": "",
    "unk": "",
    "unknown": "",
}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What one row says.

    Attributes:
        details: the patient, or None when the row is refused.
        remarks: repairs and gaps of a row that is taken.
        reason: why the row is refused.
    """

    details: PatientDetails | None = field(default=None, repr=False)
    remarks: tuple[str, ...] = ()
    reason: str = ""


class _Refused(Exception):  # noqa: N818 - an outcome of reading, not an error of the program
    """The row cannot be taken; carries the reason."""


class _Row:
    """The cleaned cells of one row, and the remarks made while reading them."""

    def __init__(self, raw: Mapping[Target, str], today: date) -> None:
        self._cells = {target: clean_line(text) for target, text in raw.items()}
        self.today = today
        self.remarks: list[str] = []

    def text(self, target: Target, limit: int) -> str:
        """A cell, with words for "nothing" taken as nothing."""
        text = self._cells.get(target, "")
        return "" if text.casefold() in _NOTHING else self._within(target, text, limit)

    def name(self, target: Target, limit: int = NAME_LIMIT) -> str:
        """A part of a name: Null and None are families, so only a database's own forms are none."""
        text = self._cells.get(target, "")
        return "" if text in _NO_NAME else self._within(target, text, limit)

    @staticmethod
    def _within(target: Target, text: str, limit: int) -> str:
        if len(text) > limit:
            raise _Refused(f"{target.label} is longer than {limit} characters.")
        return text

    def remark(self, sentence: str) -> None:
        self.remarks.append(sentence)


def is_blank(raw: Mapping[Target, str]) -> bool:
    """Nothing readable in any cell that would be taken."""
    return not any(clean_line(text) for text in raw.values())


def read_patient(raw: Mapping[Target, str], today: date) -> ReadRow:
    """Read the cells of one row.

    Args:
        raw: field to the text of its cell, as it stands in the file.
        today: the local day; births and deaths after it are refused.
    """
    row = _Row(raw, today)
    try:
        details = _patient(row)
    except _Refused as refused:
        return ReadRow(reason=str(refused))
    return ReadRow(details, tuple(row.remarks))


def _patient(row: _Row) -> PatientDetails:
    details = _with_dates(row, _named(row))
    return replace(
        details,
        sex=_sex(row),
        chart_number=_chart_number(row),
        phone=_phone(row, Target.PHONE) or _phone(row, Target.OTHER_PHONE),
        email=_email(row),
        address=_address(row),
    )


def _named(row: _Row) -> PatientDetails:
    family = row.name(Target.FAMILY_NAME)
    if not comparison_key(family):
        return _from_full_name(row)
    return PatientDetails(
        family_name=family,
        given_name=row.name(Target.GIVEN_NAME),
        middle_name=row.name(Target.MIDDLE_NAME),
        prefix=row.name(Target.PREFIX),
        suffix=row.name(Target.SUFFIX),
    )


def _from_full_name(row: _Row) -> PatientDetails:
    full = row.name(Target.FULL_NAME, 3 * NAME_LIMIT)
    parts = split_full_name(full)
    if not comparison_key(parts.family):
        raise _Refused("The last name is missing.")
    named = (parts.family, parts.given, parts.middle, parts.prefix, parts.suffix)
    if max(map(len, named)) > NAME_LIMIT:
        raise _Refused(f"A part of the name is longer than {NAME_LIMIT} characters.")
    if not parts.given:
        row.remark("Only one name; it was taken as the last name.")
    elif parts.is_guess:
        row.remark("The full name was split; the last word was taken as the last name.")
    return PatientDetails(
        family_name=parts.family,
        given_name=parts.given or row.name(Target.GIVEN_NAME),
        middle_name=parts.middle or row.name(Target.MIDDLE_NAME),
        prefix=parts.prefix or row.name(Target.PREFIX),
        suffix=parts.suffix or row.name(Target.SUFFIX),
    )


def _with_dates(row: _Row, details: PatientDetails) -> PatientDetails:
    birth = _date(row, Target.BIRTH_DATE)
    death = _date(row, Target.DEATH_DATE)
    if birth and death and death < birth:
        raise _Refused("The date of death is before the date of birth.")
    return replace(details, birth_date=birth, death_date=death)


def _date(row: _Row, target: Target) -> date | None:
    text = row.text(target, ADDRESS_LINE_LIMIT)
    if not text or _NO_DATE.fullmatch(text):
        if target is Target.BIRTH_DATE:
            row.remark("No date of birth.")
        return None
    found = read_date(text, row.today)
    if found.reason:
        raise _Refused(f"{target.label} {found.reason}.")
    if found.is_partial:
        row.remark(f"{target.label} is not a whole date and was left out.")
    if found.is_short:
        row.remark(f"{target.label} has a year of two digits; see that the century is right.")
    if found.day and found.day > row.today:
        raise _Refused(f"{target.label} is in the future.")
    return found.day


def _sex(row: _Row) -> str:
    text = row.text(Target.SEX, NAME_LIMIT)
    return _SEXES.get(text.casefold(), text)


def _chart_number(row: _Row) -> str:
    text = _number(row.text(Target.CHART_NUMBER, CHART_NUMBER_LIMIT))
    if _SCIENTIFIC.fullmatch(text):
        row.remark("Chart number was rounded by a spreadsheet and left out.")
        return ""
    if _SSN.fullmatch(text):
        row.remark("Chart number has the form of a Social Security number and was left out.")
        return ""
    return text


def _number(text: str) -> str:
    """A whole number that a program wrote as ``12345.0``."""
    whole = _WHOLE_FLOAT.fullmatch(text)
    return whole[1] if whole else text


def _phone(row: _Row, target: Target) -> str:
    text = _number(row.text(target, PHONE_LIMIT))
    if _SCIENTIFIC.fullmatch(text):
        row.remark(f"{target.label} was rounded by a spreadsheet and left out.")
        return ""
    return text


def _email(row: _Row) -> str:
    text = row.text(Target.EMAIL, EMAIL_LIMIT)
    if text and not _EMAIL.fullmatch(text):
        row.remark("E-mail is not one address and was left out.")
        return ""
    return text


def _address(row: _Row) -> Address:
    line1 = row.text(Target.ADDRESS1, 3 * ADDRESS_LINE_LIMIT)
    place = {target: row.text(target, ADDRESS_LINE_LIMIT) for target in _PLACE_TARGETS}
    if not any(place.values()):
        line1 = _split_place(row, line1, place)
    if len(line1) > ADDRESS_LINE_LIMIT:
        raise _Refused(f"Address is longer than {ADDRESS_LINE_LIMIT} characters.")
    country = _country(row)
    state = place[Target.STATE]
    code = "" if country else state_code(state)
    if state and not code and not country:
        row.remark("State is not one of the 62 postal codes; look at the address before mailing.")
    # where the state is no US state, the postal code is not judged by US rules either
    is_foreign = bool(country or (state and not code))
    address = Address(
        line1=line1,
        line2=row.text(Target.ADDRESS2, ADDRESS_LINE_LIMIT),
        city=place[Target.CITY],
        state=code or state,
        zip_code=_number(place[Target.ZIP]) if is_foreign else _zip(row, place[Target.ZIP], code),
        country=country,
    )
    _remark_gaps(row, address)
    return address


_PLACE_TARGETS = (Target.CITY, Target.STATE, Target.ZIP)


def _split_place(row: _Row, line1: str, place: dict[Target, str]) -> str:
    """Take city, state and ZIP out of one cell; returns what stays as the street line."""
    together = row.text(Target.CITY_STATE_ZIP, 2 * ADDRESS_LINE_LIMIT)
    whole = None if together else _ONE_CELL.fullmatch(line1)
    found = _PLACE.fullmatch(whole["place"] if whole else together)
    if found is None or not state_code(found["state"]):
        if together:
            row.remark("City, state and ZIP could not be told apart; the cell was taken as city.")
            place[Target.CITY] = together[:ADDRESS_LINE_LIMIT]
        return line1
    place.update(
        {
            Target.CITY: found["city"].rstrip(", "),
            Target.STATE: found["state"],
            Target.ZIP: found["zip"] or "",
        }
    )
    return whole["street"] if whole else line1


def _country(row: _Row) -> str:
    text = row.text(Target.COUNTRY, ADDRESS_LINE_LIMIT)
    return "" if text.casefold().replace(".", "").replace(" ", "") in _HOME else text


def _zip(row: _Row, text: str, state: str) -> str:
    digits = _number(text).rstrip("- ")
    if not digits.strip("0"):
        return ""
    if full := _ZIP.fullmatch(digits):
        return f"{full[1]}-{full[2]}" if full[2] else full[1]
    if short := _SHORT_ZIP.fullmatch(digits):
        restored = restored_zip(short[1], state)
        if not restored:
            raise _Refused(f"ZIP has {len(short[1])} digits.")
        row.remark("ZIP had lost its leading zero; it was put back.")
        return f"{restored}-{short[2]}" if short[2] else restored
    raise _Refused("ZIP is not 5 or 9 digits.")


def _remark_gaps(row: _Row, address: Address) -> None:
    if address.is_empty:
        row.remark("No address.")
        return
    gaps: tuple[tuple[str, Callable[[Address], str]], ...] = (
        ("No street address.", lambda item: item.line1),
        ("No city.", lambda item: item.city),
        ("No state.", lambda item: item.state or item.country),
        ("No ZIP code.", lambda item: item.zip_code or item.country),
    )
    for sentence, value in gaps:
        if not value(address):
            row.remark(sentence)
