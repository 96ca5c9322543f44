"""The commands for unattended work, each over the services that the window uses.

The promise: none of them can do more than the signed-in person could in the window, and the trail
says that it came from the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from app.cli.answers import Told
from app.cli.new_practice import new
from app.cli.output import counted
from app.cli.verifying import verify
from app.cli.work import Work, at_desk
from app.domain.errors import Problem
from app.domain.import_merge import Effect, ImportCheck
from app.domain.mail_log import MailQuery
from app.exchange.csv_reader import Encoding
from app.exchange.source_file import SourceKind
from app.services.backup_finding import require_backup
from app.services.backups import MadeBackup
from app.services.imports import ImportService
from app.services.open_desk import OpenDesk
from app.services.progress import Progress
from app.services.restoring import RestoreOrder
from app.services.vault_state import FolderState

Command = Callable[[Work], Told]
_SHOWN = 20
"""Rejected rows and remarks named one by one for a person; a program gets all of them."""


def import_patients(work: Work) -> Told:
    """Bring in a patient list, whole or not at all."""
    order, path = work.order, _given(work.order.file)
    _require_file(path)

    def verb(opened: OpenDesk) -> Told:
        imports = opened.services.imports
        check = _dry_run(imports, path, work)
        if order.dry_run:
            return _about(check, "would be", "would be", batch=None)
        done = imports.run(check=check, progress=work.progress).value
        return _about(check, "was", "were", batch=done.batch_id)

    return at_desk(work, verb)


def export(work: Work) -> Told:
    """Write the mailing log as CSV."""
    order, wanted = work.order, _given(work.order.file)
    if order.first and order.last and order.last < order.first:
        raise Problem(
            "period-reversed",
            "The last day of the period lies before its first day.",
            unharmed="No file was written.",
            next_step="Give the earlier day with --from.",
        )

    query = MailQuery(mailed_from=order.first, mailed_to=order.last)

    def verb(opened: OpenDesk) -> Told:
        mail = opened.services.mail
        target = wanted / mail.export_name(query=query) if wanted.is_dir() else wanted
        if target.exists() and not order.replace:
            raise Problem(
                "file-exists",
                "There is a file of that name already.",
                next_step="Choose another name, or add --replace.",
            )
        done = mail.export_log(query=query, target=target, progress=work.progress).value
        warning = mail.export_warning(folder=target.parent)
        is_in = "is in" if done.row_count == 1 else "are in"
        lines = [f"{counted(done.row_count, 'row')} of the mailing log {is_in} {target}"]
        return Told(
            (*lines, *([warning] if warning else [])),
            {
                "file": str(target),
                "rows": done.row_count,
                "sha256": done.sha256,
                "warning": warning or "",
            },
        )

    return at_desk(work, verb)


def backup(work: Work) -> Told:
    """Make a backup, check it, and copy it where a second one is kept."""

    def verb(opened: OpenDesk) -> Told:
        backups = opened.services.backups
        made = backups.back_up(target=work.order.to, progress=work.progress).value
        info = made.info
        lines = [f"Backup made and checked: {info.folder}"]
        lines += [f"Copied and compared: {place / info.folder.name}" for place in made.copies]
        warning = backups.target_warning(folder=made.copies[0]) if made.copies else None
        return Told(
            (*lines, *([warning] if warning else [])),
            {
                "folder": str(info.folder),
                "made_at": info.made_at.isoformat(),
                "bytes": info.size,
                "audit_events": info.head.seq,
                "rows_by_table": dict(info.counts),
                "copied_to": str(made.copies[0]) if made.copies else "",
                "copies": [str(place) for place in made.copies],
                "warning": warning or "",
            },
            _half_made(made),
        )

    return at_desk(work, verb)


def restore(work: Work) -> Told:
    """Put a backup in the store's place; what stood there goes to quarantine."""
    order, state = work.order, work.vault.state()
    if state.kind is FolderState.IN_USE and state.problem is not None:
        raise state.problem
    info = require_backup(_given(order.file))
    by_code = order.recovery_code
    with work.interrupts.asking():
        secret = work.asker.code() if by_code else work.asker.password(order.user)
    restored = work.vault.restore(
        order=RestoreOrder(
            info,
            order.reason,
            login=order.user,
            password="" if by_code else secret,
            code=secret if by_code else "",
        ),
        progress=work.progress,
    )
    folder = work.vault.folder.root
    lines = [f"Restored into {folder}: the backup of {info.made_at:%Y-%m-%d %H:%M} UTC."]
    if state.kind is not FolderState.ABSENT:
        lines.append(f"What stood there is kept in {work.vault.folder.quarantine}")
    if restored.remark:
        lines.append(restored.remark)
    return Told(
        tuple(lines),
        {
            "folder": str(folder),
            "backup_made_at": info.made_at.isoformat(),
            "audit_events": info.head.seq,
            "rows_by_table": dict(info.counts),
            "second_place_cleared": restored.second_place_cleared,
        },
    )


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "new": new,
        "import-patients": import_patients,
        "export": export,
        "backup": backup,
        "restore": restore,
        "verify": verify,
    }
)


