"""The one row that says what this store is: its vault, its trail's key, whether it is a sample."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.storage.faults import StoreDamaged
from app.storage.tables import store_info

AUDIT_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What the store says about itself."""

    vault_id: str
    sample: bool
    created_at: datetime
    audit_key: bytes = field(repr=False)
    keyring_copy: bytes | None = field(repr=False)


class StoreFactsRepository:
    """Reads and writes the row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, *, vault_id: str, sample: bool, at: datetime) -> None:
        """Write the row of a new store with a fresh key for its audit trail."""
        self._connection.execute(
            insert(store_info).values(
                id=1,
                vault_id=vault_id,
                sample=sample,
                created_at=at,
                audit_key=secrets.token_bytes(AUDIT_KEY_BYTES),
            )
        )

    def get(self) -> StoreFacts:
        """The row.

        Raises:
            StoreDamaged: it is gone.
        """
        row = self._connection.execute(select(store_info).where(store_info.c.id == 1)).first()
        if row is None:
            raise StoreDamaged
        return StoreFacts(row.vault_id, row.sample, row.created_at, row.audit_key, row.keyring_copy)

    def keep_keyring(self, content: bytes) -> None:
        """Keep a copy of the wrapped keys, to rebuild the file if every other copy is lost."""
        self._connection.execute(
            update(store_info).where(store_info.c.id == 1).values(keyring_copy=content)
        )
