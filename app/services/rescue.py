"""A damaged store: save what can be read as lists, or make a whole store of it. Works while locked.

Promise: the damaged files are only read; nothing takes their place before the person has seen what
was saved and what was lost; they are kept. Supports 45 CFR 164.308(a)(7)(ii)(B), data recovery.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.errors import NotPermitted, Problem
from app.domain.staff import Actor, Operation, Role, is_permitted
from app.exchange.csv_writer import Cell, write_csv
from app.services.entry import EXPORTED, Entry
from app.services.progress import Progress
from app.services.restoring import member_in
from app.storage.backup_shelf import BackupInfo, list_backups
from app.storage.faults import files_told_plainly
from app.storage.integrity import Step
from app.storage.key_slots import WrongPassword, open_slot
from app.storage.keyring import load_keyring
from app.storage.repair import DamagedStore
from app.storage.root_keys import RootKeys
from app.storage.salvage import SavedTable
from app.storage.staff import tidy_login
from app.system.private_files import free_name, make_private_folder

_STAGES = ("copy", "pages", "log", "seals", "links", "search", "audit")
_INSIDE = frozenset(
    {"store_info", "setting", "draft", "attachment_chunk", "audit_head", "label_sheet"}
)
"""Not for people's eyes: keys, half-filled forms, pieces of files, the program's own notes."""


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    login: str
    name: str = field(repr=False)
    role: Role
    active: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """What could be saved, table by table, and where it is.

    Attributes:
        backup: the backup that gaps were filled from, if there was one.
    """

    tables: tuple[SavedTable, ...]
    folder: Path | None = None
    backup: BackupInfo | None = None

    @property
    def rows(self) -> int:
        """Rows read from the damaged file."""
        return sum(each.saved for each in self.tables)

    @property
    def from_backup(self) -> int:
        """Rows as a backup has them."""
        return sum(each.from_backup for each in self.tables)

    @property
    def lost(self) -> int:
        """Rows that are nowhere, as far as they can be counted."""
        return sum(each.lost for each in self.tables)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return all(each.whole for each in self.tables)


class Rescue:
    """From a password to what is left of the data."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._open: DamagedStore | None = None
        self._person: _Person | None = None
        self._saved: Saved | None = None

    def export(
        self, *, login: str, password: str, folder: Path, progress: Progress | None = None
    ) -> Saved:
        """Write each readable table as a CSV file into a new folder inside ``folder``.

        The program's trail cannot be written now; the event joins it at the next unlock.

        Raises:
            WrongPassword: unknown, wrong or disabled, without saying which.
            NotPermitted: neither privacy officer nor administrator.
            Problem: nothing can be read, or the place cannot be written.
        """
        store = self._enter(login, password, Operation.EXPORT)
        try:
            now = self._entry.clock.today()
            with files_told_plainly():
                place = free_name(folder / f"ChartPost readable tables {now.isoformat()}")
                make_private_folder(place)
            self._entry.note(login=login, result=EXPORTED)
            tables = {k: v for k, v in store.tables().items() if _for_people(k)}
            saved = []
            for number, (name, columns) in enumerate(tables.items()):
                if progress is not None:
                    progress.step(number, len(tables))
                scan = store.scan(name, columns)
                written = write_csv(place / f"{name}.csv", columns, _cells(scan.rows()))
                lost = sum(last - first + 1 for first, last in scan.gaps if last is not None)
                at_end = any(last is None for _, last in scan.gaps)
                saved.append(SavedTable(name, written.row_count, lost=lost, end_lost=at_end))
        finally:
            self.forget()
        return Saved(tuple(saved), place)

    def repair(self, *, login: str, password: str, progress: Progress | None = None) -> Saved:
        """Make a whole store beside the damaged one; it waits for :meth:`put_in_place`.

        Raises:
            WrongPassword: unknown, wrong or disabled, without saying which.
            NotPermitted: not an administrator.
            Problem: ``store-damaged`` when what can be read does not make a whole store.
        """
        store = self._enter(login, password, Operation.RESTORE)
        try:
            backup = self._backup()
            tables = store.repair(backup, _steps(progress))
        except BaseException:
            self.forget()
            raise
        used = backup if any(each.from_backup for each in tables) else None
        self._saved = Saved(tables, backup=used)
        return self._saved

    def put_in_place(self) -> None:
        """Use the repaired store from now on; the damaged files go to quarantine.

        Raises:
            Problem: there is none, or it could not be moved.
        """
        store, person, saved = self._open, self._person, self._saved
        if store is None or person is None or saved is None:
            raise Problem(
                "no-repair-waiting",
                "There is no repaired data file waiting.",
                next_step="Begin the repair again.",
            )
        try:
            store.put_in_place(Actor(person.id, person.name), saved.tables)
        finally:
            self.forget()

    def forget(self) -> None:
        """Drop what was made and not put in place; the damaged files are as they were."""
        store, self._open = self._open, None
        self._person = self._saved = None
        if store is not None:
            store.close()

    def _enter(self, login: str, password: str, operation: Operation) -> DamagedStore:
        self.forget()
        keys, user = self._entry.count(
            lambda: self._keys(login, password), login=login, result="wrong-password"
        )
        store = DamagedStore(self._entry.folder, keys, self._entry.clock)
        self._open = store
        try:
            self._person = _permitted(self._person_of(store, user, login), operation)
        except BaseException:
            self.forget()
            raise
        return store

    def _keys(self, login: str, password: str) -> tuple[RootKeys, int]:
        ring, _ = load_keyring(self._entry.folder.keyring)
        slot = ring.for_login(tidy_login(login))
        if slot is None or slot.user is None:
            raise WrongPassword
        return open_slot(ring.vault, slot, password), slot.user

    def _person_of(self, store: DamagedStore, user: int, login: str) -> _Person | None:
        """As the damaged file knows them; where that cannot be read, as the newest backup does."""
        scan = store.scan("staff", ("login", "name", "role", "active"))
        for number, *rest in scan.rows():
            if number == user:
                return _Person(number, rest[0], rest[1], Role(rest[2]), bool(rest[3]))
        backup = self._backup()
        if backup is None:
            return None
        known = member_in(backup, store.keys, self._entry.clock, login)
        if known is None or known.id != user:
            return None
        return _Person(known.id, known.login, known.name, known.role, known.active)

    def _backup(self) -> BackupInfo | None:
        """The newest backup of this very store."""
        ring, _ = load_keyring(self._entry.folder.keyring)
        found = list_backups(self._entry.folder.backups)
        return next((info for info in found if info.vault == ring.vault), None)


def _permitted(person: _Person | None, operation: Operation) -> _Person:
    if person is None or not person.active:
        raise WrongPassword
    if not is_permitted(person.role, operation):
        raise NotPermitted(operation.value)
    return person


def _for_people(table: str) -> bool:
    return table not in _INSIDE and not table.startswith("search_")


def _cells(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [part.hex() if isinstance(part, bytes) else part for part in row[1:]]


def _steps(progress: Progress | None) -> Step:
    def step(name: str) -> None:
        if progress is not None:
            progress.step(_STAGES.index(name) if name in _STAGES else 0, len(_STAGES))

    return step
