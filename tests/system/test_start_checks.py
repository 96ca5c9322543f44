"""What is checked at every start (F32), where files are found, and memory kept out of dumps."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.errors import Problem
from app.storage.integrity import check_database_library
from app.system import known_answers, process_hardening, resources
from app.system.known_answers import check_known_answers
from app.system.paths import DataFolder, default_data_folder, sample_data_folder, stamp

ROOT = Path(__file__).resolve().parents[2]


def test_the_building_blocks_give_the_published_answers() -> None:
    check_known_answers()
    check_database_library()


@pytest.mark.parametrize("part", ["_argon2id", "_hkdf", "_aes_gcm", "_hmac", "_random"])
def test_a_wrong_answer_stops_the_start(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_answers, part, lambda: False)
    with pytest.raises(Problem) as caught:
        check_known_answers()
    assert caught.value.code == "self-test"


def test_a_cipher_that_accepts_changed_text_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless:
        def __init__(self, key: bytes) -> None:
            self.encrypt = AESGCM(key).encrypt

        def decrypt(self, *_: object) -> bytes:
            return b""

    monkeypatch.setattr(known_answers, "AESGCM", Careless)
    with pytest.raises(Problem):
        check_known_answers()


def test_a_plain_or_old_database_library_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr("app.storage.integrity.dbapi2", sqlite3)
    with pytest.raises(Problem, match="self-test"):
        check_database_library()
    monkeypatch.undo()
    monkeypatch.setattr("app.storage.integrity.LOWEST_SQLITE", (99, 0, 0))
    with pytest.raises(Problem, match="self-test"):
        check_database_library()


def test_hardening_takes_hold_in_a_process_of_its_own() -> None:
    code = (
        "import resource; from app.system.process_hardening import harden_process as h;"
        "print(*h(), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "no-core-file" in run.stdout
    assert "(0, 0)" in run.stdout


def test_a_system_that_refuses_hardening_does_not_stop_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> bool:
        raise OSError

    for name in ("_no_core_file", "_not_dumpable", "_no_debugger", "_no_error_report"):
        monkeypatch.setattr(process_hardening, name, refuse)
    assert process_hardening.harden_process() == []


def test_names_in_the_data_folder(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert not folder.has_database
    assert not folder.has_keyring
    (tmp_path / "practice.keys.bak").touch()
    assert DataFolder(tmp_path).has_keyring
    assert default_data_folder().root != sample_data_folder().root
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, 6, UTC)) == "20260102T030405.000006Z"


def test_resources_are_found_from_sources_and_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources.resource("common_passwords.txt").is_file()
    with pytest.raises(FileNotFoundError):
        resources.resource("absent.txt")
    resources.resources_folder.cache_clear()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    with pytest.raises(FileNotFoundError):
        resources.resources_folder()
    (tmp_path / "resources").mkdir()
    assert resources.resources_folder() == tmp_path / "resources"
    resources.resources_folder.cache_clear()
