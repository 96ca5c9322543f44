"""Papers from outside are judged by their bytes; pages become pictures of true size."""

from __future__ import annotations

import random
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from app.documents import reading
from app.documents.letter import draw_cover_letter
from app.documents.pages import PageImages
from app.documents.reading import PdfFacts, ScanFacts, ScanKind, inspect_pdf, inspect_scan
from app.documents.recovery_sheet import draw_recovery_sheet
from app.documents.reprint import mark_reprint
from app.domain.errors import NotFound, Problem
from app.domain.paper_orders import RecoverySheet
from tests.documents.samples import cover_letter

CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-VSPS"


@pytest.fixture(scope="module")
def paper() -> bytes:
    return draw_recovery_sheet(RecoverySheet("Lakeside", date(2026, 11, 22), CODE))


def _pdf(pages: int, password: str | None = None, owner: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 100)
    if owner is not None:
        writer.encrypt(password or "", owner, algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _png(width: int = 2, height: int = 3) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 3)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _jpeg(width: int = 2, height: int = 3, before: bytes = b"") -> bytes:
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC0, 11, 8, height, width, 1) + b"\x01\x11\x00"
    start = b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"\0\0"
    return start + before + frame + b"\xff\xd9"


def test_pages_are_counted() -> None:
    assert inspect_pdf(_pdf(7)) == PdfFacts(7, encrypted=False)
    assert inspect_scan(_pdf(2)) == ScanFacts(ScanKind.PDF, 2)


def test_restrictions_without_a_password_are_told_not_refused() -> None:
    assert inspect_pdf(_pdf(1, owner="o")) == PdfFacts(1, encrypted=True)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "pdf-empty"),
        (b"MZ\x90\0 no PDF at all", "pdf-not-one"),
        (b"%PDF-1.7\n%%EOF", "pdf-damaged"),
        (_pdf(1, password="secret", owner="o"), "pdf-password"),
        (_pdf(3)[:200], "pdf-damaged"),
        (_pdf(0), "pdf-damaged"),
    ],
)
def test_what_is_no_whole_pdf_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(Problem, match=code) as caught:
        inspect_pdf(data)
    assert caught.value.happened
    assert caught.value.next_step


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    with pytest.raises(Problem, match="pdf-too-large"):
        inspect_pdf(_pdf(1))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_pdf_with_changed_bytes_never_breaks_the_reader(data: st.DataObject) -> None:
    good = bytearray(_pdf(2))
    for _ in range(data.draw(st.integers(1, 12))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    assert _verdict(bytes(good)) in {"pages", "pdf-damaged", "pdf-password", "scan-kind"}


def _verdict(data: bytes) -> str:
    try:
        return "pages" if inspect_scan(data).pages >= 1 else "none"
    except Problem as problem:
        return problem.code


def test_pictures_are_told_by_their_bytes() -> None:
    assert inspect_scan(_png()) == ScanFacts(ScanKind.PNG, 1)
    assert inspect_scan(_jpeg()) == ScanFacts(ScanKind.JPEG, 1)
    assert inspect_scan(_jpeg(before=b"\xff")) == ScanFacts(ScanKind.JPEG, 1)
    assert ScanKind.JPEG.media_type == "image/jpeg"
    assert ScanKind.PDF.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "pdf-empty"),
        (b"GIF89a....", "scan-kind"),
        (_png()[:-4], "scan-damaged"),
        (_png(width=0), "scan-damaged"),
        (_png(width=2**31 - 1, height=2**31 - 1), "scan-damaged"),
        (_jpeg()[:-2], "scan-damaged"),
        (_jpeg(height=0), "scan-damaged"),
        (b"\xff\xd8\xff\xd9\xff\xd9", "scan-damaged"),
    ],
)
def test_other_and_damaged_pictures_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Problem, match=code):
        inspect_scan(data)


def test_a_page_picture_has_true_size_and_ink(paper: bytes) -> None:
    with PageImages(paper) as pages:
        assert pages.page_count == 1
        assert pages.page_size_points(0) == (612, 792)
        picture = pages.render(0, 144)
    assert (picture.width, picture.height) == (1224, 1584)
    assert len(picture.rgba) == picture.width * 4 * picture.height == 1224 * 1584 * 4
    assert picture.rgba[:4] == b"\xff\xff\xff\xff"
    assert min(picture.rgba[::4]) < 64
    assert set(picture.rgba[3::4]) == {255}
    assert "rgba" not in repr(picture)


def test_red_comes_first_and_odd_widths_leave_no_gaps() -> None:
    letter = cover_letter(reprint_of=date(2026, 11, 20))
    with PageImages(draw_cover_letter(letter)) as pages:
        picture = pages.render(0, 71.3)
    assert len(picture.rgba) == picture.width * 4 * picture.height
    pixels = zip(picture.rgba[::4], picture.rgba[1::4], picture.rgba[2::4], strict=True)
    assert any(red > blue + 60 for red, _, blue in pixels)


def test_pages_refuse_what_is_not_there_or_too_large(paper: bytes) -> None:
    with PageImages(paper) as pages:
        with pytest.raises(NotFound):
            pages.render(1, 72)
        with pytest.raises(NotFound):
            pages.page_size_points(-1)
        for dpi in (5000, 0, -72):
            with pytest.raises(Problem, match="page-too-large"):
                pages.render(0, dpi)
        pages.close()
    with pytest.raises(Problem, match="page-unreadable"):
        PageImages(b"no PDF")


def test_many_threads_may_show_pages_at_once(paper: bytes) -> None:
    def show(_: int) -> bytes:
        with PageImages(paper) as pages:
            return pages.render(0, 50).rgba

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(show, range(12)))) == 1


def test_a_broken_paper_is_one_problem_wherever_it_is_broken() -> None:
    """Any change of the bytes: the paper is taken, or refused in words; no other error comes."""
    paper = _pdf(2)
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    refused = 0
    for number in range(150):
        broken = bytearray(paper)
        for _ in range(1 + number % 12):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        for attempt in (
            lambda data: mark_reprint(data, date(2026, 11, 22)),
            inspect_pdf,
            lambda data: PageImages(data).render(0, 40),
        ):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    attempt(bytes(broken))
            except Problem:
                refused += 1
    assert refused > 25


def test_a_page_without_a_size_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise pdfium.PdfiumError("Failed to get page size by index.")

    with PageImages(_pdf(1)) as images:
        monkeypatch.setattr(pdfium.PdfDocument, "get_page_size", fail)
        with pytest.raises(Problem, match="page-unreadable"):
            images.render(0, 40)
