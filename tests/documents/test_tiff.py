"""TIFF from scanners and fax machines: counted, drawn in its own size, refused where broken."""

from __future__ import annotations

import contextlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.documents import tiff
from app.documents.reading import ScanFacts, ScanKind, inspect_scan
from app.domain.errors import Problem
from tests.documents.samples import a_tiff

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
"""The reader warns about each odd tag; what counts here is the answer."""


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in PdfReader(BytesIO(pdf)).pages]
    return [(round(box.width), round(box.height)) for box in boxes]


def test_pages_are_counted_and_drawn() -> None:
    data = a_tiff(12)
    assert inspect_scan(data) == ScanFacts(ScanKind.TIFF, 12)
    assert ScanKind.TIFF.media_type == tiff.MEDIA_TYPE
    assert sizes(tiff.as_pdf(data)) == [(60, 81)] * 12


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "LA", "I;16"])
def test_every_kind_of_picture_is_drawn(mode: str) -> None:
    data = a_tiff(2, mode, (100, 100))
    assert tiff.count_pages(data) == 2
    assert sizes(tiff.as_pdf(data)) == [(122, 158)] * 2


@pytest.mark.parametrize("dots", [(1, 1), (9999, 9999)])
def test_senseless_dots_are_taken_as_a_scanner_means_them(dots: tuple[int, int]) -> None:
    assert sizes(tiff.as_pdf(a_tiff(1, "1", dots))) == [(61, 79)]


def test_a_file_cut_short_is_refused() -> None:
    data = a_tiff(3, "RGB")
    for cut in (4, 9, len(data) // 2, len(data) - 40):
        with pytest.raises(Problem) as caught:
            tiff.count_pages(data[:cut])
        assert caught.value.code == "scan-damaged"


def test_too_many_pages_and_too_many_dots_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiff, "MOST_PAGES", 2)
    assert tiff.count_pages(a_tiff(2)) == 2
    with pytest.raises(Problem):
        tiff.count_pages(a_tiff(3))
    monkeypatch.setattr(tiff, "MOST_PIXELS", 100)
    with pytest.raises(Problem):
        tiff.as_pdf(a_tiff(1))


WOUNDS = st.lists(st.tuples(st.integers(4, 10**6), st.integers(0, 255)), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(wounds=WOUNDS, mode=st.sampled_from(["1", "L", "RGB"]))
def test_broken_bytes_are_refused_and_never_crash(wounds: list[tuple[int, int]], mode: str) -> None:
    broken = bytearray(a_tiff(2, mode))
    for place, value in wounds:
        broken[4 + place % (len(broken) - 4)] = value
    for attempt in (tiff.count_pages, tiff.as_pdf):
        with contextlib.suppress(Problem):
            assert attempt(bytes(broken))
