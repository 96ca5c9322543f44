"""Prints letter and envelope of a piece through the real dialog and the system's print queue.

A program of its own, since a process keeps to the first print server it has spoken to:
``python -m tests.end_to_end.print_papers FOLDER PRINTER``. Leaves the papers as they are kept in
the store beside the data.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.domain.addresses import Address
from app.ui.kit.paper_dialog import PaperDialog, PaperSubject
from app.ui.kit.printing import SystemPrintQueue
from app.ui.kit.task_runner import TaskRunner
from app.ui.kit.theme import Theme
from tests.ui.mail.mail_kit import CARD, mail_day

PLACE = Address(line1="5 Rue Đặng", city="Somerville", state="MA", zip_code="02143")
LONGEST_MS = 60_000


def main(folder: Path, printer: str) -> int:
    """Print, then write what was kept."""
    app = QApplication([])
    failures: list[Exception] = []
    runner = TaskRunner(failures.append)
    day = mail_day(folder / "data", Theme(app), runner)
    piece_id = day.piece("Łukasz", "Nguyễn", CARD, address=PLACE)
    piece = day.services.mail.get(piece_id=piece_id).piece
    context = replace(day.context, printers=SystemPrintQueue())
    if printer not in context.printers.printers():
        return 3
    dialog = PaperDialog(None, context, PaperSubject(piece.request_id, piece_id))
    dialog.options._printer.set_value(printer)

    def press() -> None:
        if dialog.print_button.isEnabled():
            ticker.stop()
            dialog.print_button.click()

    ticker = QTimer(interval=20)
    ticker.timeout.connect(press)
    dialog.finished.connect(lambda _result: app.quit())
    QTimer.singleShot(LONGEST_MS, lambda: app.exit(4))
    dialog.open()
    ticker.start()
    code = app.exec()
    runner.stop()
    for paper in day.services.papers.list(request_id=piece.request_id):
        kept = day.services.papers.read(paper_id=paper.id)
        (folder / f"{paper.kind.value}.pdf").write_bytes(kept)
    (folder / "request.txt").write_text(piece.request_number, encoding="ascii")
    day.desk.store.close()
    return 5 if failures else code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
