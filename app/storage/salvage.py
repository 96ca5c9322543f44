"""Reads what can still be read of a damaged store, row by row, and puts it into a new one.

The promise: the damaged file is only read, from a copy of it; a bad page costs the rows on it and
no others; what it cost is counted, and filled from a backup where that has the same rows. Every
fault makes the connection unreliable, so each is followed by a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from app.storage.connecting import Connection, connect, create_file, read_whole
from app.storage.engines import single_connection
from app.storage.faults import StoreDamaged, told_plainly
from app.storage.integrity import Step
from app.storage.migrate import migrate, newest_schema, schema_of
from app.storage.root_keys import RootKeys

_AT_ONCE = 500
_FARTHEST = 1 << 40
_FAULTS = (dbapi2.Error, MemoryError)
Row = tuple[Any, ...]
Gap = tuple[int, int | None]
"""First and last number of rows that could not be read; None when it reaches to the end."""


@dataclass(frozen=True, slots=True)
class SavedTable:
    """What became of one table.

    Attributes:
        saved: rows read from the damaged file.
        from_backup: rows that could not be read and were taken from a backup, as they were then.
        lost: rows that are in neither, as far as they can be counted.
        end_lost: whether the newest rows may be missing, uncounted.
    """

    name: str
    saved: int
    from_backup: int = 0
    lost: int = 0
    end_lost: bool = False

    @property
    def whole(self) -> bool:
        """Whether every row is there."""
        return not self.lost and not self.end_lost


class TableScan:
    """One pass over a table of a damaged file.

    Attributes:
        gaps: what could not be read, once the pass is through.
    """

    def __init__(self, path: Path, keys: RootKeys, table: str, columns: Sequence[str]) -> None:
        self._path, self._keys = path, keys
        names = ", ".join(f'"{name}"' for name in ("rowid", *columns))
        end = f'FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT ?'
        self._rows, self._next = f"SELECT {names} {end}", f"SELECT rowid {end}"
        self._connection: Connection | None = None
        self.gaps: list[Gap] = []

    def rows(self) -> Iterator[Row]:
        """Every row that can be read, its number first."""
        after, size = 0, _AT_ONCE
        try:
            while True:
                found = self._ask(self._rows, after, size)
                if found is not None:
                    yield from found
                    if len(found) < size:
                        return
                    after, size = found[-1][0], min(_AT_ONCE, 2 * size)
                elif size > 1:
                    size = max(1, size // 8)
                else:
                    beyond = self._beyond(after)
                    if beyond is None:
                        return
                    after = beyond
        finally:
            self._let_go()

    def _beyond(self, after: int) -> int | None:
        """Past the rows that cannot be read; None when nothing readable follows."""
        found = self._ask(self._next, after, 1)
        if found:
            # Its number can be read but not its content, which lies on a page of its own.
            self.gaps.append((found[0][0], found[0][0]))
            return int(found[0][0])
        if found is not None:
            return None
        low, jump = after, 1
        while self._ask(self._next, after + jump, 1) is None:
            low, jump = after + jump, 2 * jump
            if jump > _FARTHEST:
                self.gaps.append((after + 1, None))
                return None
        first = self._first_readable(low, after + jump)
        self.gaps.append((after + 1, None if first is None else first - 1))
        return None if first is None else first - 1

    def _first_readable(self, low: int, high: int) -> int | None:
        while high - low > 1:
            middle = (low + high) // 2
            if self._ask(self._next, middle, 1) is None:
                low = middle
            else:
                high = middle
        found = self._ask(self._next, high, 1)
        return int(found[0][0]) if found else None

    def _ask(self, question: str, after: int, most: int) -> list[Row] | None:
        """The answer, or None when a bad page stood in the way."""
        try:
            if self._connection is None:
                self._connection = connect(self._path, self._keys)
            found = list(self._connection.execute(question, (after, most)).fetchall())
            if read_whole(self._connection):
                return found
        except _FAULTS:
            pass
        self._let_go()
        return None

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def tables_of(path: Path, keys: RootKeys) -> dict[str, tuple[str, ...]]:
    """The ordinary tables of a store with their columns.

    Raises:
        StoreDamaged: not even that can be read.
    """
    with told_plainly(), closing(connect(path, keys)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
            "AND name NOT LIKE 'search_words%' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        return {
            name: tuple(
                row[1] for row in connection.execute(f'PRAGMA table_info("{name}")').fetchall()
            )
            for (name,) in names
        }


def salvage(
    damaged: Path, keys: RootKeys, target: Path, *, backup: Path | None, step: Step
) -> tuple[SavedTable, ...]:
    """Make a new store of what can be read of a damaged one.

    Args:
        damaged: a copy of the damaged file; it is read, and its log is emptied into it.
        keys: the live root keys.
        target: the new database, which must not exist yet.
        backup: a copy of a backup's database, to fill gaps from.
        step: told the name of each table; may raise to cancel.

    Raises:
        StoreDamaged: nothing can be read, or it was written by an older program.
    """
    tables = tables_of(damaged, keys)
    with single_connection(damaged, keys) as connection:
        if schema_of(connection) != newest_schema():
            raise StoreDamaged("The damaged file was last used with an older ChartPost.")
    create_file(target, keys).close()
    with single_connection(target, keys) as connection:
        migrate(connection)
    saved = []
    with told_plainly(), closing(connect(target, keys)) as into, _bare(into):
        for name, columns in tables.items():
            step(name)
            scan = TableScan(damaged, keys, name, columns)
            count = _insert(into, name, columns, scan.rows())
            filled = _fill(into, keys, backup, (name, columns), scan.gaps)
            saved.append(_counted(name, count, filled, scan.gaps))
        orphans = _without_orphans(into)
    return tuple(replace(each, lost=each.lost + orphans.get(each.name, 0)) for each in saved)


def _insert(into: Connection, table: str, columns: Sequence[str], rows: Iterator[Row]) -> int:
    before = into.total_changes
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    into.executemany(
        f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({places})',
        (row[1:] for row in rows),
    )
    return int(into.total_changes - before)


def _fill(
    into: Connection,
    keys: RootKeys,
    backup: Path | None,
    table: tuple[str, Sequence[str]],
    gaps: Sequence[Gap],
) -> int:
    if backup is None or not gaps:
        return 0
    name, columns = table
    scan = TableScan(backup, keys, name, columns)
    missing = (row for row in scan.rows() if any(_within(row[0], gap) for gap in gaps))
    try:
        return _insert(into, name, columns, missing)
    except StoreDamaged:
        # Another practice's backup, or one under keys that were changed since.
        return 0


def _within(number: int, gap: Gap) -> bool:
    return number >= gap[0] and (gap[1] is None or number <= gap[1])


def _counted(name: str, saved: int, filled: int, gaps: Sequence[Gap]) -> SavedTable:
    known = sum(last - first + 1 for first, last in gaps if last is not None)
    at_end = any(last is None for _, last in gaps)
    return SavedTable(name, saved, filled, max(0, known - filled), at_end and not filled)


@contextmanager
def _bare(into: Connection) -> Iterator[None]:
    """One transaction without links and triggers, which are for people's changes, not for this."""
    into.execute("PRAGMA foreign_keys=OFF")
    into.execute("BEGIN IMMEDIATE")
    triggers = into.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        into.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, text in triggers:
        into.execute(text)
    into.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")
    into.execute("COMMIT")


def _without_orphans(into: Connection) -> dict[str, int]:
    """Rows whose parent is lost say nothing; how many went, by table."""
    gone: dict[str, int] = {}
    while found := into.execute("PRAGMA foreign_key_check").fetchall():
        for table, number in {(row[0], row[1]) for row in found}:
            into.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))
            gone[table] = gone.get(table, 0) + 1
    return gone
