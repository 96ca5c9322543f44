"""Nothing marked reaches the log, whatever is raised or logged (part of F20)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.staff import Actor
from app.system.logs import SafeFormatter, start_logging, stop_logging, watch_for_crashes

MARK = "ZEBULON-PHI"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    before = (logging.getLogger().level, logging.raiseExceptions)
    handler = start_logging(tmp_path / "logs")
    yield tmp_path / "logs" / "app.log"
    stop_logging(handler)
    logging.getLogger().setLevel(before[0])
    logging.raiseExceptions = before[1]


def _raise_chain() -> None:
    try:
        int(MARK)
    except ValueError as error:
        raise RuntimeError(f"while reading {MARK}") from error


def test_errors_leave_types_and_places_only(log_file: Path) -> None:
    logger = logging.getLogger("app.test")
    try:
        _raise_chain()
    except RuntimeError:
        logger.info("saving failed after %d rows", 7, exc_info=True)
    text = log_file.read_text()
    assert MARK not in text
    assert "saving failed after 7 rows" in text
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py:" in text


def test_objects_and_exceptions_as_values_leave_their_type(log_file: Path) -> None:
    logger = logging.getLogger("app.test")
    logger.info("value %s and %s", Actor(1, MARK), ValueError(MARK))
    logger.info("by name %(who)s", {"who": [MARK]})
    logger.info("wrong %d", "number")
    text = log_file.read_text()
    assert MARK not in text
    assert "<Actor>" in text
    assert "<ValueError>" in text
    assert "could not be put together" in text


def test_what_libraries_say_leaves_their_name_and_place(log_file: Path) -> None:
    """They quote what they read: a broken PDF's letters, a page's words."""
    logging.getLogger("pypdf").warning("invalid pdf header: ZEBULON-PHI")
    logging.getLogger("py.warnings").warning("%s", MARK)
    logging.getLogger().warning(MARK)
    text = log_file.read_text()
    assert MARK not in text
    assert text.count("(test_logs.py:") == 3
    assert "WARNING pypdf" in text


def test_texts_and_exceptions_as_messages_do_not_stay(log_file: Path) -> None:
    logger = logging.getLogger("app.test")
    logger.info("step %s of %s", "copy.pages", "Zebulon Phi")
    logger.info("fault %s in %s", "7F3K-9QXA", "1.0.12")
    logger.info(ValueError(MARK))
    text = log_file.read_text()
    assert MARK not in text
    assert "Zebulon" not in text
    assert "step copy.pages of <str>" in text
    assert "fault 7F3K-9QXA in 1.0.12" in text


def test_one_record_is_one_line(log_file: Path) -> None:
    text = "a\nb\x1b[31m\u202ec" + "x" * 5000
    logging.getLogger("app.test").info(text)
    lines = log_file.read_text().splitlines()
    assert len(lines) == 1
    assert "\x1b" not in lines[0]
    assert len(lines[0]) < 2100


def test_files_are_private_and_limited(log_file: Path) -> None:
    logger = logging.getLogger("app.test")
    for _ in range(1200):
        logger.info("x" * 1900)
    files = sorted(log_file.parent.iterdir())
    assert [f.name for f in files][:2] == ["app.log", "app.log.1"]
    assert all(f.stat().st_mode & 0o077 == 0 and f.stat().st_size < 1_010_000 for f in files)


def test_a_cached_unsafe_text_is_not_taken_over() -> None:
    record = logging.LogRecord("n", logging.INFO, "p", 1, "m", None, None)
    record.exc_text = MARK
    assert MARK not in SafeFormatter().format(record)


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = ValueError(MARK), TypeError(MARK)
    first.__context__, second.__context__ = second, first
    text = SafeFormatter().formatException((ValueError, first, None))
    assert text.splitlines() == ["builtins.ValueError", "builtins.TypeError"]


def test_crash_file_is_private(tmp_path: Path) -> None:
    import faulthandler

    was_on = faulthandler.is_enabled()
    faulthandler.disable()
    file = watch_for_crashes(tmp_path / "logs")
    assert faulthandler.is_enabled()
    faulthandler.disable()
    file.close()
    if was_on:
        faulthandler.enable()
    assert (tmp_path / "logs" / "crash.log").stat().st_mode & 0o077 == 0
