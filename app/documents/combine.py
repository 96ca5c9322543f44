"""Several papers of ours put into one file, so that a mail day prints in one job.

The promise: pages keep their sizes and order, equal input gives equal bytes, and the file's
description names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ByteStringObject, NameObject

from app.documents.copying import describe_copy, readable_or
from app.domain.errors import Problem


def combine_pdfs(papers: Iterable[bytes], title: str) -> bytes:
    """All pages of the papers, one after the other; ``title`` says what kind of papers they are.

    Raises:
        Problem: there are none, or one of them is no readable PDF.
    """
    writer = PdfWriter()
    for paper in papers:
        with readable_or(_unreadable()):
            writer.append(PdfReader(BytesIO(paper)), import_outline=False)
    if not writer.pages:
        raise Problem("combine-nothing", "There are no papers to put together.")
    describe_copy(writer, title)
    writer.create_viewer_preferences()[NameObject("/PrintScaling")] = NameObject("/None")
    writer.root_object[NameObject("/Lang")] = ByteStringObject(b"en-US")
    writer.compress_identical_objects(remove_unreferenced=True)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _unreadable() -> Problem:
    return Problem(
        "combine-unreadable",
        "One of the papers cannot be read and was not put together with the others.",
        next_step="Make that paper again.",
    )
