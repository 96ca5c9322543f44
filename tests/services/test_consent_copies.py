"""Copies of signed consents: each print and each file is an event of its own, or is not made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.consents import ConsentKind
from app.domain.errors import Cancelled, NotPermitted, Problem
from app.domain.staff import Role
from app.services.consent_copies import ConsentCopyService, SignedPaper
from app.services.consent_reads import ConsentReads
from app.services.consent_seals import ConsentSealService
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.progress import Progress
from app.storage.audit_trail import AuditTrail
from app.storage.faults import disk_full
from tests.services.consent_kit import opened, returned, scan, signed
from tests.services.desk_kit import desk_of, trail, trail_text


@pytest.fixture
def copies(desk: Desk) -> ConsentCopyService:
    return ConsentCopyService(desk)


def on_paper(desk: Desk, folder: Path) -> int:
    """A consent that was signed on paper."""
    consent_id = opened(desk, ConsentKind.PICK_UP)
    ConsentService(desk).record_paper(
        consent_id=consent_id, version=1, paper=returned(scan(folder / "scans"))
    )
    return consent_id


def test_a_print_is_told_apart_from_a_look(desk: Desk, copies: ConsentCopyService) -> None:
    consent_id = signed(desk)
    copies.note_printed(consent_id=consent_id, paper=SignedPaper.SEALED, copies=2)
    assert trail(desk)[-1] == "consent.sealed_printed"
    with desk.reading() as unit:
        entry = unit.audit.page(limit=1)[0]
        consent = unit.consents.get(consent_id)
        assert consent.given is not None
        assert consent.given.pdf_id is not None
        sha256 = unit.attachments.get(consent.given.pdf_id).sha256
    assert (entry.entity, entry.entity_id) == ("consent", consent_id)
    assert entry.patient_id == consent.terms.patient_id
    assert sha256 in entry.detail
    assert '"copies":2' in entry.detail.replace(" ", "")


def test_a_saved_pdf_is_the_sealed_one_and_on_record(
    desk: Desk, copies: ConsentCopyService, tmp_path: Path
) -> None:
    consent_id = signed(desk)
    target = tmp_path / "sealed-consent.pdf"
    copies.save(consent_id=consent_id, paper=SignedPaper.SEALED, target=target)
    assert target.read_bytes() == ConsentReads(desk).sealed_pdf(consent_id=consent_id)
    assert "consent.sealed_saved" in trail(desk)
    assert "Maynard" not in trail_text(desk)
    report = ConsentSealService(desk).verify(consent_id=consent_id)
    assert report.intact, report.sentence


def test_the_scan_has_events_of_its_own(
    desk: Desk, copies: ConsentCopyService, tmp_path: Path
) -> None:
    consent_id = on_paper(desk, tmp_path)
    target = tmp_path / "signed-paper.pdf"
    copies.save(consent_id=consent_id, paper=SignedPaper.SCAN, target=target)
    copies.note_printed(consent_id=consent_id, paper=SignedPaper.SCAN)
    assert target.read_bytes() == (tmp_path / "scans" / "scan.pdf").read_bytes()
    assert trail(desk)[-2:] == ["consent.scan_saved", "consent.scan_printed"]


@pytest.mark.parametrize("make", [opened, signed])
def test_a_paper_that_is_not_there_is_told(
    desk: Desk, copies: ConsentCopyService, tmp_path: Path, make: Callable[[Desk], int]
) -> None:
    consent_id = make(desk)
    with pytest.raises(Problem, match="no-such-paper"):
        copies.save(consent_id=consent_id, paper=SignedPaper.SCAN, target=tmp_path / "a.pdf")
    with pytest.raises(Problem, match="no-such-paper"):
        copies.note_printed(consent_id=consent_id, paper=SignedPaper.SCAN)
    assert not (tmp_path / "a.pdf").exists()


def test_only_who_may_prints_or_saves(desk: Desk, tmp_path: Path) -> None:
    consent_id = signed(desk)
    target = tmp_path / "a.pdf"
    clerk = ConsentCopyService(desk_of(desk.store, Role.CLERK, "carl"))
    clerk.note_printed(consent_id=consent_id, paper=SignedPaper.SEALED)
    with pytest.raises(NotPermitted):
        clerk.save(consent_id=consent_id, paper=SignedPaper.SEALED, target=target)
    viewer = ConsentCopyService(desk_of(desk.store, Role.READ_ONLY, "vera"))
    with pytest.raises(NotPermitted):
        viewer.note_printed(consent_id=consent_id, paper=SignedPaper.SEALED)
    assert not target.exists()


def test_a_copy_that_cannot_be_recorded_is_not_left_outside(
    desk: Desk, copies: ConsentCopyService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent_id = signed(desk)
    out = tmp_path / "out"
    out.mkdir()

    def full(*_: object) -> None:
        raise disk_full()

    monkeypatch.setattr(AuditTrail, "record", full)
    with pytest.raises(Problem):
        copies.save(consent_id=consent_id, paper=SignedPaper.SEALED, target=out / "a.pdf")
    assert list(out.iterdir()) == []


def test_a_stopped_copy_leaves_nothing(
    desk: Desk, copies: ConsentCopyService, tmp_path: Path
) -> None:
    consent_id = signed(desk)
    out = tmp_path / "out"
    out.mkdir()
    progress = Progress(lambda done, _total: progress.cancel() if done else None)
    progress.cancel()
    with pytest.raises(Cancelled):
        copies.save(
            consent_id=consent_id,
            paper=SignedPaper.SEALED,
            target=out / "a.pdf",
            progress=progress,
        )
    assert list(out.iterdir()) == []
    assert "consent.sealed_saved" not in trail(desk)