def _given(path: Path | None) -> Path:
    """The file that the parser has asked for; whole, so that messages say where it is."""
    assert path is not None  # noqa: S101 - the parser refuses the command without it
    return path.absolute()


def _require_file(path: Path) -> None:
    """Refuse a wrong name before anybody types a password."""
    if not path.exists():
        raise Problem(
            "no-such-file",
            f"There is no file {path}.",
            unharmed="Nothing was changed.",
            next_step="Check its name and folder.",
        )


def _dry_run(imports: ImportService, path: Path, work: Work) -> ImportCheck:
    progress: Progress = work.progress
    if imports.kind_of(path=path) is SourceKind.FHIR:
        return imports.plan_fhir(path=path, progress=progress)
    encoding = Encoding.WINDOWS if work.order.windows_text else None
    listing = imports.preview_csv(path=path, encoding=encoding, progress=progress)
    return imports.plan_csv(listing=listing, progress=progress)


def _about(check: ImportCheck, one: str, several: str, *, batch: int | None) -> Told:
    """``one`` and ``several`` are the verb's two forms."""
    counts = {effect.value: check.count(effect) for effect in Effect}
    unit = check.plan.unit

    def verb(name: str) -> str:
        return one if counts[name] == 1 else several

    whole = (
        f"{counted(counts['new'], 'patient')} {verb('new')} added, "
        f"{counts['updated']:,} {verb('updated')} brought up to date, "
        f"{counts['unchanged']:,} {verb('unchanged')} on file already, "
        f"{len(check.rejected):,} left out."
    )
    lines = [
        whole,
        *_first("Note: ", _remarks(check), "Noted as well"),
        *_first(
            "Left out, ",
            [f"{unit} {row.line}: {row.reason}" for row in check.rejected],
            "Left out as well",
        ),
    ]
    return Told(
        tuple(lines),
        counts
        | {
            "rejected": [{unit: row.line, "reason": row.reason} for row in check.rejected],
            "likely_twins": check.likely_twins,
            "remarks": list(check.plan.remarks),
            "batch": batch,
        },
    )


def _remarks(check: ImportCheck) -> list[str]:
    """Gaps and repairs by how many patients they are about; nobody is named."""
    twins = check.likely_twins
    said = list(check.plan.remarks)
    if twins:
        said.append(
            f"{counted(twins, 'patient')}: may be on file already under another name or number."
        )
    return said


def _first(start: str, sentences: Sequence[str], as_well: str) -> list[str]:
    """The first sentences one by one, the others counted."""
    lines = [f"{start}{sentence}" for sentence in sentences[:_SHOWN]]
    more = len(sentences) - _SHOWN
    if more > 0:
        lines.append(f"{as_well}: {more} more; --json names all of them.")
    return lines


def _half_made(made: MadeBackup) -> Problem | None:
    problem = made.copy_problem
    if problem is None:
        return None
    return Problem(
        "backup-not-copied",
        f"The backup was made, but not copied to {made.not_copied_to}: {problem.happened}",
        unharmed=problem.unharmed,
        next_step=problem.next_step,
    )
