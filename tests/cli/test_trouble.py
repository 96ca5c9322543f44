"""Closed streams, full disks, faults and interrupts: one line, the right status, a true state."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import main
from app.cli import output
from app.cli.answers import Told, answer, sentence_of
from app.cli.asking import Asker, NoTerminal
from app.cli.interrupts import Interrupts, Stopped
from app.domain.errors import Cancelled, FieldProblems, Problem
from app.services.backups import BackupService
from app.services.imports import ImportService
from app.storage.backup_shelf import list_backups
from app.storage.faults import disk_full
from app.system.standard_streams import fill_closed_streams
from tests.cli.cli_kit import (
    LIST,
    PRACTICE_FILE,
    ROOT,
    Line,
    TypedAsker,
    command,
    events,
    place_of,
)
from tests.conftest import ExpectLog
from tests.services.vault_kit import PASSWORD

GIVEN = PASSWORD.encode() + b"\n"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and descriptors as POSIX has them")


# --- nobody reads, nobody types ---------------------------------------------------------------


@POSIX
@pytest.mark.parametrize("closed", [(1,), (0, 1, 2)])
def test_closed_streams_lose_nothing(line_today: Line, closed: tuple[int, ...]) -> None:
    """The database must never get the number of a closed stream (measured: it would)."""
    line = line_today
    before = len(list_backups(place_of(line.folder).backups))
    shell = " ".join(f"{number}>&-" if number else "0<&-" for number in closed)
    words = f"-m app backup --data {line.folder} --user ann --password-stdin"
    pipe = "" if 0 in closed else f"echo '{PASSWORD}' | "
    done = subprocess.run(
        # only a shell closes what it hands on
        ["/bin/sh", "-c", f"{pipe}{sys.executable} {words} {shell}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    made = len(list_backups(place_of(line.folder).backups)) - before
    assert made == (0 if 0 in closed else 1)
    assert "Traceback" not in done.stderr
    if closed == (1,):
        assert done.stderr.count("\n") == 1
        assert "could not be written to standard output" in done.stderr
    assert line("verify", "--user", "ann") == 0


@POSIX
def test_a_full_device_and_a_reader_who_left(line: Line) -> None:
    words = ("verify", "--data", line.folder, "--user", "ann", "--password-stdin", "--json")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", *map(str, words)],
            input=GIVEN, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "app", "verify", "--help"],
        cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writer)
    assert done.stderr == b""


def test_an_answer_that_nobody_takes_is_a_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output.begin()
    monkeypatch.setattr(sys, "stdout", None)
    assert answer("backup", Told(("made",)), as_json=True) == 1
    assert "could not be written to standard output: made" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stderr", None)
    output.complain("to nobody")
    output.end_quietly()


@POSIX
def test_closed_numbers_are_filled_with_nothing() -> None:
    code = (
        "import os, sys; os.close(1); os.close(0)\n"
        "from app.system.standard_streams import fill_closed_streams as fill\n"
        "assert fill() == [0, 1]; assert fill() == []\n"
        "assert os.open(os.devnull, os.O_RDONLY) > 2\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert fill_closed_streams() == []


def test_without_a_terminal_nobody_is_waited_for(line: Line) -> None:
    class Nobody(Asker):
        def _secret(self, prompt: str) -> str:
            raise NoTerminal

    assert line("verify", "--user", "ann", asker=Nobody(from_stdin=False)) == 2
    assert "use --password-stdin" in line.err


@pytest.mark.parametrize("given", ["", "\xff"])
def test_no_password_is_no_sign_in(line: Line, given: str) -> None:
    import io

    asker = Asker(from_stdin=True, stdin=io.BytesIO(given.encode("latin-1")))
    assert line("verify", "--user", "ann", asker=asker) == 1
    assert "No password came" in line.err
    assert not any(action == "signin.failed" for action, _ in events(line.folder))


def test_the_terminal_is_asked_without_an_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["one", "one", "", "code"])
    monkeypatch.setattr("app.cli.asking.getpass.getpass", lambda _prompt: next(typed))
    monkeypatch.setattr(sys, "stdin", _Terminal())
    asker = Asker(from_stdin=False)
    assert asker.new_password("ann") == "one"
    with pytest.raises(Problem):
        asker.password("ann")
    assert asker.code() == "code"

    def ended(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("app.cli.asking.getpass.getpass", ended)
    with pytest.raises(Problem):
        asker.password("ann")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(NoTerminal):
        asker.password("ann")
    with pytest.raises(Problem):
        Asker(from_stdin=True).password("ann")


class _Terminal:
    def isatty(self) -> bool:
        return True


# --- what fails on the way --------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
def test_a_full_disk_is_told_and_nothing_is_half_there(line: Line, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this account may not mount a small disk; the next test covers the sentence")
    try:
        shutil.copytree(line.folder, small / "data")
        (small / "ballast").write_bytes(bytes(max(0, shutil.disk_usage(small).free - 100_000)))
        line.folder = small / "data"
        for words in (("backup",), ("export", "mailing-log", small / "log.csv")):
            assert line(*words, "--user", "ann") == 1
            assert line.err.count("\n") == 1
            assert "space" in line.err or "full" in line.err
        (small / "ballast").unlink()
        assert list(small.rglob("*.partial")) == []
        assert line("verify", "--user", "ann") == 0
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_a_failed_closing_backup_fails_the_command(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise disk_full()

    monkeypatch.setattr("app.services.vault.back_up", full)
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    said = line.json("import-patients", path, "--user", "ann")
    assert said["done"] is False
    assert said["result"]["new"] == 2
    assert said["problem"]["code"] == "closing-backup"
    assert "It was done, but" in line.err


def test_a_fault_of_the_program_gets_a_number(
    line: Line, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Quill, Ada")

    monkeypatch.setattr(BackupService, "back_up", broken)
    with expect_log("app.cli"):
        said = line.json("backup", "--user", "ann")
    assert said["problem"]["code"] == "defect"
    assert "Quill" not in line.err + line.out
    log = (place_of(line.folder).logs / "app.log").read_text()
    number = said["problem"]["next_step"].split("reference ")[1][:9]
    assert f"defect {number}" in log
    assert "RuntimeError" in log
    assert "Quill" not in log
    monkeypatch.undo()
    assert line("verify", "--user", "ann") == 0, "the store was locked all the same"


def test_a_fault_where_there_is_no_folder_is_still_one_line(
    bare: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.run.check_known_answers", lambda: 1 / 0)
    assert bare("backup", "--user", "ann") == 1
    assert bare.err.count("\n") == 1
    assert not bare.folder.exists()


def test_a_folder_of_someone_else_is_no_fault(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "someone's folder")

    monkeypatch.setattr("app.services.vault.VaultService.state", refused)
    assert line("verify", "--user", "ann") == 1
    assert "may not use that file or folder" in line.err
    assert "someone" not in line.err


def test_fields_are_told_by_name() -> None:
    assert sentence_of(FieldProblems({"a": "One.", "b": "Two."})) == "a: One. b: Two."


def test_notices_are_passed_on(line: Line) -> None:
    place_of(line.folder).lock.write_text("{}")
    said = line.json("verify", "--user", "ann")
    assert "did not end properly" in said["result"]["notices"][0]


# --- someone wants it to end ------------------------------------------------------------------


def test_stopped_while_asked(line: Line) -> None:
    def wish() -> str:
        line.interrupts.wish()
        return "never seen"

    assert line("verify", "--user", "ann", asker=TypedAsker([wish])) == 1
    assert line.err == (
        "chartpost verify: Stopped before it was done. Everything saved before this is intact. "
        "Run the command again when it suits.\n"
    )


def test_stopped_at_work_nothing_is_half_done(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    carry_out = ImportService._carry_out

    def wished(self: ImportService, *parts: object) -> None:
        line.interrupts.wish()
        carry_out(self, *parts)  # type: ignore[arg-type]

    monkeypatch.setattr(ImportService, "_carry_out", wished)
    assert line.json("import-patients", path, "--user", "ann")["problem"]["code"] == "stopped"
    monkeypatch.undo()
    assert not any(action == "patients.imported" for action, _ in events(line.folder))


def test_stopped_when_all_was_done_it_is_done(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def closing(*_: object, **__: object) -> None:
        raise Cancelled

    monkeypatch.setattr("app.services.vault.VaultService.lock", closing)
    assert line("verify", "--user", "ann") == 0


def test_the_second_wish_ends_at_once() -> None:
    interrupts = Interrupts()
    interrupts._on_signal(2, None)
    with pytest.raises(Cancelled):
        interrupts.progress.step(0, 1)
    with pytest.raises(Stopped):
        interrupts._on_signal(2, None)
    with pytest.raises(Stopped):
        interrupts.check()


def test_signals_are_heard_and_then_no_more() -> None:
    with _kept_signals():
        interrupts = Interrupts()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        interrupts.listen()
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN, "as the caller wanted"
        with pytest.raises(Stopped), interrupts.asking():
            signal.raise_signal(signal.SIGINT)
        interrupts.deafen()
        signal.raise_signal(signal.SIGINT)


def test_set_up_can_be_stopped_while_the_code_is_typed(bare: Line, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PRACTICE_FILE)

    def wish() -> str:
        bare.interrupts.wish()
        return ""

    sheet = tmp_path / "s.pdf"
    words = ("new", tmp_path / "p.toml", "--user", "ann", "--full-name", "A B", "--sheet", sheet)
    assert bare(*words, asker=TypedAsker([PASSWORD, PASSWORD, wish])) == 1
    assert not sheet.exists()
    assert not place_of(bare.folder).has_database


def test_the_sheet_of_a_store_that_stands_is_kept(
    bare: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it, nobody could ever get in again with the code."""

    def closing(*_: object, **__: object) -> None:
        raise Stopped

    monkeypatch.setattr("app.services.vault.VaultService.lock", closing)
    (tmp_path / "p.toml").write_text(PRACTICE_FILE)
    sheet = tmp_path / "s.pdf"
    words = ("new", tmp_path / "p.toml", "--user", "ann", "--full-name", "A B", "--sheet", sheet)
    assert bare(*words) == 1
    assert place_of(bare.folder).has_database
    assert sheet.exists()


