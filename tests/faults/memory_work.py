"""Unlocks, works with a marker and locks, stopping where its memory should be searched.

``python -m tests.faults.memory_work FOLDER MARKER``; each stop is a line, answered with a line.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from app.domain.people import PatientDetails
from tests.services.people_kit import add_patient, log_request
from tests.services.vault_kit import PASSWORD, vault_service


def stop(where: str) -> None:
    """Wait until the parent has looked."""
    sys.stdout.write(f"{where}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def work(folder: Path, marker: str) -> None:
    """A little work with the marker in a name and a note, then lock."""
    service = vault_service(folder)
    opened = service.unlock(login="ann", password=PASSWORD)
    details = PatientDetails(family_name=f"{marker} Quill", given_name="Ada")
    request = log_request(opened.desk, add_patient(opened.desk, details))
    opened.services.requests.get(request_id=request)
    opened.services.patients.find(text=marker)
    opened.services.backups.back_up()
    stop("open")
    service.lock(open_desk=opened)


def main(folder: Path, marker: str) -> None:
    """Work, lock, and stay as a locked window does."""
    work(folder, marker)
    gc.collect()
    stop("locked")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
