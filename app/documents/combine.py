"""Several papers of ours put into one file, so that a mail day prints in one job.

The promise: pages keep their sizes and order, equal input gives equal bytes, and the file's
description names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ByteStringObject, NameObject

from app.documents.sheet import CREATOR
from app.domain.errors import Problem


def combine_pdfs(papers: Iterable[bytes], title: str) -> bytes:
    """All pages of the papers, one after the other; ``title`` says what kind of papers they are.

    Raises:
        Problem: there are none, or one of them is no readable PDF.
    """
    writer = PdfWriter()
    for paper in papers:
        try:
            writer.append(PdfReader(BytesIO(paper)), import_outline=False)
        except (PyPdfError, ValueError, KeyError, AssertionError, RecursionError):
            raise Problem(
                "combine-unreadable",
                "One of the papers cannot be read and was not put together with the others.",
                next_step="Make that paper again.",
            ) from None
    if not writer.pages:
        raise Problem("combine-nothing", "There are no papers to put together.")
    writer.metadata = {
        "/Title": title,
        "/Author": CREATOR,
        "/Creator": CREATOR,
        "/Producer": CREATOR,
    }
    writer.create_viewer_preferences()[NameObject("/PrintScaling")] = NameObject("/None")
    writer.root_object[NameObject("/Lang")] = ByteStringObject(b"en-US")
    writer.compress_identical_objects(remove_unreferenced=True)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
