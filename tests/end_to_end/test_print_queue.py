"""Letter and envelope through a real print queue: one job each, right size, right content.

The queue is a CUPS server of the test's own; its printers keep the jobs they are given.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.end_to_end.private_cups import KeptJob, PrivateCups, private_cups, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "can be tried")

ROOT = Path(__file__).parents[2]
DPI = 100


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with private_cups() as server:
        yield server


def printed(cups: PrivateCups, folder: Path, printer: str) -> list[KeptJob]:
    """Print through the dialog; the jobs that arrived at the printers so far."""
    before = len(cups.jobs(0))
    environment = cups.environment | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.print_papers", str(folder), printer],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return cups.jobs(before + 2)[before:]


def picture(data: bytes) -> Image.Image:
    """The only page as it would lie in the printer, in grey."""
    document = pdfium.PdfDocument(io.BytesIO(data))
    try:
        assert len(document) == 1
        page = document[0].render(scale=DPI / 72).to_pil().convert("L")
    finally:
        document.close()
    return page


def ink_missing(one: Image.Image, other: Image.Image) -> float:
    """Which part of the ink of one page has no ink of the other within two dots."""
    thick = other.filter(ImageFilter.MinFilter(5))
    dark = one.point(lambda grey: 255 if grey < 128 else 0)
    lacking = ImageChops.multiply(dark, thick.point(lambda grey: 255 if grey > 200 else 0))
    total = sum(dark.histogram()[128:])
    return sum(lacking.histogram()[128:]) / total if total else 1.0


def same_page(printed_page: Image.Image, kept_page: Image.Image) -> None:
    assert abs(printed_page.width - kept_page.width) <= 2
    assert abs(printed_page.height - kept_page.height) <= 2
    fitted = printed_page.resize(kept_page.size)
    assert ink_missing(kept_page, fitted) < 0.02
    assert ink_missing(fitted, kept_page) < 0.02


@pytest.mark.parametrize("knows_envelopes", [True, False], ids=["with driver", "driverless"])
def test_letter_and_envelope_arrive_as_drawn(
    cups: PrivateCups, tmp_path: Path, knows_envelopes: bool
) -> None:
    printer = "laser" if knows_envelopes else "plain"
    cups.add_printer(printer, knows_envelopes=knows_envelopes)
    letter, envelope = printed(cups, tmp_path, printer)
    number = (tmp_path / "request.txt").read_text()

    assert (letter.title, envelope.title) == (f"Cover letter {number}", f"Envelope {number}")
    for job in (letter, envelope):
        assert job.copies == 1
        assert "Nguy" not in job.title + job.options
        assert "landscape" not in job.options.split()  # nothing left for the driver to turn
    assert "media=Letter" in letter.options
    assert "media=Env10" in envelope.options or "297x684" in envelope.options

    size = pdfium.PdfDocument(io.BytesIO(envelope.data))[0].get_size()
    assert size == pytest.approx((297, 684), abs=1)
    same_page(picture(letter.data), picture((tmp_path / "cover_letter.pdf").read_bytes()))
    kept = picture((tmp_path / "envelope.pdf").read_bytes())
    assert kept.width > kept.height
    # stood on its short edge, turned left: turned right again it reads as it was drawn
    same_page(picture(envelope.data).transpose(Image.Transpose.ROTATE_270), kept)


def test_a_printer_that_is_not_there_is_noticed(cups: PrivateCups, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.print_papers", str(tmp_path), "gone"],
        env=os.environ
        | cups.environment
        | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 3