@contextmanager
def _kept_signals() -> Iterator[None]:
    numbers = [signal.SIGINT, signal.SIGTERM]
    before = [signal.getsignal(number) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@POSIX
@pytest.mark.parametrize(
    ("number", "moments"), [(signal.SIGINT, (0.0, 0.9)), (signal.SIGTERM, (0.4,))]
)
def test_a_signal_at_any_moment_leaves_a_true_state(
    line_today: Line, number: signal.Signals, moments: tuple[float, ...]
) -> None:
    """From the first import to the last byte: status, one line, and the store as it says."""
    line = line_today
    words = [sys.executable, "-m", "app", "backup", "--data", str(line.folder), "--user", "ann"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    for after in moments:
        before = len(list_backups(place_of(line.folder).backups))
        with subprocess.Popen(
            [*words, "--password-stdin", "--json"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as child:  # fmt: skip
            assert child.stdin is not None
            child.stdin.write(GIVEN)
            child.stdin.close()
            child.stdin = None
            _wait_until_it_listens(child.pid)
            time.sleep(after)
            child.send_signal(number)
            out, err = child.communicate(timeout=60)
        assert b"Traceback" not in err
        made = len(list_backups(place_of(line.folder).backups)) - before
        assert child.returncode in (0, 1)
        assert made == (child.returncode == 0)
        if out:
            assert json.loads(out)["done"] is (child.returncode == 0)
        assert err.count(b"\n") == child.returncode
    assert line("verify", "--user", "ann") == 0


def _wait_until_it_listens(pid: int) -> None:
    """Before its first line ran, a signal ends the process as the system does."""
    status, mask = Path(f"/proc/{pid}/status"), 1 << (signal.SIGTERM - 1)
    deadline = time.monotonic() + 30
    while status.exists() and time.monotonic() < deadline:
        caught = next((row for row in status.read_text().splitlines() if "SigCgt" in row), ":0")
        if int(caught.split(":")[1], 16) & mask:
            return
        time.sleep(0.01)
    time.sleep(1)


# --- the program around it --------------------------------------------------------------------


def test_no_library_of_the_window_is_loaded(line: Line) -> None:
    code = (
        "import sys\nfrom app.main import main\n"
        f"status = main(['verify', '--data', {str(line.folder)!r}, '--user', 'ann', "
        "'--password-stdin'])\n"
        "print(status, sorted(m for m in sys.modules if m.startswith(('PySide6', 'shiboken'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=GIVEN, capture_output=True, check=True
    )
    assert done.stdout.decode().splitlines()[-1] == "0 []"


def test_the_whole_way_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(PRACTICE_FILE)
    data, sheet = tmp_path / "data", tmp_path / "s.pdf"
    words = ("--password-stdin", "--json", "--data", data)
    asked = ("--user", "ann", "--full-name", "Ann Example", "--sheet", sheet)
    made = command("new", tmp_path / "p.toml", *asked, *words, given=GIVEN)
    assert made.returncode == 0, made.stderr
    backup = command("backup", "--user", "ann", *words, given=GIVEN)
    assert json.loads(backup.stdout)["done"] is True
    assert backup.stderr == ""


def test_a_second_wish_in_the_middle_of_a_library_is_no_fault(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrapped(*_: object, **__: object) -> None:
        line.interrupts.wished = True
        raise RuntimeError

    monkeypatch.setattr(BackupService, "check_store", wrapped)
    assert line.json("verify", "--user", "ann")["problem"]["code"] == "stopped"


@pytest.mark.parametrize("status", [0, 1])
def test_the_tour_answers_with_one_object(
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def tour(_out: Path, _patients: Path | None) -> int:
        output.say("a line of progress")
        return status

    monkeypatch.setattr(main, "_tour", tour)
    monkeypatch.setattr("app.main.LastResort.install", lambda _self: None)
    assert main.main(["tour", str(tmp_path), "--json"]) == status
    said = capsys.readouterr()
    assert json.loads(said.out)["done"] is (status == 0)
    assert said.err == "a line of progress\n"
    output.begin()
