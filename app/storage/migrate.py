"""Brings a store's tables to the present form: forward only, one transaction per step.

Each step is a frozen Alembic revision in ``migrations/versions``; its number is the file header's
``user_version``, written in the same transaction, so a step that fails half-way changes nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from app.storage.faults import StoreNewer
from app.storage.migrations import versions


@dataclass(frozen=True, slots=True)
class Step:
    """One revision: its number and what it does."""

    number: int
    upgrade: Callable[[], None]


def known_steps() -> list[Step]:
    """All revisions in order; their module names begin with the number, as in ``0001_first``."""
    return [Step(_number_of(name), _upgrade_of(f"{versions.__name__}.{name}")) for name in _names()]


def newest_schema() -> int:
    """The schema number this program writes; asked at every unlock, so no step is loaded for it."""
    return _number_of(_names()[-1])


def schema_of(connection: Connection) -> int:
    """The schema number of an open store."""
    number: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return number


def refuse_newer(schema: int) -> None:
    """Raise ``store-newer`` for a schema this program does not know."""
    if schema > newest_schema():
        raise StoreNewer


def migrate(connection: Connection, steps: list[Step] | None = None) -> int:
    """Run every missing step on a connection that begins nothing by itself; returns how many ran.

    The caller makes a verified backup first.
    """
    wanted = known_steps() if steps is None else steps
    have = schema_of(connection)
    missing = [step for step in wanted if step.number > have]
    if not missing:
        return 0
    # Rebuilding a table drops the old one, which would cascade; the check below replaces it.
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    try:
        for step in missing:
            _run(connection, step)
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    return len(missing)


def _names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(versions.__path__))


def _number_of(name: str) -> int:
    return int(name.partition("_")[0])


def _run(connection: Connection, step: Step) -> None:
    # 17 MB that an unlock without steps does without
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415

    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        with Operations.context(MigrationContext.configure(connection)):
            step.upgrade()
        _refuse_orphans(connection, step)
        connection.exec_driver_sql(f"PRAGMA user_version={step.number}")
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        # A full disk rolls back by itself; a second ROLLBACK would hide the first error.
        if connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("ROLLBACK")
        raise


def _refuse_orphans(connection: Connection, step: Step) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise RuntimeError(f"step {step.number} leaves rows without their parent")


def _upgrade_of(module_name: str) -> Callable[[], None]:
    upgrade: Callable[[], None] = importlib.import_module(module_name).upgrade
    return upgrade
