"""Files: kept whole or not at all, whatever goes wrong on the way."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.domain.attachments import CHUNK_BYTES, LARGEST_FILE, AttachmentKind
from app.domain.errors import Cancelled, FieldProblems, NotFound, NotPermitted, Problem
from app.domain.staff import Role
from app.services import file_intake
from app.services.attachments import AttachmentService, ShownFile
from app.services.desk import Desk
from app.services.file_intake import PickedFile
from app.services.file_outlet import write_out
from app.services.progress import Progress
from app.services.requests import RequestService
from app.storage.attachments import AttachmentRepository, NewFile
from app.storage.audit_trail import AuditTrail
from app.storage.backup_shelf import newest_backup
from app.storage.faults import disk_full
from tests.documents.samples import a_tiff
from tests.services.desk_kit import add_patient, desk_of, open_desk, trail, trail_text, wanted
from tests.services.vault_kit import set_up, vault_service


def png(size: int = 0) -> bytes:
    """A picture of one pixel, as large as wanted."""
    start = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01"
    return start + b"\x00" * size + b"IEND\xaeB`\x82"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def files(desk: Desk) -> AttachmentService:
    return AttachmentService(desk)


@pytest.fixture
def request_id(desk: Desk) -> int:
    return RequestService(desk).log(details=wanted(add_patient(desk))).value.id


def _kept_already(_desk: Desk, _progress: Progress) -> bool:
    return False


def picked(folder: Path, data: bytes, name: str = "letter.png") -> PickedFile:
    path = folder / name
    path.write_bytes(data)
    return PickedFile(path)


def test_a_letter_comes_with_its_request(desk: Desk, tmp_path: Path) -> None:
    requests = RequestService(desk)
    data = png(3 * CHUNK_BYTES)
    steps: list[tuple[int, int]] = []
    logged = requests.log(
        details=wanted(add_patient(desk)),
        attachment=picked(tmp_path, data, "ZEBULON letter.png"),
        progress=Progress(lambda done, total: steps.append((done, total))),
    ).value
    view = requests.get(request_id=logged.id)
    kept = view.attachments[0]
    assert (kept.kind, kept.pages, kept.size) == (AttachmentKind.LETTER, 1, len(data))
    assert (kept.name, kept.media_type) == ("ZEBULON letter.png", "image/png")
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert AttachmentService(desk).read(attachment_id=kept.id) == data
    assert b"".join(AttachmentService(desk).pieces(attachment_id=kept.id)) == data
    assert steps[-1] == (len(data), len(data))
    assert "ZEBULON" not in trail_text(desk)
    assert "ZEBULON" not in repr(kept)


def test_the_same_file_twice_is_refused_kindly(
    files: AttachmentService, request_id: int, tmp_path: Path
) -> None:
    files.add_file(request_id=request_id, picked=picked(tmp_path, png()))
    with pytest.raises(Problem) as caught:
        files.add_file(request_id=request_id, picked=picked(tmp_path, png(), "copy.png"))
    assert caught.value.code == "file-already-there"
    assert len(files.of_request(request_id=request_id)) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "pdf-empty"), (b"MZ not a pdf", "scan-kind"), (b"%PDF-1.4 broken", "pdf-damaged")],
)
def test_what_is_no_scan_is_refused(
    files: AttachmentService, request_id: int, tmp_path: Path, data: bytes, code: str
) -> None:
    with pytest.raises(Problem) as caught:
        files.add_file(request_id=request_id, picked=picked(tmp_path, data, "letter.pdf"))
    assert caught.value.code == code
    assert files.of_request(request_id=request_id) == ()


def test_a_request_is_not_logged_without_its_letter(desk: Desk, tmp_path: Path) -> None:
    requests = RequestService(desk)
    with pytest.raises(Problem):
        requests.log(details=wanted(add_patient(desk)), attachment=picked(tmp_path, b"no"))
    assert requests.counts().open == 0


def test_too_large_and_gone_are_refused(
    files: AttachmentService, request_id: int, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(Problem) as caught:
        files.add_file(request_id=request_id, picked=PickedFile(huge))
    assert caught.value.code == "file-too-large"
    for gone in (tmp_path / "gone.pdf", tmp_path):
        with pytest.raises(Problem) as caught:
            files.add_file(request_id=request_id, picked=PickedFile(gone))
        assert caught.value.code == "file-unreadable"


def test_a_large_pdf_is_looked_at_from_both_ends(
    files: AttachmentService, request_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_intake, "READ_WHOLE", 100)
    for data, code in (
        (b"x" * 200, "scan-kind"),
        (b"%PDF-1.7\n" + b"x" * 200, "pdf-damaged"),
    ):
        with pytest.raises(Problem) as caught:
            files.add_file(request_id=request_id, picked=picked(tmp_path, data))
        assert caught.value.code == code
    whole = b"%PDF-1.7\n" + b"x" * 200 + b"\n%%EOF\n"
    files.add_file(request_id=request_id, picked=picked(tmp_path, whole))
    assert files.of_request(request_id=request_id)[0].pages is None


def test_cancelled_leaves_nothing(
    files: AttachmentService, desk: Desk, request_id: int, tmp_path: Path
) -> None:
    data = png(2 * CHUNK_BYTES)
    calls = 0

    def stop_while_writing(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 6:
            progress.cancel()

    progress = Progress(stop_while_writing)
    with pytest.raises(Cancelled):
        files.add_file(request_id=request_id, picked=picked(tmp_path, data), progress=progress)
    assert files.of_request(request_id=request_id) == ()
    assert "attachment.added" not in trail(desk)
    files.add_file(request_id=request_id, picked=picked(tmp_path, data))
    assert len(files.of_request(request_id=request_id)) == 1


def test_a_full_disk_leaves_nothing(
    files: AttachmentService,
    desk: Desk,
    request_id: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = AttachmentRepository.add_chunk

    def full(self: AttachmentRepository, attachment_id: int, seq: int, data: bytes) -> None:
        if seq == 1:
            raise disk_full()
        whole(self, attachment_id, seq, data)

    monkeypatch.setattr(AttachmentRepository, "add_chunk", full)
    with pytest.raises(Problem) as caught:
        files.add_file(request_id=request_id, picked=picked(tmp_path, png(2 * CHUNK_BYTES)))
    assert caught.value.code == "disk-full"
    assert files.of_request(request_id=request_id) == ()
    assert len(RequestService(desk).get(request_id=request_id).timeline) == 1


def test_a_file_that_changes_under_way_is_refused(
    files: AttachmentService, request_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "growing.png"
    path.write_bytes(png(CHUNK_BYTES))
    seen: list[int] = []

    def rewrite(done: int, total: int) -> None:
        seen.append(done)
        if done == total:
            path.write_bytes(png(CHUNK_BYTES + len(seen)))

    with pytest.raises(Problem) as caught:
        files.add_file(request_id=request_id, picked=PickedFile(path), progress=Progress(rewrite))
    assert caught.value.code == "file-changed"
    assert files.of_request(request_id=request_id) == ()


def test_a_purged_file_keeps_its_facts(
    files: AttachmentService, desk: Desk, request_id: int, tmp_path: Path
) -> None:
    file_id = files.add_file(request_id=request_id, picked=picked(tmp_path, png())).value
    with pytest.raises(NotPermitted):
        files.purge(attachment_id=file_id, reason="x")
    officer = AttachmentService(desk_of(desk.store, Role.PRIVACY_OFFICER, "pat"), _kept_already)
    with pytest.raises(FieldProblems) as missing:
        officer.purge(attachment_id=file_id, reason=" ")
    assert set(missing.value.fields) == {"reason"}
    officer.purge(attachment_id=file_id, reason="case closed ZEBULON")
    line = RequestService(desk).get(request_id=request_id).timeline[-1]
    assert (line.text, line.detail) == (
        "Request letter: copy let go",
        "letter.png\ncase closed ZEBULON",
    )
    assert "ZEBULON" not in trail_text(desk)
    kept = files.of_request(request_id=request_id)[0]
    assert kept.purged_at is not None
    assert kept.sha256 == hashlib.sha256(png()).hexdigest()
    for again in (
        lambda: files.read(attachment_id=file_id),
        lambda: officer.purge(attachment_id=file_id, reason="x"),
    ):
        with pytest.raises(Problem) as caught:
            again()
        assert caught.value.code == "file-purged"


def test_the_state_before_is_kept_when_a_copy_is_let_go(tmp_path: Path) -> None:
    opened = set_up(vault_service(tmp_path / "data"))
    try:
        desk = opened.desk
        files, folder = AttachmentService(desk), desk.store.folder.backups
        request_id = RequestService(desk).log(details=wanted(add_patient(desk))).value.id
        scan = picked(tmp_path, png())
        file_id = files.add_file(request_id=request_id, picked=scan).value
        files.purge(attachment_id=file_id, reason="case closed")
        made = newest_backup(folder)
        assert made is not None
        told = trail(desk)
        assert told.index("backup.made") < told.index("attachment.purged")
        with pytest.raises(Problem):
            files.purge(attachment_id=file_id, reason="again")
        assert newest_backup(folder) == made  # what is refused costs no backup
    finally:
        opened.desk.store.close()


def test_nothing_is_let_go_when_the_backup_fails(
    files: AttachmentService, desk: Desk, request_id: int, tmp_path: Path
) -> None:
    def full(_desk: Desk, _progress: Progress) -> bool:
        raise disk_full()

    file_id = files.add_file(request_id=request_id, picked=picked(tmp_path, png())).value
    officer = AttachmentService(desk_of(desk.store, Role.PRIVACY_OFFICER, "pat"), full)
    with pytest.raises(Problem):
        officer.purge(attachment_id=file_id, reason="case closed")
    assert files.read(attachment_id=file_id) == png()


def test_a_real_pdf_tells_its_pages(
    files: AttachmentService, request_id: int, tmp_path: Path
) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(612, 792)
    out = BytesIO()
    writer.write(out)
    files.add_file(request_id=request_id, picked=picked(tmp_path, out.getvalue(), "a.pdf"))
    assert files.of_request(request_id=request_id)[0].pages == 3


def test_a_paper_made_here_is_kept(desk: Desk, request_id: int) -> None:
    new = NewFile(
        request_id, AttachmentKind.PAPER, "letter", "application/pdf", desk.clock.now(), 1
    )
    data = b"x" * (CHUNK_BYTES + 1)
    with desk.writing() as unit:
        file_id = unit.attachments.add(new, data)
    officer = AttachmentService(desk_of(desk.store, Role.PRIVACY_OFFICER, "pat"))
    assert officer.read(attachment_id=file_id) == data
    with pytest.raises(Problem) as caught:
        officer.purge(attachment_id=file_id, reason="x")
    assert caught.value.code == "file-kept"
    with pytest.raises(NotFound):
        officer.read(attachment_id=file_id + 1)


def test_a_scanners_tiff_is_kept_as_it_came_and_shown_as_pages(
    files: AttachmentService, request_id: int, tmp_path: Path
) -> None:
    data = a_tiff(3)
    file_id = files.add_file(request_id=request_id, picked=picked(tmp_path, data, "scan.tif")).value
    (kept,) = files.of_request(request_id=request_id)
    assert (kept.media_type, kept.pages) == ("image/tiff", 3)
    assert files.read(attachment_id=file_id) == data
    shown = files.shown(attachment_id=file_id)
    assert shown.media_type == "application/pdf"
    assert len(PdfReader(BytesIO(shown.data)).pages) == 3


def test_other_files_are_shown_as_they_came(
    files: AttachmentService, request_id: int, tmp_path: Path
) -> None:
    file_id = files.add_file(request_id=request_id, picked=picked(tmp_path, png())).value
    assert files.shown(attachment_id=file_id) == ShownFile(png(), "image/png")


def test_a_saved_copy_is_an_export_on_record(
    files: AttachmentService, desk: Desk, request_id: int, tmp_path: Path
) -> None:
    data = png(2 * CHUNK_BYTES)
    file_id = files.add_file(request_id=request_id, picked=picked(tmp_path, data)).value
    target = tmp_path / "out" / "ZEBULON copy.png"
    target.parent.mkdir()
    with pytest.raises(NotPermitted):
        files.save_copy(attachment_id=file_id, target=target)
    officer = AttachmentService(desk_of(desk.store, Role.PRIVACY_OFFICER, "pat"))
    officer.save_copy(attachment_id=file_id, target=target)
    assert target.read_bytes() == data
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert trail(desk)[-1] == "export.file"
    said = trail_text(desk)
    assert hashlib.sha256(data).hexdigest() in said
    assert "ZEBULON" not in said


def test_a_copy_that_cannot_be_recorded_is_not_left_outside(
    files: AttachmentService,
    desk: Desk,
    request_id: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file_id = files.add_file(request_id=request_id, picked=picked(tmp_path, png())).value
    officer = AttachmentService(desk_of(desk.store, Role.PRIVACY_OFFICER, "pat"))
    out = tmp_path / "out"
    out.mkdir()

    def full(*_: object) -> None:
        raise disk_full()

    monkeypatch.setattr(AuditTrail, "record", full)
    with pytest.raises(Problem):
        officer.save_copy(attachment_id=file_id, target=out / "copy.png")
    assert list(out.iterdir()) == []


def test_a_stopped_copy_leaves_nothing(
    files: AttachmentService, desk: Desk, request_id: int, tmp_path: Path
) -> None:
    file_id = files.add_file(
        request_id=request_id, picked=picked(tmp_path, png(3 * CHUNK_BYTES))
    ).value
    officer = AttachmentService(desk_of(desk.store, Role.PRIVACY_OFFICER, "pat"))
    out = tmp_path / "out"
    out.mkdir()
    progress = Progress(lambda done, _total: progress.cancel() if done else None)
    with pytest.raises(Cancelled):
        officer.save_copy(attachment_id=file_id, target=out / "copy.png", progress=progress)
    assert list(out.iterdir()) == []
    assert "export.file" not in trail(desk)


@pytest.mark.parametrize(
    ("error", "code"),
    [(OSError(errno.ENOSPC, "full"), "disk-full"), (PermissionError(13, "no"), "cannot-write")],
)
def test_a_place_that_takes_nothing_is_told(tmp_path: Path, error: OSError, code: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise error

    kept = tmp_path / "copy.png"
    kept.write_bytes(b"before")
    with pytest.raises(Problem) as caught:
        write_out(kept, pieces())
    assert caught.value.code == code
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]
