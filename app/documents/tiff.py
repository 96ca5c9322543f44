"""TIFF, as scanners and fax machines write it: how many pages, and the same pages as a PDF.

The promise: the file is kept as it came; the PDF is for looking and printing alone. Nothing is
followed, and a file that cannot be read to its last page is refused with the reason.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from app.domain.errors import Problem

MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""Little and big end first, the usual and the large kind (TIFF 6.0 section 2; BigTIFF)."""

MOST_PAGES = 5_000
MOST_PIXELS = 120_000_000
"""Of one page: Tabloid paper at 600 dots to the inch has 67 million."""

MEDIA_TYPE = "image/tiff"
_DOTS = 200
_PLAIN = frozenset({"1", "L", "RGB"})
_QUALITY = 90
_BROKEN = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    MemoryError,
    RuntimeError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""Whatever the reader says about bytes that make no sense to it."""


def is_tiff(data: bytes) -> bool:
    """Whether the first bytes say so."""
    return data[:4] in MARKS


def count_pages(data: bytes) -> int:
    """How many pages a TIFF has; the last one is read whole, since files are cut short at the end.

    Raises:
        Problem: it is damaged or too large.
    """
    with _opened(data) as image:
        pages = 0
        for _ in _frames(image):
            pages += 1
        image.load()
    return pages


def as_pdf(data: bytes) -> bytes:
    """The pages as a PDF, in their own size.

    Raises:
        Problem: it is damaged or too large.
    """
    # 13 MB that most days do without
    from pypdf import PdfWriter  # noqa: PLC0415

    whole, out = PdfWriter(), BytesIO()
    with _opened(data) as image:
        for _ in _frames(image):
            page, sheet = image if image.mode in _PLAIN else image.convert("RGB"), BytesIO()
            how = {} if page.mode == "1" else {"quality": _QUALITY}
            page.save(sheet, "PDF", dpi=_dots(image), **how)
            whole.append(sheet, import_outline=False)
    whole.write(out)
    return out.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[TiffImageFile]:
    try:
        with TiffImageFile(BytesIO(data)) as image:
            yield image
    except _BROKEN:
        raise _damaged() from None


def _frames(image: TiffImageFile) -> Iterator[int]:
    for number in range(MOST_PAGES + 1):
        try:
            image.seek(number)
        except EOFError:
            return
        if number == MOST_PAGES or image.width * image.height > MOST_PIXELS:
            raise ValueError
        yield number


def _dots(image: TiffImageFile) -> tuple[float, float]:
    """Dots to the inch; fax machines use another number across than down."""
    across, down = image.info.get("dpi", (_DOTS, _DOTS))
    sane = 20 <= across <= 2400 and 20 <= down <= 2400
    return (float(across), float(down)) if sane else (float(_DOTS), float(_DOTS))


def _damaged() -> Problem:
    return Problem(
        "scan-damaged",
        "This picture is damaged or too large to read.",
        unharmed="Nothing was added.",
        next_step="Scan the page again, or choose another file.",
    )
