"""CSV files of every origin, and files that are none (fault test F22)."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import Cancelled, Problem
from app.exchange.csv_reader import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    PREVIEW_ROWS,
    Encoding,
    open_csv,
)
from app.exchange.patient_list import open_patient_list
from app.exchange.source_file import SourceKind, source_kind

HEAD = b"Last,First\n"
PROJECT = Path(__file__).parents[2]


def written(folder: Path, data: bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def rows(folder: Path, data: bytes, **options: Encoding) -> list[list[str]]:
    return [row for _, row in open_csv(written(folder, data), **options).rows()]


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sheet.xml", "x")


def content(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "1 GB sparse": (sparse, "too-large"),
    "20 MB and one byte": (content(b"a" * (MAX_BYTES + 1)), "too-large"),
    "nothing": (content(b""), "empty-file"),
    "byte-order mark alone": (content(b"\xef\xbb\xbf"), "empty-file"),
    "blank lines": (content(b"\n\r\n,,\n"), "empty-file"),
    "million headings": (
        content(b",".join(b"c%d" % n for n in range(1_000_000))),
        "too-many-columns",
    ),
    "million cells": (content(HEAD + b"x," * 1_000_000 + b"\n"), "too-many-columns"),
    "million quoted": (content(b'"ab",' * 1_000_000 + b"\n"), "too-many-columns"),
    "101 columns": (content(b"a," * MAX_COLUMNS + b"b\n"), "too-many-columns"),
    "unclosed quote": (content(HEAD + b'"a,b\nc,d\n'), "unclosed-quote"),
    "unclosed quote, long": (content(HEAD + b'"a,b\n' + b"c,d\n" * 12_000), "unclosed-quote"),
    "unclosed quote, longer": (content(HEAD + b'"a,b\n' + b"c,d\n" * 4_000_000), "unclosed-quote"),
    "unclosed quote, long lines": (
        content(HEAD + b'"a' + (b"b" * 100_000 + b'\n","') * 12),
        "unclosed-quote",
    ),
    "quote closed far away": (content(HEAD + b'"a' + b"b\n" * 20_000 + b'",c\n'), "unclosed-quote"),
    "10 MB cell": (content(HEAD + b"x," + b"y" * 10_000_000), "cell-too-long"),
    "10 MB quoted cell": (content(HEAD + b'x,"' + b"y" * 10_000_000 + b'"'), "cell-too-long"),
    "200 KB cell": (content(HEAD + b"x," + b"y" * 200_000), "cell-too-long"),
    "33 KB cell": (content(HEAD + b"x," + b"y" * (MAX_CELL + 1)), "cell-too-long"),
    "NUL at the start": (content(b"Last,Fi\0rst\n"), "is-binary"),
    "NUL at the end": (content(HEAD + b"a,b\n" * 50_000 + b"\0"), "is-binary"),
    "control characters": (content(HEAD + b"\x01\x02\x03" * 99), "is-binary"),
    "UTF-16": (content("Last,First\na,b\n".encode("utf-16")), "is-utf16"),
    "UTF-16, big end first": (content(b"\xfe\xff" + "a,b".encode("utf-16-be")), "is-utf16"),
    "UTF-16 without mark": (content(("Last,First\n" * 9).encode("utf-16-le")), "is-utf16"),
    "UTF-32": (content("Last,First\n".encode("utf-32")), "is-utf16"),
    "zip renamed": (zipped, "is-archive"),
    "old workbook": (content(b"\xd0\xcf\x11\xe0" + b"x" * 99), "is-workbook"),
    "PDF": (content(b"%PDF-1.7\n..."), "is-pdf"),
    "web page": (content(b" <!DOCTYPE html><table>"), "is-markup"),
    "too many rows": (content(b"a,b\n" * (MAX_ROWS + 2)), "too-many-rows"),
    "millions of newlines": (content(b"\n" * 15_000_000), "too-many-rows"),
    "Windows letters": (content("Last,First\nMüller,Zoë\n".encode("cp1252")), "not-utf8"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once_in_plain_words(name: str, tmp_path: Path) -> None:
    write, code = HOSTILE[name]
    path = tmp_path / "list.csv"
    write(path)
    before = path.stat()
    started = time.perf_counter()
    with pytest.raises(Problem) as caught:
        open_patient_list(path)
    assert time.perf_counter() - started < 2
    assert caught.value.code == code
    assert caught.value.happened.endswith(".")
    assert path.stat().st_mtime_ns == before.st_mtime_ns


CHILD = """
import sys
from pathlib import Path
from app.domain.errors import Problem
from app.exchange.patient_list import open_patient_list
try:
    open_patient_list(Path(sys.argv[1]))
