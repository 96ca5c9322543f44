"""ICU's data is cut without harming what is kept."""

from __future__ import annotations

import ctypes
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icu import Item

HEADER = struct.pack("<HBB", 32, 0xDA, 0x27) + bytes(8) + b"CmnD" + bytes(16)


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("root.res", True),
        ("en.res", True),
        ("en_US.res", True),
        ("de.res", False),
        ("zh_Hant.res", False),
        ("supplementalData.res", True),
        ("zoneinfo64.res", True),
        ("pool.res", True),
        ("res_index.res", True),
        ("unames.icu", True),
        ("nfkc.nrm", True),
        ("ibm-943_P15A-2003.cnv", False),
        ("coll/root.res", True),
        ("coll/ucadata.icu", True),
        ("coll/ko.res", False),
        ("brkitr/char.brk", True),
        ("brkitr/thaidict.dict", False),
        ("translit/el_Latn.res", False),
        ("rbnf/root.res", False),
    ],
)
def test_what_stays(name: str, stays: bool) -> None:
    assert icu.kept(f"icudt73l/{name}") is stays


names = st.text("abcdefghij_/.", min_size=1, max_size=12)
packages = st.dictionaries(names, st.binary(max_size=70), min_size=1, max_size=12)


@given(packages)
def test_what_is_written_is_read_back(pieces: dict[str, bytes]) -> None:
    items = [Item(name, pieces[name]) for name in sorted(pieces)]
    header, found = icu.read_items(icu.write_items(HEADER, items))
    assert header == HEADER
    assert [item.name for item in found] == [item.name for item in items]
    for written, read in zip(items, found, strict=True):
        assert read.data[: len(written.data)] == written.data
        assert not read.data[len(written.data) :].strip(b"\0")


def test_pieces_begin_where_processors_like_it() -> None:
    whole = icu.write_items(HEADER, [Item("a/b.icu", b"x" * 17), Item("a/c.icu", b"y")])
    starts = [struct.unpack_from("<II", whole, len(HEADER) + 4 + 8 * n)[1] for n in (0, 1)]
    assert all(start % 16 == 0 for start in starts)


def test_only_what_is_kept_is_left() -> None:
    whole = icu.write_items(
        HEADER,
        [Item("d/coll/ko.res", b"k" * 99), Item("d/de.res", b"g" * 99), Item("d/root.res", b"r")],
    )
    _, found = icu.read_items(icu.trimmed(whole))
    assert [(item.name, item.data[:1]) for item in found] == [("d/root.res", b"r")]


@pytest.mark.parametrize("data", [bytes(40), b"\x20\x00\xda\x27" + bytes(60)])
def test_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a package"):
        icu.read_items(data)


TOOLS = sys.platform.startswith("linux") and all(map(shutil.which, ("as", "ld", "readelf")))


@pytest.mark.skipif(not TOOLS, reason="binutils are needed only where the program is packed")
def test_the_library_keeps_name_and_symbol(tmp_path: Path) -> None:
    data = icu.write_items(HEADER, [Item("d/de.res", b"g" * 4096), Item("d/root.res", b"r" * 16)])
    library = make_library(tmp_path, data)
    before = library.stat().st_size
    icu.trim_library(library, tmp_path / "work")
    assert library.stat().st_size < before
    loaded = ctypes.CDLL(str(library))
    size = len(icu.trimmed(data))
    found = bytes((ctypes.c_char * size).in_dll(loaded, "icudt99_dat"))
    assert found == icu.trimmed(data)


@pytest.mark.skipif(not TOOLS, reason="binutils are needed only where the program is packed")
def test_another_library_is_left_alone(tmp_path: Path) -> None:
    library = make_library(tmp_path, b"something else, long enough to have a header" * 2)
    before = library.read_bytes()
    with pytest.raises(ValueError, match="not a package"):
        icu.trim_library(library, tmp_path / "work")
    assert library.read_bytes() == before


def make_library(folder: Path, data: bytes) -> Path:
    """A shared library with one symbol, as ICU's own build makes it."""
    (folder / "data.bin").write_bytes(data)
    (folder / "data.s").write_text(
        ".section .rodata\n.balign 16\n.globl icudt99_dat\n.type icudt99_dat, @object\n"
        f'icudt99_dat:\n.incbin "data.bin"\n.size icudt99_dat, {len(data)}\n'
    )
    subprocess.run(["as", "-o", "data.o", "data.s"], cwd=folder, check=True)
    name = "libicudata.so.99"
    subprocess.run(["ld", "-shared", "-soname", name, "-o", name, "data.o"], cwd=folder, check=True)
    return folder / name
