"""``chartpost new``: a practice set up without the window.

The promise: the recovery code is on a sheet before there is a store, and is typed back from it, or
read back where nobody types; a set-up that was broken off leaves neither store nor sheet.
"""

from __future__ import annotations

from pathlib import Path

from app.cli.answers import Told
from app.cli.output import say
from app.cli.practice_file import read_practice
from app.cli.work import Work
from app.domain.errors import Cancelled, FieldProblems, Problem
from app.services.open_desk import OpenDesk
from app.services.setup import SetupChoices
from app.storage.faults import files_told_plainly
from app.system.paths import DataFolder
from app.system.private_files import write_new

_TRIES = 3


def new(work: Work) -> Told:
    """Set up a practice in an empty folder.

    Raises:
        Problem: a line of the practice's file, the password or the folder cannot stand; a code that
            was not typed back.
    """
    order, vault = work.order, work.vault
    assert order.file is not None and order.sheet is not None  # noqa: S101, PT018 - parser's
    profile = read_practice(order.file)
    sheet = order.sheet.absolute()
    choices = SetupChoices(profile, order.user, order.full_name)
    with work.interrupts.asking():
        password = work.asker.new_password(order.user)
    code = vault.create(choices=choices, password=password)
    drawn = vault.recovery_sheet()
    _write(sheet, drawn)
    try:
        opened = _confirmed(work, sheet, code, drawn)
        locked = vault.lock(open_desk=opened)
    except BaseException:
        _take_back(sheet, vault.folder)
        raise
    lines = (
        f"The practice is set up in {vault.folder.root}",
        f"Print {sheet}, lock it away, then delete the file: whoever has the code gets in.",
    )
    facts = {
        "folder": str(vault.folder.root),
        "sheet": str(sheet),
        "backup": locked.backup.info.folder.name if locked.backup is not None else "",
    }
    return Told(lines, facts, locked.problem)


def _confirmed(work: Work, sheet: Path, code: str, drawn: bytes) -> OpenDesk:
    if work.asker.from_stdin:
        with files_told_plainly():
            if sheet.read_bytes() != drawn:
                raise Problem("sheet-damaged", "The recovery sheet is not as it was written.")
        work.progress.step(0, 1)
        return work.vault.confirm_recovery(code=code, progress=work.progress)
    for left in reversed(range(_TRIES)):
        with work.interrupts.asking():
            typed = work.asker.code(f"Type the code from {sheet.name}: ")
        try:
            return work.vault.confirm_recovery(code=typed, progress=work.progress)
        except FieldProblems as problem:
            if not left:
                raise
            if not work.order.json:
                say(problem.happened)
    raise Cancelled


def _write(sheet: Path, drawn: bytes) -> None:
    try:
        with files_told_plainly():
            if sheet.exists():
                raise FieldProblems({"sheet": "There is a file of that name already."})
            write_new(sheet, drawn)
    except Problem as problem:
        if problem.code != "store-not-writable":
            raise
        raise FieldProblems({"sheet": "The sheet cannot be written there."}) from None


def _take_back(sheet: Path, folder: DataFolder) -> None:
    """Without a store the code opens nothing; with one, it is the last way in and stays."""
    if not (folder.has_database or folder.has_keyring):
        sheet.unlink(missing_ok=True)
