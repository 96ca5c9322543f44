"""A second print: every page stamped, its content untouched."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from app.documents.recovery_sheet import draw_recovery_sheet
from app.documents.reprint import mark_reprint
from app.domain.errors import Problem
from app.domain.paper_orders import RecoverySheet

PAGE = draw_recovery_sheet(
    RecoverySheet("Lakeside", date(2026, 11, 22), "0BPV-6NQS-22RF-YWG0-7EES-FW7B-7DCT")
)


def _twice(page: bytes) -> bytes:
    writer, made = PdfWriter(), BytesIO()
    for _ in range(2):
        writer.append(PdfReader(BytesIO(page)))
    writer.write(made)
    return made.getvalue()


def test_every_page_is_stamped_and_keeps_its_words() -> None:
    marked = mark_reprint(_twice(PAGE), date(2026, 11, 22))
    pages = PdfReader(BytesIO(marked)).pages
    assert len(pages) == 2
    before = set(PdfReader(BytesIO(PAGE)).pages[0].extract_text().split())
    for page in pages:
        words = page.extract_text()
        assert "REPRINT of 11/22/2026" in words
        assert before <= set(words.split())


def test_the_description_names_nobody() -> None:
    marked = mark_reprint(PAGE, date(2026, 11, 22))
    assert "Lakeside" not in str(PdfReader(BytesIO(marked)).metadata)


@pytest.mark.parametrize("data", [b"", b"not a pdf", PAGE[:200]])
def test_a_copy_that_cannot_be_read_is_told(data: bytes) -> None:
    with pytest.raises(Problem, match="reprint-unreadable"):
        mark_reprint(data, date(2026, 11, 22))
