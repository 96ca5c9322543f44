"""F19: after locking, the key is nowhere in the process's memory; texts are counted (Linux)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.key_slots import open_slot
from app.storage.keyring import load_keyring
from app.system.paths import DataFolder
from tests.faults.figures import Figure, note
from tests.faults.kit import ROOT
from tests.services.vault_kit import PASSWORD, set_up, vault_service

MARKER = "ZEBULON-PHI"
_BLOCK = 1 << 22
_MAP = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def memory(pid: int) -> Iterator[bytes]:
    """What the process holds, in blocks that overlap a little."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as file:
        for line in maps.splitlines():
            found = _MAP.match(line)
            if found is None or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            at, end = (int(text, 16) for text in found.groups())
            while at < end:
                try:
                    file.seek(at)
                    yield file.read(min(_BLOCK + 256, end - at))
                except (OSError, ValueError, OverflowError):
                    break
                at += _BLOCK


def copies(pid: int, sought: dict[str, bytes]) -> dict[str, int]:
    """How often each is there."""
    found = dict.fromkeys(sought, 0)
    for block in memory(pid):
        for name, text in sought.items():
            found[name] += block.count(text)
    return found


def test_locking_leaves_no_key(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    service = vault_service(folder.root)
    service.lock(open_desk=set_up(service))
    ring, _ = load_keyring(folder.keyring)
    slot = ring.for_login("ann")
    assert slot is not None
    with open_slot(ring.vault, slot, PASSWORD).raw(1) as raw:
        hexadecimal = bytes(raw[2:-1])
    sought = {
        "key": bytes.fromhex(hexadecimal.decode()),
        "hex": hexadecimal,
        "HEX": hexadecimal.upper(),
        "marker": b"ZEBULON-PHI Quill",
    }
    command = [sys.executable, "-m", "tests.faults.memory_work", str(folder.root), MARKER]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        at = {}
        for where in ("open", "locked"):
            assert child.stdout.readline().strip() == where
            try:
                at[where] = copies(child.pid, sought)
            except PermissionError:
                child.kill()
                pytest.skip("this account may not read another process's memory")
            child.stdin.write("\n")
            child.stdin.flush()
    keys = sum(at["locked"][name] for name in ("key", "hex", "HEX"))
    seen = f"a name: {at['open']['marker']} copies open, {at['locked']['marker']} locked"
    note(Figure("F19", "memory searched after locking", 1, {"copies of the key": keys}, seen))
    assert at["open"]["key"] + at["open"]["marker"] > 0, "the search can see"
    assert keys == 0, at
