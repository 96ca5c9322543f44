"""Why the store did not open: one calm page for each cause, each with its next steps (F30)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Signal

from app.domain.errors import Problem
from app.ui.kit.words import words
from app.ui.vault.door_page import DoorPage


class Way(Enum):
    """What can be done about it; the value is the button's text."""

    AGAIN = "Try again"
    RESTORE = "Restore from a backup"
    EXPORT = "Save what can be read as lists"
    REPAIR = "Repair into a new file"
    OTHER_FOLDER = "Open another data folder"
    SET_UP = "Set up a new practice"
    ACCEPT = "Open it all the same"
    LEAVE = "Close ChartPost"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Title of the page and the ways out, the first one the button."""

    title: str
    ways: tuple[Way, ...]
    advice: str = ""


START_FAILED = "start-failed"

TROUBLES: dict[str, Trouble] = {
    "store-in-use": Trouble(
        "Open somewhere else",
        (Way.AGAIN, Way.OTHER_FOLDER, Way.LEAVE),
        "Only one ChartPost can have the data open, so that no two people write over each other.",
    ),
    "store-damaged": Trouble(
        "The data file is damaged",
        (Way.RESTORE, Way.EXPORT, Way.REPAIR, Way.AGAIN, Way.OTHER_FOLDER, Way.LEAVE),
        "The file is not as it was written. Nothing is written to it any more, and whatever you "
        "choose, it is set aside and never deleted.",
    ),
    "keyring-damaged": Trouble(
        "The key file is damaged",
        (Way.RESTORE, Way.AGAIN, Way.LEAVE),
        "Every backup holds a copy of the key file.",
    ),
    "keyring-missing": Trouble(
        "The key file is missing",
        (Way.RESTORE, Way.AGAIN, Way.OTHER_FOLDER, Way.LEAVE),
        "Without practice.keys the data cannot be opened. Every backup holds a copy of it.",
    ),
    "not-our-store": Trouble(
        "This is not a ChartPost file",
        (Way.OTHER_FOLDER, Way.RESTORE, Way.LEAVE),
        "Something else lies where the practice's data should be. It was left as it is.",
    ),
    "store-newer": Trouble(
        "Made by a newer ChartPost",
        (Way.AGAIN, Way.OTHER_FOLDER, Way.LEAVE),
        "Opening it here could lose what the newer version added.",
    ),
    "store-missing": Trouble(
        "No data here",
        (Way.OTHER_FOLDER, Way.RESTORE, Way.SET_UP, Way.LEAVE),
    ),
    "store-rolled-back": Trouble(
        "The data is older than it was",
        (Way.RESTORE, Way.ACCEPT, Way.AGAIN, Way.LEAVE),
        "This happens when an old copy was put back by hand, or someone changed the audit trail. "
        "Opening it all the same is recorded.",
    ),
    START_FAILED: Trouble("ChartPost could not start", (Way.LEAVE,)),
    "forbidden-place": Trouble(
        "The data cannot stay in this folder", (Way.OTHER_FOLDER, Way.AGAIN, Way.LEAVE)
    ),
}
_OTHER = Trouble("ChartPost could not open the data", (Way.AGAIN, Way.RESTORE, Way.LEAVE))


class TroublePage(DoorPage):
    """Says what happened, what is unharmed, and what to do now.

    Signals:
        way_chosen: a ``Way``.
    """

    help_page = "restore"

    way_chosen = Signal(object)

    def __init__(self, problem: Problem, *, sample: bool = False) -> None:
        trouble = TROUBLES.get(problem.code, _OTHER)
        super().__init__(trouble.title, problem.happened, width=480)
        self.code = problem.code
        for sentence in (problem.unharmed, trouble.advice, problem.next_step):
            if sentence:
                self.body.addWidget(words(sentence, wrap=True))
        ways = [way for way in trouble.ways if not (sample and way is Way.RESTORE)]
        self._first = ways[0]
        self.set_go(self._first.value)
        for way in ways[1:]:
            self._add_way(way)
        if sample:
            self.mark_sample()

    def go(self) -> None:
        """Take the first way."""
        self.way_chosen.emit(self._first)

    def _add_way(self, way: Way) -> None:
        made = self.add_link(way.value)
        made.clicked.connect(lambda _on=False, chosen=way: self.way_chosen.emit(chosen))


def start_failed() -> Problem:
    """A part of the program could not be loaded or made; its number is told beside this."""
    return Problem(
        START_FAILED,
        "A part of the program could not be loaded.",
        unharmed="Your data is as it was.",
        next_step="Close ChartPost and start it again. If it happens again, install it anew or "
        "tell your support the reference that was shown.",
    )
