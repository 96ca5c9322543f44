"""The cells of one FHIR R4 Patient, named as columns are, so that one set of rules reads both.

The promise: whatever has the wrong type counts as absent; Social Security, licence and passport
numbers are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.domain.import_columns import Target

Json = dict[str, Any]
_NAME_ORDER = ("official", "usual", "", "nickname", "anonymous", "temp")
_ADDRESS_ORDER = ("home", "", "billing", "work", "temp")
_PHONE_ORDER = ("home", "mobile", "", "work", "temp")
_FORMS: dict[str, type[str] | type[list[Any]]] = {
    "birthDate": str,
    "deceasedDateTime": str,
    "gender": str,
    "name": list,
    "telecom": list,
    "address": list,
    "identifier": list,
}
_NUMBER_ORDER = ("official", "usual", "", "secondary", "temp")
_RECORD_NUMBER = "MR"
"""HL7 table 0203: medical record number."""


def refusal(patient: Json) -> str:
    """Why a Patient is not a person to import, or nothing."""
    kinds = {_text(link.get("type")) for link in _objects(patient.get("link"))}
    if "replaced-by" in kinds:
        return "The record was merged into another one."
    return ""


def cells_of(patient: Json, today: date) -> tuple[dict[Target, str], tuple[str, ...]]:
    """Field to text, and remarks; no cells when nothing of the patient can be read.

    Args:
        patient: the resource as parsed.
        today: names, addresses and numbers that ended before this day come last.
    """
    cells = {
        **_name_cells(patient, today),
        **_address_cells(patient, today),
        Target.BIRTH_DATE: _text(patient.get("birthDate")),
        Target.DEATH_DATE: _text(patient.get("deceasedDateTime")),
        Target.SEX: _text(patient.get("gender")),
        Target.CHART_NUMBER: _chart_number(patient, today),
        Target.PHONE: _contact(patient, "phone", today),
        Target.EMAIL: _contact(patient, "email", today),
    }
    return {target: text for target, text in cells.items() if text}, _remarks(patient)


def _remarks(patient: Json) -> tuple[str, ...]:
    remarks = []
    if patient.get("deceasedBoolean") is True and not _text(patient.get("deceasedDateTime")):
        remarks.append("Marked as deceased, but without a date; type the date of death in.")
    if patient.get("active") is False:
        remarks.append("Marked as not in active use.")
    if any(not isinstance(patient.get(key, kind()), kind) for key, kind in _FORMS.items()):
        remarks.append("A part of the record is not in FHIR form and may be missing.")
    return tuple(remarks)


def _name_cells(patient: Json, today: date) -> dict[Target, str]:
    # maiden and old names are never those to write to
    ordered = _ordered(patient.get("name"), _NAME_ORDER, today)
    names = [name for name in ordered if _is_readable(name)]
    if not names:
        return {}
    name = names[0]
    family = _joined(name.get("family"))
    given = _texts(name.get("given"))
    if not family:
        # a person with one name has it in given or text alone
        return {Target.FULL_NAME: _text(name.get("text")) or " ".join(given)}
    return {
        Target.FAMILY_NAME: family,
        Target.GIVEN_NAME: given[0] if given else "",
        Target.MIDDLE_NAME: " ".join(given[1:]),
        Target.PREFIX: _joined(name.get("prefix")),
        Target.SUFFIX: _joined(name.get("suffix")),
    }


def _is_readable(name: Json) -> bool:
    return bool(_joined(name.get("family")) or _texts(name.get("given")) or _text(name.get("text")))


def _address_cells(patient: Json, today: date) -> dict[Target, str]:
    addresses = _ordered(patient.get("address"), _ADDRESS_ORDER, today)
    if not addresses:
        return {}
    # mail goes to a postal address; "physical" ones come last, their order else unchanged
    address = min(addresses, key=lambda item: _text(item.get("type")) == "physical")
    lines = _texts(address.get("line")) or _texts(address.get("text"))
    return {
        Target.ADDRESS1: lines[0] if lines else "",
        Target.ADDRESS2: ", ".join(lines[1:]),
        Target.CITY: _text(address.get("city")),
        Target.STATE: _text(address.get("state")),
        Target.ZIP: _text(address.get("postalCode")),
        Target.COUNTRY: _text(address.get("country")),
    }


def _contact(patient: Json, system: str, today: date) -> str:
    points = [
        point
        for point in _ordered(patient.get("telecom"), _PHONE_ORDER, today)
        if _text(point.get("system")) == system and _text(point.get("value"))
    ]
    ranked = sorted(points, key=_rank)
    return _text(ranked[0].get("value")) if ranked else ""


def _rank(point: Json) -> int:
    rank = point.get("rank")
    return rank if isinstance(rank, int) and not isinstance(rank, bool) and rank > 0 else 1_000


def _chart_number(patient: Json, today: date) -> str:
    """The record number that is marked as one, else the id of the resource."""
    for identifier in _ordered(patient.get("identifier"), _NUMBER_ORDER, today):
        if _is_record_number(identifier) and _text(identifier.get("value")):
            return _text(identifier.get("value"))
    return _text(patient.get("id"))


def _is_record_number(identifier: Json) -> bool:
    kind = identifier.get("type")
    if not isinstance(kind, dict):
        return False
    codes = {_text(coding.get("code")) for coding in _objects(kind.get("coding"))}
    if codes - {""}:
        return _RECORD_NUMBER in codes
    return "medical record" in _text(kind.get("text")).casefold()


def _ordered(value: Any, uses: Sequence[str], today: date) -> list[Json]:
    """Objects in the order of their use; ended ones last, other uses not at all."""
    objects = [item for item in _objects(value) if _text(item.get("use")) in uses]
    return sorted(
        objects, key=lambda item: (_has_ended(item, today), uses.index(_text(item.get("use"))))
    )


def _has_ended(item: Json, today: date) -> bool:
    """Its period ended before today; dates in FHIR may be only a year, or a year and a month."""
    period = item.get("period")
    end = _text(period.get("end"))[:10] if isinstance(period, dict) else ""
    return bool(end) and end < today.isoformat()[: len(end)]


def _objects(value: Any) -> list[Json]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := _text(item).strip())]


def _joined(value: Any) -> str:
    return " ".join(_texts(value))


def _text(value: Any) -> str:
    """Text, or a whole number written without quotation marks."""
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number and abs(value) < 10**18 else ""
