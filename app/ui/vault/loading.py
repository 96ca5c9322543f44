"""What is loaded after the first paint, on the writer thread: log, libraries, self-test."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TextIO

from app import __version__
from app.storage.integrity import check_database_library
from app.system.known_answers import check_known_answers
from app.system.logs import start_logging, watch_for_crashes

LOG = logging.getLogger(__name__)
_kept_open: list[TextIO] = []


def load(logs: Path) -> None:
    """Start the log and compare the cryptographic libraries with known answers.

    Raises:
        Problem: ``self-test`` or a database library that must not be trusted with records.
    """
    if not _kept_open:
        start_logging(logs)
        _kept_open.append(watch_for_crashes(logs))
    LOG.info("start %s", __version__)
    check_known_answers()
    check_database_library()
