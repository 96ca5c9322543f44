"""The log says what happened and where in the program, never who it was about.

The promise: exception texts, SQL parameters and object contents do not reach the file; only types
and places of errors do. Of what a library logs, only its name and the place reach it, since
libraries quote what they read. The file is private before it is opened and its size is capped.
"""

from __future__ import annotations

import faulthandler
import logging
import re
import traceback
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from app.system.private_files import FILE_MODE, make_private_folder

LOG_NAME = "app.log"
CRASH_NAME = "crash.log"
LARGEST_FILE = 1_000_000
OLD_FILES = 4
_LONGEST_LINE = 2000
OURS = "app"
"""The package whose messages are written by us and name nobody."""

_CODE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*|[0-9A-Z]{4}(?:-[0-9A-Z]{4})?")
"""Codes of problems, names of steps, versions and reference numbers of faults; people's names have
capitals and blanks."""

ErrorInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class SafeFormatter(logging.Formatter):
    """Prints types and places of errors, and keeps every record on its own line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One line per record, and the places of its error below."""
        # Another handler may have cached the unsafe text; it must not be taken over.
        record.exc_text = None
        record.message = _safe_message(record)
        line = self._line(record)
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line

    def _line(self, record: logging.LogRecord) -> str:
        record.asctime = self.formatTime(record, self.datefmt)
        return _one_line(self.formatMessage(record))

    def formatException(self, ei: ErrorInfo) -> str:
        """Types and places along the chain of causes."""
        return "\n".join(_places(ei[1]))


class PrivateRotatingHandler(RotatingFileHandler):
    """A rotating file that nobody else may read."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).touch(mode=FILE_MODE, exist_ok=True)
        return super()._open()


def start_logging(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Send every record to ``app.log`` in the folder; returns the handler, to stop it again."""
    make_private_folder(folder)
    handler = PrivateRotatingHandler(
        folder / LOG_NAME,
        maxBytes=LARGEST_FILE,
        backupCount=OLD_FILES,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(SafeFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # These libraries name statements and values at debug level.
    for noisy in ("sqlalchemy", "alembic", "reportlab", "pypdf"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # The standard handler of last resort prints to stderr, which a windowed program has not got.
    logging.raiseExceptions = False
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Close what ``start_logging`` opened."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def watch_for_crashes(folder: Path) -> TextIO:
    """Let a crash of the interpreter itself leave its stack (function names only) in a file."""
    path = make_private_folder(folder) / CRASH_NAME
    path.touch(mode=FILE_MODE, exist_ok=True)
    file = path.open("a", encoding="utf-8")
    faulthandler.enable(file)
    return file


def _safe_message(record: logging.LogRecord) -> str:
    """The message with its values, where numbers and codes may stay."""
    if record.name.partition(".")[0] != OURS or not isinstance(record.msg, str):
        return f"({record.filename}:{record.lineno})"
    try:
        if not record.args:
            return record.msg
        args = record.args
        if isinstance(args, tuple):
            return record.msg % tuple(_safe_value(value) for value in args)
        return record.msg % {key: _safe_value(value) for key, value in args.items()}
    except (TypeError, ValueError, KeyError):
        return "(a log line that could not be put together)"


def _safe_value(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    # Texts, domain values and exceptions may carry what people typed: name their type only.
    return f"<{type(value).__qualname__}>"


def _one_line(text: str) -> str:
    kept = "".join(letter if letter.isprintable() else "?" for letter in text)
    return kept if len(kept) <= _LONGEST_LINE else kept[:_LONGEST_LINE] + "..."


def _places(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
