"""Who may read a folder on Windows, told from its access list; run with lists as Windows writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.system import private_files
from app.system.folder_rights import (
    RightsProbe,
    keep_private,
    private_list,
    strangers_in,
    windows_probe,
)

OWN = "S-1-5-21-1111111111-2222222222-3333333333-1001"
PROFILE = f"D:(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{OWN})"
DRIVE_ROOT = (
    "D:AI(A;ID;FA;;;BA)(A;OICIIOID;GA;;;BA)(A;ID;FA;;;SY)(A;OICIIOID;GA;;;SY)"
    "(A;ID;0x1301bf;;;AU)(A;OICIIOID;SDGXGWGR;;;AU)(A;OICIID;0x1200a9;;;BU)"
)


@pytest.mark.parametrize(
    ("sddl", "strangers"),
    [
        (PROFILE, set()),
        (DRIVE_ROOT, {"AU", "BU"}),
        ("D:PAI(A;OICI;FR;;;WD)", {"WD"}),
        ("D:(A;OICI;0x100000;;;WD)", set()),
        ("D:(D;OICI;FA;;;BU)(A;OICI;FA;;;SY)", set()),
        (f"D:(A;OICI;FA;;;{OWN})(A;;FR;;;S-1-5-32-545)", {"S-1-5-32-545"}),
        (
            "D:(A;OICI;0x1200a9;;;S-1-5-21-1-2-3-513)",
            {"S-1-5-21-1-2-3-513"},
        ),
        ("D:NO_ACCESS_CONTROL", {"WD"}),
        ("O:BAG:SY", {"WD"}),
        ("", {"WD"}),
        ("D:(A;OICI)(broken)", set()),
    ],
)
def test_groups_of_strangers_are_found(sddl: str, strangers: set[str]) -> None:
    assert strangers_in(sddl) == strangers


class Windows:
    """A folder's list as Windows would keep it."""

    def __init__(self, sddl: str, *, writable: bool = True) -> None:
        self.sddl, self.writable = sddl, writable
        self.writes = 0

    def probe(self) -> RightsProbe:
        return RightsProbe(lambda _folder: self.sddl, self.write, lambda: OWN)

    def write(self, _folder: Path, sddl: str) -> None:
        self.writes += 1
        if not self.writable:
            raise PermissionError
        self.sddl = sddl


def test_a_private_folder_is_left_as_it_is(tmp_path: Path) -> None:
    windows = Windows(PROFILE)
    assert keep_private(tmp_path, windows.probe())
    assert windows.writes == 0


def test_rights_of_strangers_are_taken_away(tmp_path: Path) -> None:
    windows = Windows(DRIVE_ROOT)
    assert keep_private(tmp_path, windows.probe())
    assert windows.sddl == private_list(OWN)
    assert strangers_in(windows.sddl) == frozenset()
    assert windows.sddl.startswith("D:P("), "nothing is inherited any more"


def test_what_cannot_be_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = Windows(DRIVE_ROOT, writable=False)
    assert not keep_private(tmp_path, windows.probe())
    monkeypatch.setattr(private_files, "windows_probe", windows.probe)
    with pytest.raises(Problem, match="folder-not-private"):
        private_files.make_private_folder(tmp_path / "data")
    with pytest.raises(Problem, match="folder-not-private"):
        private_files.repair_modes(tmp_path)


def test_a_list_that_cannot_be_read_counts_as_open(tmp_path: Path) -> None:
    def read(_folder: Path) -> str:
        raise OSError

    windows = Windows(PROFILE)
    assert not keep_private(tmp_path, RightsProbe(read, windows.write, lambda: OWN))


def test_other_systems_have_modes_instead() -> None:
    import sys

    assert (windows_probe() is None) is (sys.platform != "win32")
