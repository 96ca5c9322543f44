"""First step of an import: a file, dropped or chosen; its content says what it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from app.domain.errors import Problem
from app.exchange.csv_reader import Encoding
from app.ui.kit.cards import Card
from app.ui.kit.context import UiContext
from app.ui.kit.drop_area import DropArea
from app.ui.kit.metrics import sized
from app.ui.kit.notice import Notice
from app.ui.kit.tokens import Kind
from app.ui.kit.words import words

KINDS = "Patient lists (*.csv *.tsv *.txt *.json *.ndjson *.jsonl);;All files (*)"
NOT_UTF8 = "not-utf8"


class FileStep(Card):
    """Asks for the file.

    Signals:
        file_chosen: its ``Path``.
        encoding_chosen: read the file in this ``Encoding`` after all.
    """

    file_chosen = Signal(object)
    encoding_chosen = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__("Which file are the patients in?", scrolls=True)
        self.add(
            words(
                "A list exported from another program: CSV, or FHIR R4 in JSON (a Patient, a "
                "Bundle, or one on each line). Its content shows which of them it is.",
                wrap=True,
            )
        )
        self.drop = DropArea("Drop the file here, or", context.files, kinds=KINDS)
        sized(self.drop, min_height=130)
        self.drop.input.setAccessibleName("Choose a file with patients")
        self.drop.files_dropped.connect(self._on_dropped)
        self.notice = Notice()
        self.notice.action_requested.connect(self._on_read_as_windows)
        self.add(self.notice)
        self.add(self.drop)
        for sentence in (
            "Nothing is written before you have seen what would change.",
            "Social Security, driver's licence and passport numbers are never taken.",
            "At most 20 MB and 50,000 patients as CSV, 64 MB as FHIR.",
        ):
            self.add(words(sentence, "help", wrap=True))
        self.body.addStretch(1)

    def focus_first(self) -> None:
        """Put the keyboard on the button that chooses."""
        self.drop.input.setFocus()

    def show_problem(self, problem: Problem, *, may_be_windows: bool) -> None:
        """Say why the file cannot be read, and offer the other letters where that may help."""
        if may_be_windows and problem.code == NOT_UTF8:
            self.notice.say(
                f"{problem.happened} Older programs write Windows-1252. Check names with accents "
                "in the next step.",
                Kind.SOON,
                action="Read it as Windows-1252",
            )
        else:
            self.notice.say_problem(problem)
        self.focus_first()

    def _on_dropped(self, paths: list[Path]) -> None:
        self.notice.clear()
        if len(paths) != 1:
            self.notice.say("Choose one file. Others can be brought in after it.", Kind.SOON)
            return
        self.file_chosen.emit(paths[0])

    def _on_read_as_windows(self) -> None:
        self.notice.clear()
        self.encoding_chosen.emit(Encoding.WINDOWS)
