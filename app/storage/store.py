"""The open store: every transaction of the program goes through here.

The promise: a write is one ``BEGIN IMMEDIATE … COMMIT`` and leaves all or nothing; a connection
serves one thread at a time; database errors arrive as ``Problem``; after a sign of damage nothing
more is written; after ``close`` the keys are overwritten and every further call is refused.
"""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from app.domain.audit_chain import Anchor
from app.domain.errors import Problem
from app.domain.staff import SYSTEM_ACTOR, Actor
from app.storage.connecting import BUSY_SECONDS, connect, read_whole
from app.storage.engines import BUSY_ATTEMPTS, Engines
from app.storage.faults import StoreBusy, StoreClosed, StoreDamaged, told_plainly
from app.storage.root_keys import RootKeys
from app.storage.unit import Unit
from app.storage.vault import Vault
from app.system.clock import Clock
from app.system.paths import DataFolder


class Store:
    """An open practice.db; made by ``app.storage.opening``.

    Attributes:
        folder: where its files are.
        clock: the program's clock.
    """

    def __init__(
        self,
        folder: DataFolder,
        keys: RootKeys,
        clock: Clock,
        *,
        on_close: Callable[[Anchor | None], None] | None = None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self._keys = keys
        self._on_close = on_close
        self._busy_seconds = busy_seconds
        self._turn = threading.RLock()
        self._writing = False
        self._closed = False
        self._damaged = False
        self._vault: Vault | None = None
        self._engines = Engines(folder.database, keys, busy_seconds)

    @property
    def damaged(self) -> bool:
        """Whether a sign of damage was met; nothing is written any more."""
        return self._damaged

    @property
    def keys(self) -> RootKeys:
        """The live root keys, for backup, verification and the vault; wiped at close."""
        return self._keys

    @property
    def vault(self) -> Vault:
        """Passwords and recovery code of this store.

        Raises:
            RuntimeError: the store was opened with bare keys.
        """
        if self._vault is None:
            raise RuntimeError("this store was opened without its keyring")
        return self._vault

    def note_damage(self) -> None:
        """Remember a sign of damage met outside a transaction; nothing is written any more."""
        self._damaged = True

    def attach_vault(self, vault: Vault) -> None:
        """Bind the keyring; from now on a copy of each new version is kept in the database."""
        self._vault = vault
        vault.after_save = self._keep_keyring

    def __repr__(self) -> str:
        return f"Store(open={not self._closed})"

    @contextmanager
    def writing(self, actor: Actor = SYSTEM_ACTOR) -> Iterator[Unit]:
        """One write transaction on the calling thread; committed at the end, undone on any error.

        Args:
            actor: who the audit trail names for events recorded in it.

        Raises:
            Problem: disk full, busy, not writable, damaged, locked.
        """
        with self._writers_turn(), self._watched():
            transaction = self._engines.begin_write()
            connection = transaction.connection
            try:
                with transaction, _nothing_half_read(connection):
                    yield Unit(connection, self.clock, actor)
            finally:
                connection.close()

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """One read transaction: everything in it sees the same moment. Keep it short.

        Raises:
            Problem: busy, damaged, locked.
        """
        self._refuse_closed()
        with (
            self._watched(),
            self._engines.reader.connect() as connection,
            connection.begin(),
            _nothing_half_read(connection),
        ):
            yield Unit(connection, self.clock, SYSTEM_ACTOR)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Nobody of this program writes meanwhile; keep it short.

        Raises:
            Problem: busy or locked.
        """
        with self._writers_turn(claim=False):
            yield

    @contextmanager
    def raw_connection(self) -> Iterator[Any]:
        """A connection of its own outside the pools, for backup and checks; closed at the end."""
        self._refuse_closed()
        with self._watched():
            connection = connect(self.folder.database, self._keys, busy_seconds=self._busy_seconds)
            try:
                yield connection
            finally:
                connection.close()

    def checkpoint(self) -> bool:
        """Move everything from the log file into the main file; False when readers stood by."""
        with self.raw_connection() as connection:
            row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return bool(row[0] == 0)

    def close(self) -> None:
        """Lock the store: checkpoint, let go of every connection, overwrite the keys.

        Callers stop readers first; a second call does nothing.
        """
        with self._turn:
            if self._closed:
                return
            anchor: Anchor | None = None
            try:
                anchor = self._last_anchor()
            finally:
                self._let_go(anchor)

    def abandon(self) -> None:
        """Let go without noting anything outside, when opening was refused half-way."""
        with self._turn:
            if not self._closed:
                self._let_go(None)

    def _let_go(self, anchor: Anchor | None) -> None:
        self._closed = True
        self._engines.dispose()
        try:
            if self._on_close is not None:
                self._on_close(anchor)
        finally:
            self._keys.wipe()
            # a helper thread must not throw away what belongs to the window; its owner does that
            if threading.current_thread() is threading.main_thread():
                gc.collect()

    def _keep_keyring(self, content: bytes) -> None:
        with self.writing() as unit:
            unit.facts.keep_keyring(content)

    def _last_anchor(self) -> Anchor | None:
        """What to note outside; a disk that is full or failing must not keep the store open."""
        anchor: Anchor | None = None
        if not self._damaged:
            with contextlib.suppress(Problem):
                with self.reading() as unit:
                    anchor = unit.audit.anchor()
                self.checkpoint()
        return None if self._damaged else anchor

    @contextmanager
    def _writers_turn(self, *, claim: bool = True) -> Iterator[None]:
        """Writers of this program wait for each other in Python, not in SQLite's busy loop.

        Without ``claim`` nothing is written in this turn, so a damaged store may be looked at.
        """
        if not self._turn.acquire(timeout=self._busy_seconds * BUSY_ATTEMPTS):
            raise StoreBusy
        try:
            if self._writing:
                raise RuntimeError("a write transaction is already open on this thread")
            self._refuse_closed()
            if self._damaged and claim:
                raise StoreDamaged
            self._writing = True
            try:
                yield
            finally:
                self._writing = False
        finally:
            self._turn.release()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with told_plainly():
                yield
        except StoreDamaged:
            self._damaged = True
            # A connection that met a bad page reports nonsense from then on; use new ones.
            self._engines.dispose()
            raise

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreClosed


@contextmanager
def _nothing_half_read(connection: Connection) -> Iterator[None]:
    """What was read with a bad page among it is not handed out, even where no error came of it."""
    driver = connection.connection.dbapi_connection
    try:
        yield
    except Problem:
        raise
    except Exception:
        # Values cannot be built from zeros.
        if not read_whole(driver):
            raise StoreDamaged from None
        raise
    if not read_whole(driver):
        raise StoreDamaged
