"""Backups found where a person points: one, a whole second place, somebody else's, a broken one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import Problem
from app.services.backup_finding import OTHERS, OURS, SAMPLE, require_backup
from app.services.setup import SetupChoices
from app.services.vault import VaultService
from app.system.clock import FixedClock
from tests.services.vault_kit import NOW, PRACTICE, set_up, vault_service

STEP = timedelta(hours=1)


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    """Where copies go."""
    return tmp_path / "usb"


@pytest.fixture
def service(tmp_path: Path, usb: Path) -> VaultService:
    """A practice with two backups copied to ``usb``."""
    return practice(tmp_path / "data", usb, copies=2)


def practice(root: Path, usb: Path, *, copies: int = 1, sample: bool = False) -> VaultService:
    clock = FixedClock(NOW)
    service = vault_service(root, clock)
    desk = set_up(service, SetupChoices(PRACTICE, "ann", "Ann Example", sample=sample))
    for _ in range(copies):
        clock.advance(STEP)
        desk.services.backups.back_up(target=usb)
    desk.desk.store.close()
    return service


def test_a_second_place_offers_all_its_backups_newest_first(
    service: VaultService, usb: Path
) -> None:
    found = service.backups_in(folder=usb)
    assert [each.info.made_at for each in found] == [NOW + 2 * STEP, NOW + STEP]
    assert {(each.whose, each.complete) for each in found} == {(OURS, True)}
    (one,) = service.backups_in(folder=found[1].info.folder)
    assert one == found[1]


def test_a_whole_data_folder_offers_the_backups_on_its_shelf(
    service: VaultService, tmp_path: Path
) -> None:
    fresh = vault_service(tmp_path / "fresh")
    found = fresh.backups_in(folder=tmp_path / "data")
    assert [each.info for each in found] == [each.info for each in service.backups()]
    assert {each.whose for each in found} == {""}, "with one practice there is nothing to tell"


def test_a_backup_cut_short_is_named_so(service: VaultService, usb: Path) -> None:
    newest, older = service.backups_in(folder=usb)
    newest.info.database.write_bytes(newest.info.database.read_bytes()[:-4096])
    older.info.keyring.unlink()
    assert [each.complete for each in service.backups_in(folder=usb)] == [False, False]


def test_whose_a_backup_is(service: VaultService, usb: Path, tmp_path: Path) -> None:
    practice(tmp_path / "other", tmp_path / "others usb")
    practice(tmp_path / "sample", tmp_path / "sample usb", sample=True)
    for place in ("others usb", "sample usb"):
        for folder in (tmp_path / place).iterdir():
            shutil.copytree(folder, usb / f"{place} {folder.name}")
    told = [each.whose for each in service.backups_in(folder=usb)]
    assert sorted(told) == sorted([OURS, OURS, OTHERS, SAMPLE])
    fresh = vault_service(tmp_path / "fresh").backups_in(folder=usb)
    numbers = {each.whose for each in fresh} - {SAMPLE}
    assert len(numbers) == 2
    assert all(name.startswith("practice ") for name in numbers)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "empty").mkdir()
    yield tmp_path / "empty"
    (tmp_path / "empty").chmod(0o700)


def test_no_backup_where_the_person_pointed(
    service: VaultService, usb: Path, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Problem, match="no-backup") as refused:
        service.backups_in(folder=empty)
    assert "holds no finished" in refused.value.happened
    with pytest.raises(Problem, match="no-backup") as refused:
        require_backup(tmp_path / "nowhere")
    assert "is not there" in refused.value.happened
    with pytest.raises(Problem, match="no-backup") as refused:
        require_backup(usb)
    newest = service.backups_in(folder=usb)[0].info.folder
    assert "2 backups" in refused.value.happened
    assert str(newest) in refused.value.next_step

    def shut(_folder: Path) -> Iterator[Path]:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", shut)
    with pytest.raises(Problem, match="no-access"):
        service.backups_in(folder=empty)
