"""Keeps of ICU's data what an American program needs: 3 MB of 32.

Qt for Linux is linked with ICU, whose data library holds calendars, sort orders and time-zone names
of all languages and converters for old character sets. ICU is made to be shipped with less: what is
asked for in a language that is not there is answered from its root data. On Windows and macOS Qt
uses the system's.

Promise: what is kept is kept bit for bit; the library that comes out has the same name and symbol.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MAGIC = (0xDA, 0x27)
_FORMAT = b"CmnD"
_ALIGNED = 16
_KEPT_FOLDERS = {"brkitr", "coll", "curr", "lang", "region", "unit", "zone"}
# the last is the list of languages, whose name looks like one
_KEPT_LANGUAGES = {"root", "en", "en_US", "res_index"}
_LANGUAGE = re.compile(r"^[a-z]{2,3}(_\w+)?$")
_DROPPED_KINDS = (".cnv", ".dict", ".spp")


class Item(NamedTuple):
    """One piece of the data, by its full name in the library."""

    name: str
    data: bytes


def kept(name: str) -> bool:
    """Whether a piece stays; names are like ``icudt73l/coll/root.res``."""
    _, _, inner = name.partition("/")
    folder, _, file = inner.rpartition("/")
    if file.endswith(_DROPPED_KINDS) or (folder and folder not in _KEPT_FOLDERS):
        return False
    stem = file.rpartition(".")[0]
    is_language = file.endswith(".res") and _LANGUAGE.match(stem) is not None
    return not is_language or stem in _KEPT_LANGUAGES


def read_items(package: bytes) -> tuple[bytes, list[Item]]:
    """The header of a package of data and its pieces.

    Raises:
        ValueError: this is not such a package.
    """
    size, *magic = struct.unpack_from("<HBB", package)
    if tuple(magic) != _MAGIC or package[12:16] != _FORMAT:
        raise ValueError("not a package of ICU data")
    header, body = package[:size], package[size:]
    (count,) = struct.unpack_from("<I", body)
    return header, list(_items(body, count))


def _items(body: bytes, count: int) -> Iterator[Item]:
    table = [struct.unpack_from("<II", body, 4 + 8 * number) for number in range(count)]
    ends = [start for _, start in table[1:]] + [len(body)]
    for (name_at, start), end in zip(table, ends, strict=True):
        yield Item(body[name_at : body.index(b"\0", name_at)].decode("ascii"), body[start:end])


def write_items(header: bytes, items: list[Item]) -> bytes:
    """A package of these pieces; they must be in order of name, as ICU looks them up by halving."""
    names = [item.name.encode("ascii") + b"\0" for item in items]
    name_at = 4 + 8 * len(items)
    start = _padded(name_at + sum(map(len, names)))
    table, blocks = [struct.pack("<I", len(items))], []
    for name, item in zip(names, items, strict=True):
        table.append(struct.pack("<II", name_at, start))
        block = item.data.ljust(_padded(len(item.data)), b"\0")
        blocks.append(block)
        name_at, start = name_at + len(name), start + len(block)
    head = b"".join([*table, *names])
    return header + head.ljust(_padded(len(head)), b"\0") + b"".join(blocks)


def _padded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def trimmed(package: bytes) -> bytes:
    """The package with only what is kept."""
    header, items = read_items(package)
    return write_items(header, [item for item in items if kept(item.name)])


def trim_library(library: Path, work: Path) -> None:
    """Put the smaller data library in the place of the whole one.

    Raises:
        subprocess.CalledProcessError: the tools of binutils failed.
        ValueError: the library is not what it was when this was written.
    """
    version = library.name.rpartition(".")[2]
    symbol = f"icudt{version}_dat"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    package = _symbol_bytes(library, symbol)
    (work / "data.bin").write_bytes(trimmed(package))
    (work / "data.s").write_text(
        f".section .rodata\n.balign {_ALIGNED}\n.globl {symbol}\n.type {symbol}, @object\n"
        f'{symbol}:\n.incbin "data.bin"\n.size {symbol}, . - {symbol}\n'
        '.section .note.GNU-stack, "", @progbits\n',
        encoding="ascii",
    )
    made = work / library.name
    for command in (
        ["as", "-o", "data.o", "data.s"],
        ["ld", "-shared", "-soname", library.name, "-z", "noexecstack", "-o", made.name, "data.o"],
    ):
        subprocess.run(command, cwd=work, check=True)
    mode = library.stat().st_mode
    shutil.copyfile(made, library)
    library.chmod(mode)


def _symbol_bytes(library: Path, symbol: str) -> bytes:
    """The bytes a symbol stands for; in this library an address is a place in the file."""
    listing = subprocess.run(
        ["readelf", "--dyn-syms", "--wide", str(library)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for line in listing.splitlines():
        fields = line.split()
        if fields and fields[-1] == symbol:
            start, size = int(fields[1], 16), int(fields[2], 0)
            found = library.read_bytes()[start : start + size]
            read_items(found)
            return found
    raise ValueError(f"{library.name} has no symbol {symbol}")
