"""Verify finds what was altered behind the program's back, and names the part.

The one who alters has the store's key and takes the triggers away; each test is one such hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.consent_seal import SealPart
from app.domain.consents import ConsentKind
from app.domain.errors import Cancelled
from app.domain.staff import Role
from app.services.consent_seals import ConsentSealService
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.progress import Progress
from tests.services.consent_kit import TODAY, opened, returned, scan, signed
from tests.services.desk_kit import open_desk, trail

TRIGGERS = (
    "consent_no_update",
    "consent_no_delete",
    "consent_event_no_update",
    "consent_event_no_delete",
    "audit_no_update",
    "audit_no_delete",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "data", role=Role.PRIVACY_OFFICER) as made:
        yield made


def tamper(desk: Desk, *statements: str) -> None:
    """Change the store with plain SQL, the triggers taken away."""
    with desk.writing() as unit:
        connection = unit._connection
        for trigger in TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0, statement


def parts(desk: Desk, consent_id: int) -> set[SealPart]:
    report = ConsentSealService(desk).verify(consent_id=consent_id)
    return {fault.part for fault in report.faults}


def on_paper(desk: Desk, folder: Path) -> int:
    consent_id = opened(desk, ConsentKind.PICK_UP)
    ConsentService(desk).record_paper(
        consent_id=consent_id, version=1, paper=returned(scan(folder / "in"))
    )
    return consent_id


def test_what_nobody_touched_is_intact(desk: Desk, tmp_path: Path) -> None:
    ids = [signed(desk), on_paper(desk, tmp_path), opened(desk)]
    assert [parts(desk, one) for one in ids] == [set(), set(), set()]
    report = ConsentSealService(desk).verify_all()
    assert report.intact
    assert report.checked == 3
    assert {"consent.verified", "consents.verified"} <= set(trail(desk))


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("UPDATE consent SET text = replace(text, 'read', 'reed')", SealPart.TEXT),
        ("UPDATE consent SET strokes = replace(strokes, '5000', '5001')", SealPart.STROKES),
        ("UPDATE consent SET terms = replace(terms, 'maynard', 'maynart')", SealPart.ROW),
        ("UPDATE consent SET terms = replace(terms, 'standing', 'request')", SealPart.ROW),
        ("UPDATE consent SET signed_on = '2026-11-22'", SealPart.ROW),
        ("UPDATE consent SET explained_by = 'Bob'", SealPart.ROW),
        ("UPDATE consent SET patient_name = 'Eve Else'", SealPart.ROW),
        ("UPDATE consent SET way = 'paper'", SealPart.ROW),
        (
            (
                "UPDATE attachment_chunk SET data = x'00' WHERE attachment_id = "
                "(SELECT image_id FROM consent)"
            ),
            SealPart.IMAGE,
        ),
        (
            (
                "UPDATE attachment_chunk SET data = CAST(data || x'0A' AS BLOB) "
                "WHERE attachment_id = (SELECT pdf_id FROM consent)"
            ),
            SealPart.PDF,
        ),
        ("UPDATE consent SET pdf_id = image_id", SealPart.PDF),
        ("UPDATE consent SET pdf_id = NULL", SealPart.PDF),
    ],
)
def test_each_altered_part_is_named(desk: Desk, statement: str, part: SealPart) -> None:
    consent_id = signed(desk)
    tamper(desk, statement)
    assert parts(desk, consent_id) == {part}
    report = ConsentSealService(desk).verify_all()
    assert not report.intact
    assert part.label in report.sentence


def test_an_altered_scan_is_named(desk: Desk, tmp_path: Path) -> None:
    consent_id = on_paper(desk, tmp_path)
    tamper(
        desk,
        "UPDATE attachment_chunk SET data = CAST(data || x'0A' AS BLOB) "
        "WHERE attachment_id = (SELECT scan_id FROM consent)",
    )
    assert parts(desk, consent_id) == {SealPart.SCAN}


def test_a_deleted_picture_is_named(desk: Desk) -> None:
    consent_id = signed(desk)
    tamper(
        desk,
        "DELETE FROM attachment_chunk WHERE attachment_id = (SELECT image_id FROM consent)",
    )
    assert parts(desk, consent_id) == {SealPart.IMAGE}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM consent_event WHERE kind = 'revoked'",
        "UPDATE consent_event SET happened_on = '2027-01-01' WHERE kind = 'revoked'",
        "UPDATE consent_event SET kind = 'copy_given' WHERE kind = 'revoked'",
        "UPDATE consent_event SET note = 'x' WHERE kind = 'revoked'",
        (
            "INSERT INTO consent_event (consent_id, at, by, kind, note) SELECT id, "
            "'2026-11-23T15:00:00.000000Z', 1, 'copy_given', '' FROM consent"
        ),
    ],
)
def test_events_cannot_be_taken_away_or_put_in(desk: Desk, statement: str) -> None:
    consent_id = signed(desk)
    ConsentService(desk).revoke(consent_id=consent_id, version=2, received_on=TODAY)
    tamper(desk, statement)
    assert parts(desk, consent_id) == {SealPart.EVENTS}


def test_a_forged_signature_on_a_draft_is_found(desk: Desk) -> None:
    consent_id = opened(desk)
    real = signed(desk)
    tamper(
        desk,
        "UPDATE consent SET (way, signed_on, given_at, explained_by, given, strokes, image_id, "
        "pdf_id) = (SELECT way, signed_on, given_at, explained_by, given, strokes, image_id, "
        f"pdf_id FROM consent WHERE id = {real}) WHERE id = {consent_id}",
    )
    assert parts(desk, consent_id) == {SealPart.TRAIL}


def test_a_signature_taken_away_is_found(desk: Desk) -> None:
    consent_id = signed(desk)
    tamper(desk, "UPDATE consent SET given_at = NULL")
    assert parts(desk, consent_id) == {SealPart.ROW}


def test_a_rewritten_trail_does_not_help(desk: Desk) -> None:
    consent_id = signed(desk)
    tamper(
        desk,
        "UPDATE audit SET detail = replace(detail, 'screen', 'paper'), actor_name = 'Bob' "
        "WHERE action = 'consent.given'",
    )
    assert parts(desk, consent_id) == {SealPart.TRAIL}
    report = ConsentSealService(desk).verify_all()
    assert "is not as it was written" in report.sentence


def test_a_trail_that_is_no_json_is_a_fault(desk: Desk) -> None:
    consent_id = signed(desk)
    tamper(desk, "UPDATE audit SET detail = 'x' WHERE action = 'consent.opened'")
    assert parts(desk, consent_id) == {SealPart.EVENTS, SealPart.TRAIL}
    tamper(desk, "UPDATE audit SET detail = '[1]' WHERE action = 'consent.opened'")
    assert parts(desk, consent_id) == {SealPart.EVENTS, SealPart.TRAIL}


def test_a_consent_that_is_gone_is_missed(desk: Desk) -> None:
    gone, kept = signed(desk), signed(desk)
    tamper(
        desk,
        f"DELETE FROM consent_event WHERE consent_id = {gone}",
        f"DELETE FROM consent WHERE id = {gone}",
    )
    report = ConsentSealService(desk).verify_all()
    assert (report.missing, report.checked) == ((gone,), 1)
    assert parts(desk, kept) == set()


def test_the_check_can_be_stopped(desk: Desk) -> None:
    signed(desk)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        ConsentSealService(desk).verify_all(progress=progress)


def test_a_new_name_of_a_colleague_breaks_no_seal(desk: Desk) -> None:
    consent_id = signed(desk)
    tamper(desk, "UPDATE staff SET name = 'Ann Newname'")
    assert parts(desk, consent_id) == set()
