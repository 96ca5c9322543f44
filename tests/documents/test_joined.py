"""Several papers in one PDF: every page of its own size, and a broken one told plainly."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.documents.joined import joined
from app.documents.labels import draw_alignment_page
from app.domain.errors import Problem
from app.domain.paper_orders import PrintAdjustment
from app.services.paper_stock import label_catalog


def sheet(stock_id: str) -> bytes:
    return draw_alignment_page(label_catalog().get(stock_id), PrintAdjustment())


def test_pages_keep_their_size_and_are_never_scaled() -> None:
    roll = next(stock.id for stock in label_catalog().stocks if stock.count == 1)
    reader = PdfReader(BytesIO(joined([sheet("avery-5160"), sheet(roll)], "Label")))
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages]
    stock = label_catalog().get(roll)
    assert sizes[0] == (612.0, 792.0)
    assert sizes[1] == pytest.approx((stock.page_width, stock.page_height), abs=0.1)
    assert reader.metadata is not None
    assert reader.metadata.title == "Label"
    wishes = reader.root_object["/ViewerPreferences"]
    assert wishes["/PrintScaling"] == "/None"  # type: ignore[index]


def test_one_paper_is_itself() -> None:
    one = sheet("avery-5160")
    assert joined([one], "Label") == one


def test_a_broken_paper_is_told() -> None:
    with pytest.raises(Problem, match="paper-unreadable"):
        joined([sheet("avery-5160"), b"no pdf"], "Label")
