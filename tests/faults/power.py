"""What a disk may hold after the power went: replays a recorded run up to a moment, then forgets.

The model: what a file held at its last flush is there. Each later write is there, or not, or in
part, by sectors of 512 bytes. Names (created, renamed, removed) come back as a prefix of their
order, as journals of file systems give them; at least up to the last flush of their folder.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

SECTOR = 512
_HEAD = struct.Struct("<cQQQ")
_OTHER_NAMES = frozenset("NURMX")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing the program did; see disk_shim.c."""

    kind: str
    inode: int
    offset: int
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The path below the watched folder, for events about names."""
        return self.data.decode()


@dataclass
class File:
    """Everything that was done to one file, in order, and how much of it was flushed."""

    base: bytes = b""
    done: list[Event] = field(default_factory=list)
    flushed: int = 0


@dataclass(frozen=True)
class Base:
    """The folder before the run: content by inode, inode by name, folders by inode."""

    files: dict[int, bytes]
    names: dict[str, int]
    folders: dict[int, str]


def look_at(folder: Path) -> Base:
    """Take down what is in a folder."""
    files, names, folders = {}, {}, {folder.stat().st_ino: "."}
    for path in folder.rglob("*"):
        inode, name = path.stat().st_ino, path.relative_to(folder).as_posix()
        if path.is_dir():
            folders[inode] = name
        else:
            names[name], files[inode] = inode, path.read_bytes()
    return Base(files, names, folders)


def read_log(path: Path) -> list[Event]:
    """The recorded events."""
    data, at, events = path.read_bytes(), 0, []
    while at < len(data):
        kind, inode, offset, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        events.append(Event(kind.decode(), inode, offset, data[at : at + length]))
        at += length
    return events


class Replay:
    """The run up to one moment."""

    def __init__(self, base: Base, events: list[Event]) -> None:
        self._files = {inode: File(content) for inode, content in base.files.items()}
        self._now = dict(self._files)
        self._names = {name: self._files[inode] for name, inode in base.names.items()}
        self._folders = dict(base.folders)
        self._first_folders = set(base.folders.values())
        self._steps: list[tuple[Event, File | None]] = []
        self._kept = 0
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        if event.kind in _OTHER_NAMES:
            self._take_name(event)
        elif event.kind == "D":
            self._keep_names_of(self._folders.get(event.inode, ""))
        elif event.inode in self._now:
            file = self._now[event.inode]
            if event.kind == "S":
                file.flushed = len(file.done)
            else:
                file.done.append(event)

    def _take_name(self, event: Event) -> None:
        file = None
        if event.kind == "N":
            # the system gives a number again once its file is gone
            file = self._now[event.inode] = File()
        elif event.kind == "M":
            self._folders[event.inode] = event.name
        elif event.kind == "R":
            old, new = event.name.split("\0")
            self._folders = {inode: _moved(name, old, new) for inode, name in self._folders.items()}
        self._steps.append((event, file))

    def _keep_names_of(self, folder: str) -> None:
        for number, (event, _) in enumerate(self._steps, start=1):
            if any(str(PurePosixPath(name).parent) == folder for name in event.name.split("\0")):
                self._kept = max(self._kept, number)

    def disk(self, chance: random.Random) -> tuple[dict[str, bytes], set[str]]:
        """One of the states the disk may be in: files and folders."""
        steps = self._steps[: _draw(self._kept, len(self._steps), chance)]
        names, folders = dict(self._names), set(self._first_folders)
        for event, file in steps:
            _apply(event, file, names, folders)
        mode = chance.random()
        return {name: _content(file, mode, chance) for name, file in names.items()}, folders


def write_out(disk: tuple[dict[str, bytes], set[str]], folder: Path) -> None:
    """Put such a state into an empty folder."""
    files, folders = disk
    folder.mkdir(mode=0o700)
    for name in sorted(folders - {"."}):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)


def _draw(least: int, most: int, chance: random.Random) -> int:
    """How many steps came to the disk; the ends are tried often."""
    where = chance.random()
    if where < 0.25:
        return least
    return most if where < 0.5 else chance.randint(least, most)


def _apply(event: Event, file: File | None, names: dict[str, File], folders: set[str]) -> None:
    if event.kind == "N" and file is not None:
        names[event.name] = file
    elif event.kind == "U":
        names.pop(event.name, None)
    elif event.kind == "M":
        folders.add(event.name)
    elif event.kind == "X":
        folders.discard(event.name)
    elif event.kind == "R":
        old, new = event.name.split("\0")
        for name in [name for name in names if _moved(name, old, new) != name]:
            names[_moved(name, old, new)] = names.pop(name)
        moved = {_moved(name, old, new) for name in folders}
        folders.clear()
        folders.update(moved)


def _moved(name: str, old: str, new: str) -> str:
    if name == old:
        return new
    return new + name[len(old) :] if name.startswith(f"{old}/") else name


def _content(file: File, mode: float, chance: random.Random) -> bytes:
    content = bytearray(file.base)
    for number, event in enumerate(file.done):
        sure = number < file.flushed
        if event.kind == "T":
            if sure or chance.random() < 0.5:
                del content[event.offset :]
                content.extend(bytes(event.offset - len(content)))
            continue
        for offset, piece in [(event.offset, event.data)] if sure else _torn(event, mode, chance):
            content.extend(bytes(max(0, offset + len(piece) - len(content))))
            content[offset : offset + len(piece)] = piece
    return bytes(content)


def _torn(event: Event, mode: float, chance: random.Random) -> Iterator[tuple[int, bytes]]:
    """What came to the disk of a write that was not flushed: all, nothing, or some sectors."""
    if mode < 0.15:
        yield event.offset, event.data
    elif mode >= 0.3 and chance.random() < 0.5:
        if chance.random() < 0.5:
            yield event.offset, event.data
            return
        for start in range(0, len(event.data), SECTOR):
            if chance.random() < 0.5:
                yield event.offset + start, event.data[start : start + SECTOR]
