"""CSV that spreadsheets do not run, written whole or not at all (fault tests F03, F21)."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import re
import stat
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Cancelled, Problem
from app.exchange import csv_writer
from app.exchange.csv_reader import open_csv
from app.exchange.csv_writer import Cell, export_file_name, neutralise, write_csv, write_rows

BOM = b"\xef\xbb\xbf"
TRIGGER = re.compile("[=+\\-@\t\r\n|%＝＋－＠]")
LEADING = " \u00a0\u200b\u200c\u200d\u2060\ufeff\u2003\u3000"
CORPUS = [
    "=1+1",
    "+1",
    "-2",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "|cmd",
    "%x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\u00a0=1",
    "\u200b\ufeff =1",
    "\u202e=1",
    "\0=1",
    "=\0",
]
HARMLESS = [
    "",
    "x",
    "1-2",
    "a=b",
    "'=1",
    '"=1',
    ";=1",
    ",=1",
    "x\n=1",
    "<b>",
    "(617) 555-0100",
    "é",
]


def written(rows: list[list[Cell]], header: tuple[str, ...] = ("a", "b")) -> bytes:
    stream = io.BytesIO()
    result = write_rows(stream, header, rows)
    data = stream.getvalue()
    assert result.row_count == len(rows)
    assert result.sha256 == hashlib.sha256(data).hexdigest()
    return data


def read_back(data: bytes) -> list[list[str]]:
    assert data.startswith(BOM)
    return list(csv.reader(io.StringIO(data[3:].decode(), newline="")))


def runs(cell: str) -> bool:
    return bool(TRIGGER.match(cell.lstrip(LEADING)))


@pytest.mark.parametrize("cell", CORPUS)
def test_formulas_get_an_apostrophe(cell: str) -> None:
    assert neutralise(cell) == "'" + cell.replace("\0", "")
    for rows in ([[cell, "x"]], [["x", cell]], [["x", "y"]] * 300 + [[cell, cell]]):
        back = read_back(written(rows))
        assert back[1:] == [[neutralise(text) for text in row] for row in rows]


@pytest.mark.parametrize("cell", HARMLESS)
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert neutralise(cell) == cell
    assert read_back(written([[cell, "=1"], ["=1", cell]]))[1:] == [[cell, "'=1"], ["'=1", cell]]


def test_form_of_the_file() -> None:
    data = written([["x", None], ['say "hi"', -5], ["-5", Decimal("-1.50")], ["y", 7]])
    assert data == BOM + (
        b'"a","b"\r\n"x",""\r\n"say ""hi""","-5"\r\n"\'-5","-1.50"\r\n"y","7"\r\n'
    )
    assert written([], header=("=a", "b")) == BOM + b'"\'=a","b"\r\n'


def test_half_a_character_pair_does_not_stop_the_export() -> None:
    assert read_back(written([["\ud800x", "y"]]))[1] == ["?x", "y"]


CELLS = st.text(
    st.sampled_from("=+-@|%\t\r\n\0 \u00a0\u200b\",';＝ax1\ud800"), max_size=6
) | st.text(max_size=20)  # fmt: skip


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_any_text_comes_back_without_a_trigger(rows: list[tuple[str, str, str]]) -> None:
    back = read_back(written([list(row) for row in rows], header=("a", "b", "c")))
    expected = [
        [neutralise(cell).encode("utf-8", "replace").decode() for cell in row] for row in rows
    ]
    assert back[1:] == expected
    assert not any(runs(cell) for row in back for cell in row)


def test_our_own_reader_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [["Rath, Ana", "a\r\nb"], ['"q"', "x;y|z\tw"]]
    write_csv(path, ["Name", "Note"], rows)
    table = open_csv(path)
    assert [row for _, row in table.rows()] == [["Name", "Note"], *rows]


def test_the_file_is_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "mailing-log_2026-11.csv"
    path.write_bytes(b"old")
    path.with_name(path.name + ".partial").write_bytes(b"left by a kill")
    steps: list[tuple[int, int]] = []
    rows = ([str(number), "x"] for number in range(1_000))
    result = write_csv(
        path, ["a", "b"], rows, total=1_000, step=lambda done, total: steps.append((done, total))
    )
    assert result.row_count == 1_000
    assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert steps == [(0, 1_000), (256, 1_000), (512, 1_000), (768, 1_000), (1_000, 1_000)]
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_in_the_place_of_the_partial_file_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "x.csv.partial").symlink_to(victim)
    write_csv(tmp_path / "x.csv", ["a"], [["b"]])
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "x.csv").is_symlink()


def test_cancelling_and_failing_leave_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"old")

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    def broken() -> Iterator[list[Cell]]:
        yield ["x"]
        raise RuntimeError

    with pytest.raises(Cancelled):
        write_csv(path, ["a"], [["b"]], step=cancel)
    with pytest.raises(RuntimeError):
        write_csv(path, ["a"], broken())
    assert [item.name for item in tmp_path.iterdir()] == ["x.csv"]
    assert path.read_bytes() == b"old"


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Problem) as caught:
        write_csv(tmp_path / "x.csv", ["a"], [["b"]])
    assert caught.value.code == "disk-full"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux' always full device")
def test_a_really_full_device_is_told_in_words() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError) as caught:
        write_rows(full, ["a"], [["b"]])
    assert csv_writer._write_problem(caught.value).code == "disk-full"


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "folder.csv" / "inside").touch()
    for path in (tmp_path / "folder.csv", tmp_path / "gone" / "x.csv"):
        with pytest.raises(Problem) as caught:
            write_csv(path, ["a"], [["b"]])
        assert caught.value.code == "cannot-write"
    assert [item.name for item in tmp_path.iterdir()] == ["folder.csv"]


def test_names_of_exports_tell_what_and_when() -> None:
    last = date(2026, 11, 22)
    assert export_file_name("mailing-log", None, last) == "mailing-log-all-to-2026-11-22.csv"
    assert export_file_name("../x", date(2026, 1, 2), last) == "x-2026-01-02-to-2026-11-22.csv"
    assert export_file_name("", last, last) == "list-2026-11-22-to-2026-11-22.csv"


def log_rows(count: int) -> Iterator[list[Cell]]:
    for number in range(count):
        yield [number, "2026-10-28", "Certified Mail", "9407 1118 9956 0000 0000 00",
               "Maynard Mosciski", "784 Stamm Lock Unit 46", "Somerville", "MA", "02155",
               "Delivered"]  # fmt: skip


def test_it_keeps_pace_with_the_plain_writer(tmp_path: Path) -> None:
    """The budget of 1.5 at a million rows is measured by the bench; this only sees a slow path."""
    ratios = []
    for _ in range(3):
        started = time.perf_counter()
        with (tmp_path / "plain.csv").open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(log_rows(30_000))
        plain = time.perf_counter() - started
        started = time.perf_counter()
        write_csv(tmp_path / "ours.csv", ["x"] * 10, log_rows(30_000))
        ratios.append((time.perf_counter() - started) / plain)
    assert min(ratios) < 2.5
