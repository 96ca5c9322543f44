"""Several finished papers put one after the other into one PDF."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from app.documents.copying import describe_copy, readable_or
from app.domain.errors import Problem


def joined(papers: Sequence[bytes], title: str) -> bytes:
    """The pages of all papers in their order, each of its own size.

    Raises:
        Problem: one of them cannot be read.
    """
    if len(papers) == 1:
        return papers[0]
    # 13 MB that most days do without
    from pypdf import PdfWriter  # noqa: PLC0415

    buffer = BytesIO()
    with readable_or(_unreadable()):
        # the first one brings the order not to scale the pages along
        writer = PdfWriter(clone_from=BytesIO(papers[0]))
        for paper in papers[1:]:
            writer.append(BytesIO(paper), import_outline=False)
        describe_copy(writer, title)
        writer.write(buffer)
    return buffer.getvalue()


def _unreadable() -> Problem:
    return Problem(
        "paper-unreadable",
        "One of these papers cannot be read.",
        unharmed="No file was written.",
        next_step="Make the papers anew.",
    )
