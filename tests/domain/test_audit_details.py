"""What an event keeps, in the words that people know."""

from __future__ import annotations

import pytest

from app.domain.audit_details import _FIELDS, detail_words
from app.domain.people import PatientDetails
from app.domain.requests import RequestDetails

HASH = "0577004df926a05f57f4ecdf05d42e358e266f2ec7e5e11d5172905a18612345"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("received_on", "2026-11-18", ("Received on", "11/18/2026")),
        ("channel", "in_person", ("Came in by", "In person")),
        ("from", "identity_checked", ("Before", "Identity checked")),
        ("from", "privacy_officer", ("Before", "Privacy officer")),
        ("to", "clerk", ("After", "Clerk")),
        ("from", "2026-01-18", ("First day", "01/18/2026")),
        ("from", 2, ("Before", "2")),
        ("role", "privacy_officer", ("Role", "Privacy officer")),
        ("kind", "unencrypted_email", ("Kind", "Unencrypted e-mail")),
        ("kind", "cover_letter", ("Kind", "Cover letter")),
        ("method", "photo_id", ("Checked by", "Photo ID")),
        ("letter", 1, ("Letter attached", "yes")),
        ("reprint", False, ("Printed again", "no")),
        ("copies", 2, ("Copies", "2")),
        ("size", 3332174, ("Size in bytes", "3,332,174")),
        ("fields", ["received_on", "address"], ("What changed", "received on, address")),
        ("changed", ["lock.idle_minutes"], ("What changed", "minutes without a key or the mouse")),
        ("text", 3, ("Text used", "3")),
        ("not_known_yet", "some_thing", ("Not known yet", "some_thing")),
        ("due", "2026-99-99", ("Due", "2026-99-99")),
        ("nested", {"a_b": 1, "c": "x"}, ("Nested", "a b 1, c x")),
    ],
)
def test_a_field_and_its_value_in_words(name: str, value: object, told: tuple[str, str]) -> None:
    ((field, words),) = detail_words({name: value})
    assert field == told[0]
    assert words.startswith(told[1])


def test_a_fingerprint_is_called_so_and_can_be_broken_into_lines() -> None:
    ((field, words),) = detail_words({"text": HASH})
    assert field == "Seal of the text"
    assert words.replace(" ", "") == HASH
    assert max(map(len, words.split())) == 8


def test_words_of_fields_leave_room_for_what_is_said() -> None:
    from_table = {field for field, _ in detail_words(dict.fromkeys(_FIELDS, "x"))}
    assert max(map(len, from_table)) <= 21


def test_what_says_nothing_is_left_out() -> None:
    assert detail_words({"due": "", "label": None}) == []


def test_no_field_of_a_patient_or_request_is_shown_as_the_program_calls_it() -> None:
    names = {*PatientDetails.__dataclass_fields__, *RequestDetails.__dataclass_fields__}
    ((_, said),) = detail_words({"fields": sorted(names)})
    assert "_" not in said
    assert all("_" not in field for field, _ in detail_words(dict.fromkeys(names, "x")))
