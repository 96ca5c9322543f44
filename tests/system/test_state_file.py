"""Delays after failed sign-ins (F12), and a state file that never stops a start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.system.clock import FixedClock
from app.system.state_file import MOST_EVENTS, SignInGate, State, StateFile, delay_after
from tests.storage_kit import NOW

SECONDS = {0: 0, 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16, 10: 300, 11: 300, 500: 300}


@pytest.mark.parametrize(("failures", "seconds"), SECONDS.items())
def test_delays_are_as_specified(failures: int, seconds: int) -> None:
    assert delay_after(failures) == timedelta(seconds=seconds)


def test_the_gate_counts_waits_and_forgets(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    gate = SignInGate(StateFile(tmp_path / "state.json"))
    assert gate.wait_for(clock.now()) == timedelta(0)
    for _ in range(4):
        gate.failed(clock.now(), known_login="ann")
        assert gate.wait_for(clock.now()) == timedelta(0)
    gate.failed(clock.now())
    assert gate.wait_for(clock.now()) == timedelta(seconds=1)
    clock.advance(timedelta(milliseconds=400))
    assert gate.wait_for(clock.now()) == timedelta(milliseconds=600)
    clock.advance(timedelta(seconds=1))
    assert gate.wait_for(clock.now()) == timedelta(0)
    # A clock set back makes nobody wait longer than the pause.
    clock.advance(timedelta(hours=-5))
    assert gate.wait_for(clock.now()) == timedelta(seconds=1)
    clock.advance(timedelta(seconds=1))
    assert gate.wait_for(clock.now()) == timedelta(0)
    events = gate.succeeded()
    assert [event.login for event in events] == ["ann"] * 4 + [""]
    assert gate.wait_for(clock.now()) == timedelta(0)
    assert gate.succeeded() == events
    gate.forget_events()
    assert gate.succeeded() == ()


def test_the_queue_is_limited(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.json")
    gate = SignInGate(file)
    for _ in range(MOST_EVENTS + 5):
        gate.failed(NOW)
    assert len(file.read().events) == MOST_EVENTS
    assert file.read().failures == MOST_EVENTS + 5


def test_window_and_backup_moment_are_kept(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.json")
    file.remember_window(width=1280)
    file.remember_window(height=800)
    file.remember_backup(NOW)
    state = file.read()
    assert state.window == {"width": 1280, "height": 800}
    assert state.last_backup_at == NOW.isoformat()
    assert (tmp_path / "state.json").stat().st_mode & 0o077 == 0


@given(
    st.one_of(
        st.binary(max_size=80),
        st.dictionaries(
            st.sampled_from(["failures", "last_failure_at", "events", "window"]),
            st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers()), st.floats()),
        ).map(lambda value: __import__("json").dumps(value).encode()),
    )
)
def test_any_content_is_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any-state.json"
    path.write_bytes(content)
    state = StateFile(path).read()
    assert state.failures >= 0
    assert SignInGate(StateFile(path)).wait_for(NOW) >= timedelta(0)


def test_numbers_that_are_none_are_read_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text('{"failures": Infinity}')
    assert StateFile(path).read() == State()


def test_two_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """The window's size and a failed sign-in are noted by different threads."""
    gate, file = (
        SignInGate(StateFile(tmp_path / "state.json")),
        StateFile(tmp_path / "state.json"),
    )

    def fail() -> None:
        for _ in range(20):
            gate.failed(NOW)

    def resize() -> None:
        for width in range(20):
            file.remember_window(**{f"side{width}": width})

    with ThreadPoolExecutor() as pool:
        for work in [pool.submit(fail), pool.submit(resize)]:
            work.result()
    assert file.read().failures == 20
    assert len(file.read().window) == 20


def test_a_full_disk_costs_a_note_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    gate = SignInGate(StateFile(tmp_path / "state.json"))
    gate.failed(NOW, known_login="ann")
    monkeypatch.setattr("app.system.state_file.replace_atomically", full)
    gate.failed(NOW, known_login="ann")
    assert [event.login for event in gate.succeeded()] == ["ann"]


def test_an_oversized_or_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    assert StateFile(path).read() == State()
    path.write_bytes(b"[" * 300_000)
    assert StateFile(path).read() == State()
    path.write_bytes(b"[" * 150_000)
    assert StateFile(path).read() == State()
