"""The one lock around PDFium, which must not be used by two threads at once, even on two files."""

from __future__ import annotations

from threading import RLock

PDFIUM = RLock()
