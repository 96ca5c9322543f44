"""A scan is looked at before it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.domain.errors import Problem
from app.services import file_intake
from app.services.file_intake import picked_pages
from tests.services.consent_kit import scan


def test_a_picked_scan_comes_as_pdf_or_picture(tmp_path: Path) -> None:
    assert picked_pages(scan(tmp_path))[1] == "application/pdf"
    for name, kind in (("a.png", "image/png"), ("a.tif", "application/pdf")):
        Image.new("RGB", (80, 100), "white").save(tmp_path / name)
        data, media_type = picked_pages(tmp_path / name)
        assert media_type == kind
        assert data.startswith(b"%PDF") is (kind == "application/pdf")


def test_what_cannot_be_shown_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problem) as gone:
        picked_pages(tmp_path / "gone.pdf")
    assert gone.value.code == "file-unreadable"
    monkeypatch.setattr(file_intake, "READ_WHOLE", 100)
    with pytest.raises(Problem) as large:
        picked_pages(scan(tmp_path))
    assert large.value.code == "file-not-shown"
