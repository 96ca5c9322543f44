"""Finished PDFs copied with pypdf into new ones: reprints, and papers put together.

The promise: whatever is wrong with a paper, it is told as one problem; the new file's description
says what kind of paper it is and names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.documents.sheet import CREATOR
from app.domain.errors import Problem

if TYPE_CHECKING:
    from pypdf import PdfWriter


@contextmanager
def readable_or(problem: Problem) -> Iterator[None]:
    """Raise this problem when the paper that is read inside the block is broken."""
    try:
        yield
    # pypdf meets broken files with errors of nearly every type
    except Exception:  # noqa: BLE001
        raise problem from None


def describe_copy(writer: PdfWriter, title: str) -> None:
    """Fill in the new file's own description."""
    writer.metadata = {
        "/Title": title,
        "/Author": CREATOR,
        "/Creator": CREATOR,
        "/Producer": CREATOR,
    }
