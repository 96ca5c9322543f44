"""What must be known before the store is open: failed sign-ins and how long to wait after them.

No patient data here. Someone who can write this file can reset the counter; against them only the
cost of Argon2id and a good password count. A damaged file is an empty one, and a file that cannot
be written never keeps anybody from their work.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.system.private_files import read_limited, replace_atomically

LARGEST_FILE = 200_000
MOST_EVENTS = 200
FREE_FAILURES = 4
LONGEST_DELAY = timedelta(seconds=60)
LONG_BREAK_AFTER = 10
LONG_BREAK = timedelta(minutes=5)
# The window keeps its size here while a worker notes a backup: one reads and replaces at a time.
_TURN = threading.Lock()

_NOT_A_STATE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class QueuedEvent:
    """Something that happened while the store was locked; joins the audit trail at next unlock.

    Attributes:
        at: when, ISO text in UTC.
        login: the sign-in name, only if such an account exists.
        result: one word, for example ``"wrong-password"``.
    """

    at: str
    login: str
    result: str


@dataclass(frozen=True, slots=True)
class State:
    """The content of ``state.json``."""

    failures: int = 0
    last_failure_at: str = ""
    events: tuple[QueuedEvent, ...] = ()
    last_backup_at: str = ""
    last_check_at: str = ""
    damage_found: bool = False
    window: dict[str, Any] = field(default_factory=dict)


class StateFile:
    """Reads and atomically replaces ``state.json``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> State:
        """The stored state; an empty one when there is none or it is damaged."""
        try:
            data = read_limited(self._path, LARGEST_FILE)
            raw = json.loads(data or b"{}")
            return _state_from(raw)
        except _NOT_A_STATE:
            return State()

    def change(self, change: Callable[[State], State]) -> State:
        """Replace the file by what ``change`` makes of it; returns what it was before."""
        with _TURN:
            before = self.read()
            after = change(before)
            if after != before:
                body = json.dumps(asdict(after), sort_keys=True, indent=1).encode("utf-8")
                # A full disk costs a note, never a sign-in or a backup that was made.
                with contextlib.suppress(OSError):
                    replace_atomically(self._path, body)
        return before

    def remember_window(self, **geometry: Any) -> None:
        """Keep sizes and positions of the window."""
        self.change(lambda state: replace(state, window={**state.window, **geometry}))

    def remember_backup(self, at: datetime) -> None:
        """Keep when the last verified backup was made, to show it even while locked."""
        self.change(lambda state: replace(state, last_backup_at=at.isoformat()))

    def remember_check(self, at: datetime, *, intact: bool) -> None:
        """Keep when every byte was last checked; after damage it is checked at each unlock."""
        moment = at.isoformat()
        self.change(lambda state: replace(state, last_check_at=moment, damage_found=not intact))


class SignInGate:
    """Counts failed sign-ins and says how long to wait before the next try."""

    def __init__(self, file: StateFile) -> None:
        self._file = file

    def wait_for(self, now: datetime) -> timedelta:
        """How long until the next try is allowed; zero when it is now."""
        state = self._file.read()
        last = moment_from(state.last_failure_at)
        if last is None:
            return timedelta(0)
        if last > now:
            # The clock was set back: the pause begins anew, or it would last until the clock
            # is where it was.
            self._file.change(lambda state: replace(state, last_failure_at=now.isoformat()))
            last = now
        return max(delay_after(state.failures) - (now - last), timedelta(0))

    def failed(
        self, now: datetime, *, known_login: str = "", result: str = "wrong-password"
    ) -> None:
        """Count a failure and queue it for the audit trail."""
        event = QueuedEvent(now.isoformat(), known_login, result)
        self._file.change(
            lambda state: replace(
                state,
                failures=state.failures + 1,
                last_failure_at=now.isoformat(),
                events=(*state.events, event)[-MOST_EVENTS:],
            )
        )

    def note(self, now: datetime, *, known_login: str, result: str) -> None:
        """Queue what was done while the trail could not be written; it counts as no failure."""
        event = QueuedEvent(now.isoformat(), known_login, result)
        self._file.change(
            lambda state: replace(state, events=(*state.events, event)[-MOST_EVENTS:])
        )

    def succeeded(self) -> tuple[QueuedEvent, ...]:
        """Start counting anew; hands over the queued events.

        The caller records them in the trail first and then calls ``forget_events``.
        """
        return self._file.change(
            lambda state: replace(state, failures=0, last_failure_at="")
        ).events

    def forget_events(self) -> None:
        """Empty the queue once the trail holds its events."""
        self._file.change(lambda state: replace(state, events=()))


def delay_after(failures: int) -> timedelta:
    """None for four failures, then 1, 2, 4 … 60 seconds; five minutes after ten in a row."""
    if failures <= FREE_FAILURES:
        return timedelta(0)
    if failures >= LONG_BREAK_AFTER:
        return LONG_BREAK
    return min(timedelta(seconds=2 ** (failures - FREE_FAILURES - 1)), LONGEST_DELAY)


def _state_from(raw: dict[str, Any]) -> State:
    return State(
        failures=max(int(raw.get("failures", 0)), 0),
        last_failure_at=str(raw.get("last_failure_at", "")),
        events=tuple(
            QueuedEvent(str(e["at"]), str(e["login"]), str(e["result"]))
            for e in raw.get("events", [])
        ),
        last_backup_at=str(raw.get("last_backup_at", "")),
        last_check_at=str(raw.get("last_check_at", "")),
        damage_found=raw.get("damage_found") is True,
        window=dict(raw.get("window", {})),
    )


def moment_from(text: str) -> datetime | None:
    """A moment as the file keeps it; None where there is none that can be read."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