except Problem:
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from Linux' own counter")
@pytest.mark.parametrize("name", ["million headings", "unclosed quote, longer", "10 MB cell"])
def test_hostile_files_cost_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    HOSTILE[name][0](path)
    command = [sys.executable, "-c", CHILD, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)
    assert 0 < int(done.stdout) < 200 * 1024


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="not-a-file"):
        open_csv(tmp_path)
    with pytest.raises(Problem, match="cannot-read"):
        open_csv(tmp_path / "gone.csv")
    with pytest.raises(Problem, match="cannot-read"):
        open_csv(Path("nul\0inside"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(Problem, match="not-a-file"):
            open_csv(tmp_path / "pipe.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter: str, tmp_path: Path) -> None:
    lines = [
        ("Last", "First", "Notes, remarks"),
        ("O'Brien; Jr", "Ana|Bea", "a,b;c"),
        ("x", "y", ""),
    ]
    text = "".join(delimiter.join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)
    table = open_csv(written(tmp_path, text.encode()))
    assert table.delimiter == delimiter
    assert [tuple(row) for _, row in table.rows()] == lines
    assert (table.width, table.row_count) == (3, 3)


def test_excels_separator_line_is_heard_and_left_out(tmp_path: Path) -> None:
    assert rows(tmp_path, b"sep=;\r\nLast;First,Middle\r\na;b\r\n") == [
        ["Last", "First,Middle"],
        ["a", "b"],
    ]


def test_line_ends_of_all_systems_and_lines_in_cells(tmp_path: Path) -> None:
    assert rows(tmp_path, b'a,b\r\n"c\nd",e\n\nf,g\r') == [["a", "b"], ["c\nd", "e"], ["f", "g"]]
    table = open_csv(written(tmp_path, b'a,b\n\n"c\nd",e\nf,g\n'))
    assert [line for line, _ in table.rows()] == [1, 3, 5]


def test_byte_order_mark_and_stray_quotes_do_not_matter(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf"Last",First\nO"Brien,"Ana"x\n'
    assert rows(tmp_path, data) == [["Last", "First"], ['O"Brien', "Anax"]]


def test_a_sample_that_is_mostly_one_quoted_cell(tmp_path: Path) -> None:
    data = b'Last,Notes\nx,"' + b"; , | \n" * 4_000 + b'"\n' + b"y,z\n" * 20_000
    table = open_csv(written(tmp_path, data))
    assert (table.delimiter, table.row_count) == (",", 20_002)


def test_the_person_chooses_the_encoding(tmp_path: Path) -> None:
    data = "Last,First\nMüller,Zoë €\n".encode("cp1252")
    assert rows(tmp_path, data, encoding=Encoding.WINDOWS)[1] == ["Müller", "Zoë €"]
    with pytest.raises(Problem, match="wrong-encoding"):
        rows(tmp_path, b"Last\n\x81\x8d\n", encoding=Encoding.WINDOWS)
    assert len({encoding.label for encoding in Encoding}) == 2


def test_limits_themselves_are_allowed(tmp_path: Path) -> None:
    wide = b",".join(b"c" for _ in range(MAX_COLUMNS)) + b"\n"
    assert open_csv(written(tmp_path, wide)).width == MAX_COLUMNS
    long = open_csv(written(tmp_path, HEAD + b"x," + b"y" * MAX_CELL + b"\n"))
    assert long.row_count == 2
    tall = open_csv(written(tmp_path, HEAD + b"a,b\n" * MAX_ROWS))
    assert tall.row_count == MAX_ROWS + 1


def test_steps_are_told_and_can_cancel(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + b"a,b\n" * 3_000)
    steps: list[tuple[int, int]] = []
    table = open_csv(path, step=lambda done, total: steps.append((done, total)))
    assert steps
    assert all(done <= total for done, total in steps)

    def cancel(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        open_csv(path, step=cancel)
    with pytest.raises(Cancelled):
        list(table.rows(cancel))


def test_a_file_that_shrinks_meanwhile_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + b"a,b\n")
    table = open_csv(path)
    path.write_bytes(b'"')
    with pytest.raises(Problem, match="unclosed-quote"):
        list(table.rows())


def test_a_file_whose_encoding_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + b"a,b\n")
    table = open_csv(path)
    path.write_bytes(HEAD + b"\xff,b\n")
    with pytest.raises(Problem, match="not-utf8"):
        list(table.rows())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=400)
    | st.lists(st.sampled_from([b"Last", b"DOB", b'"', b",", b";", b"\n", b"\r", b"1/2/90"]))
    .map(b"".join)
    | st.text(max_size=200).map(str.encode)
)  # fmt: skip
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, data)
    for encoding in Encoding:
        with contextlib.suppress(Problem):
            opened = open_patient_list(path, encoding=encoding)
            assert len(list(opened.table.rows())) == opened.table.row_count > 0


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("list.csv", b"Last,First\n", SourceKind.CSV),
        ("list.txt", b"Last\tFirst\n", SourceKind.CSV),
        ("list.csv", b'{not json},"x"\n', SourceKind.CSV),
        ("export.csv", b'{"resourceType": "Patient"}', SourceKind.FHIR),
        ("export", b'\xef\xbb\xbf {"entry": []}', SourceKind.FHIR),
        ("export", b"[{}]", SourceKind.FHIR),
        ("export.json", b"hello", SourceKind.FHIR),
        ("export.NDJSON", b"\n", SourceKind.FHIR),
    ],
)
def test_kinds_are_told_apart(name: str, data: bytes, kind: SourceKind, tmp_path: Path) -> None:
    assert source_kind(written(tmp_path, data, name)) is kind
    assert kind.label


def test_xml_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is-markup"):
        source_kind(written(tmp_path, b'<?xml version="1.0"?><Patient/>', "patient.xml"))


def test_the_preview_is_short_and_no_part_of_what_a_table_says_of_itself(tmp_path: Path) -> None:
    """What says something of itself may end up in a log."""
    table = open_csv(written(tmp_path, HEAD + b"Zebulon,Ann\n" * 60, "zebulon.csv"))
    assert len(table.preview) == PREVIEW_ROWS
    assert table.row_count == 61
    assert "ebulon" not in repr(table)
