"""Is every byte of a store what was written? The whole check set, each check on its own connection.

After the first bad page a connection reports unrelated pages, so none is used twice. All rows of
every check are read: the first one alone hides damage. The log file is moved into the main file
before the pages' seals are checked, which otherwise gives false alarms after a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from app.domain.audit_chain import Anchor, Seal
from app.domain.errors import Problem
from app.storage.audit_trail import AuditTrail
from app.storage.connecting import connect
from app.storage.engines import single_connection
from app.storage.faults import told_plainly
from app.storage.root_keys import RootKeys
from app.system.clock import Clock
from app.system.known_answers import broken_self_test

LOWEST_SQLITE = (3, 51, 3)
_MOST_FINDINGS = 20
_LOG = "the log file"
_BUSY_LOG = "was in use and could not be emptied"

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """What the check set found.

    Attributes:
        findings: one plain line each; empty when everything is as it was written.
        only_unused_pages: the content is whole and only free pages are bad; a fresh copy by
            ``VACUUM INTO`` repairs that.
        audit_head: number and mac of the last event, when it could be read.
        counts: rows by table, when they could be read.
    """

    findings: tuple[str, ...]
    only_unused_pages: bool = False
    audit_head: tuple[int, bytes] = (0, b"")
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def only_in_use(self) -> bool:
        """Whether somebody at work stood in the way and nothing else was found."""
        return self.findings == (f"{_LOG}: {_BUSY_LOG}",)


def check_database_library() -> None:
    """At every start: the library encrypts, has full-text search and no known way to lose data.

    Raises:
        Problem: ``self-test``.
    """
    with closing(dbapi2.connect(":memory:")) as connection:
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise broken_self_test("the database library does not encrypt")
        if dbapi2.sqlite_version_info < LOWEST_SQLITE:
            raise broken_self_test("the database library is too old")
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
        except dbapi2.Error:
            raise broken_self_test("the database library cannot search texts") from None


def check_file(
    path: Path,
    keys: RootKeys,
    clock: Clock,
    *,
    anchors: Sequence[Anchor | Seal] = (),
    step: Step = lambda _name: None,
    word_by_word: bool = True,
) -> IntegrityReport:
    """Run the whole set on a database file that may be in use by this process.

    Args:
        path: the live database or a copy.
        keys: its root keys.
        clock: the program's clock.
        anchors: what is known about the audit trail from outside.
        step: told the name of each check before it runs; may raise to cancel.
        word_by_word: compare the search index with every text, too; a fresh copy of a store
            that is checked every day does without, which is ten times faster (measured).
    """
    run = _Run(path, keys)
    step("pages")
    pages_ok = run.check("the database's structure", _structure)
    step("log")
    run.check(_LOG, _checkpoint)
    step("seals")
    seals_ok = run.check("the pages' seals", _page_seals)
    step("links")
    run.check("links between tables", _foreign_keys)
    step("search")
    run.check("the search index", lambda c: _search_index(c, word_by_word=word_by_word))
    step("audit")
    head = run.look("the audit trail", lambda c: _audit(c, clock, anchors))
    counts = run.look("the tables", _counts)
    return IntegrityReport(
        tuple(run.findings[:_MOST_FINDINGS]),
        only_unused_pages=pages_ok and not seals_ok and len(run.failed) == 1,
        audit_head=head or (0, b""),
        counts=counts or (),
    )


class _Run:
    """Collects findings; a check that cannot even run is a finding."""

    def __init__(self, path: Path, keys: RootKeys) -> None:
        self._path = path
        self._keys = keys
        self.findings: list[str] = []
        self.failed: list[str] = []

    def check(self, name: str, look: Callable[[Any], list[str]]) -> bool:
        try:
            with told_plainly(), closing(connect(self._path, self._keys)) as connection:
                found = look(connection)
        except (Problem, dbapi2.Error):
            found = ["could not be read"]
        self._note(name, found)
        return not found

    def look(self, name: str, look: Callable[[Connection], Any]) -> Any:
        try:
            with single_connection(self._path, self._keys) as connection:
                connection.exec_driver_sql("BEGIN")
                value, found = look(connection)
        # Damaged rows can surface as any error while values are being built from them.
        except Exception:  # noqa: BLE001
            value, found = None, ["could not be read"]
        self._note(name, found)
        return value

    def _note(self, name: str, found: list[str]) -> None:
        if found:
            self.failed.append(name)
            self.findings += [f"{name}: {line}" for line in found]


def _structure(connection: Any) -> list[str]:
    rows = connection.execute("PRAGMA integrity_check").fetchall()
    return [] if rows == [("ok",)] else [f"{len(rows)} faults"]


def _checkpoint(connection: Any) -> list[str]:
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return [_BUSY_LOG] if busy else []


def _page_seals(connection: Any) -> list[str]:
    rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return [f"{len(rows)} pages are not as written"] if rows else []


def _foreign_keys(connection: Any) -> list[str]:
    rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [f"{len(rows)} rows without their parent"] if rows else []


def _search_index(connection: Any, *, word_by_word: bool) -> list[str]:
    try:
        # 1 asks for a comparison with the texts themselves.
        connection.execute(
            "INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', ?)",
            (int(word_by_word),),
        )
    except dbapi2.DatabaseError:
        return ["does not match the texts"]
    return []


def _audit(
    connection: Connection, clock: Clock, anchors: Sequence[Anchor | Seal]
) -> tuple[tuple[int, bytes], list[str]]:
    trail = AuditTrail(connection, clock)
    report = trail.verify(anchors)
    return trail.head(), [] if report.intact else [report.fault]


def _counts(connection: Connection) -> tuple[tuple[tuple[str, int], ...], list[str]]:
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'search_words%' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).scalars()
    return tuple(
        (name, int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()))
        for name in list(names)
    ), []
