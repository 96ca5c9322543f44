"""Fills a practice in a process of its own: ``python -m tests.benchmarks.fill FOLDER REQUESTS``.

SQLCipher's wiping of freed memory makes bulk writing five times slower, and once it is on in a
process it stays on. It guards secrets, of which there are none here, so it is left off while the
rows are made. What is measured afterwards has it on, like the program.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlcipher3 import dbapi2

from app.storage import connecting
from app.system.clock import FixedClock
from tests.benchmarks.big_store import NOW, Size, fill
from tests.services.vault_kit import PASSWORD, vault_service

_WIPING = "PRAGMA cipher_memory_security"


class _Quick(dbapi2.Connection):  # type: ignore[misc]
    def execute(self, statement: str, *values: Any) -> Any:
        """As ever, but asking for the wiping only tells whether it is on."""
        return super().execute(_WIPING if statement.startswith(_WIPING) else statement, *values)


def main(folder: str, requests: str) -> None:
    """Unlock the practice and write its rows."""
    names = {name: getattr(dbapi2, name) for name in dir(dbapi2)}
    names["connect"] = lambda *place, **how: dbapi2.connect(*place, factory=_Quick, **how)
    vars(connecting)["dbapi2"] = SimpleNamespace(**names)
    service = vault_service(Path(folder), FixedClock(NOW))
    opened = service.unlock(login="ann", password=PASSWORD)
    try:
        fill(opened.desk.store, Size(int(requests)))
    finally:
        opened.desk.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
