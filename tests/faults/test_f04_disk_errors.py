"""F03 and F04: a disk that is full or fails, at any call of a clerk's work and of a backup."""

from __future__ import annotations

import errno
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import FULL
from tests.faults.figures import Figure, note
from tests.faults.shim import library, python

SLICES = range(10) if FULL else range(1)
CASES = [
    ("F03", "disk full at a random write or flush", errno.ENOSPC, 20 if FULL else 4),
    ("F04", "disk error at a random write or flush", errno.EIO, 50 if FULL else 4),
]
KINDS = ("lost", "corrupt", "untyped", "stuck")

pytestmark = pytest.mark.skipif(library() is None, reason="no C compiler on Linux")


@pytest.mark.parametrize("part", SLICES)
@pytest.mark.parametrize(("fault", "what", "error", "times"), CASES)
def test_a_failing_disk_is_told_plainly_and_loses_nothing(
    tmp_path: Path, fault: str, what: str, error: int, times: int, part: int
) -> None:
    words = (str(tmp_path), str(error), str(times), str(part))
    child = python("tests.faults.disk_errors", *words, under=tmp_path / "data")
    out, err = child.communicate(timeout=500)
    assert child.returncode == 0, err[-3000:]
    tries = [json.loads(line) for line in out.splitlines()]
    bad = Counter(each["bad"].partition(":")[0] for each in tries if each["bad"])
    note(Figure(fault, what, len(tries), {kind: bad[kind] for kind in KINDS}), part=str(part))
    assert not bad, [each for each in tries if each["bad"]][:3]
    assert len(tries) == times
    assert any(each["code"] for each in tries), "the disk never refused anything"
