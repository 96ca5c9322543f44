"""``chartpost verify``: every byte, every event, every seal; of the store or of one backup.

The promise: the status is 0 only when all of it is as it was written; what is wrong is named
without saying about whom.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.cli.answers import Told
from app.cli.output import counted
from app.cli.work import AtDesk, Work, at_desk
from app.domain.errors import Problem
from app.services.backup_check import BackupCheck, check_backup
from app.services.open_desk import OpenDesk


def verify(work: Work) -> Told:
    """Check the store, or with ``--backup`` a backup beside it.

    Raises:
        Problem: it could not be checked.
    """
    return _backup(work) if work.order.file is not None else at_desk(work, _store_of(work))


def _store_of(work: Work) -> AtDesk:
    def verb(opened: OpenDesk) -> Told:
        services = opened.services
        report = services.backups.check_store(progress=work.progress)
        facts: dict[str, object] = {
            "what": "store",
            "findings": list(report.findings),
            "rows_by_table": dict(report.counts),
        }
        if not report.intact:
            return _damaged(report.findings, facts)
        work.progress.step(0, 1)
        trail = services.audit.verify(typed_seal=work.order.seal or None)
        facts |= {
            "audit_events": trail.entries,
            "notes_outside": trail.anchors,
            "seal": trail.seal.removeprefix("Audit seal "),
        }
        if not trail.intact:
            return _damaged([trail.fault], facts)
        seals = services.consent_seals.verify_all(progress=work.progress)
        facts |= {"consents": seals.checked}
        if not seals.intact:
            return _damaged([seals.sentence], facts)
        lines = (
            "Every byte of the store is as it was written.",
            trail.sentence,
            seals.sentence,
            trail.seal,
        )
        return Told(lines, facts)

    return verb


def _backup(work: Work) -> Told:
    order = work.order
    assert order.file is not None  # noqa: S101 - the caller asked
    folder = order.file.absolute()
    with work.interrupts.asking():
        password = work.asker.password(order.user)
    check = BackupCheck(folder, order.user, password, order.seal)
    found = check_backup(work.vault.folder, work.clock, check, work.progress)
    facts: dict[str, object] = {
        "what": "backup",
        "folder": str(folder),
        "made_at": found.info.made_at.isoformat(),
        "findings": list(found.report.findings),
        "rows_by_table": dict(found.report.counts),
        "audit_events": found.report.audit_head[0],
    }
    if not found.report.intact:
        return _damaged(found.report.findings, facts)
    rows, events = sum(count for _, count in found.report.counts), found.report.audit_head[0]
    lines = (
        f"The backup of {found.info.made_at:%Y-%m-%d %H:%M} UTC is as it was made.",
        f"{counted(rows, 'row')} checked, with {counted(events, 'event')} of the audit trail.",
    )
    return Told(lines, facts)


def _damaged(findings: Sequence[str], facts: dict[str, object]) -> Told:
    """What was found is listed, the first of it in the one line of the complaint."""
    problem = Problem(
        "not-intact",
        f"The check found damage: {findings[0]}",
        unharmed="Nothing was changed by looking.",
        next_step="Restore the newest verified backup, or have the files looked at first.",
    )
    return Told(tuple(findings), facts | {"findings": list(findings)}, problem)
