"""What each command does, whom it lets, and what it answers."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.mail import MailService
from app.domain.requests import Road
from app.domain.settings import SECOND_BACKUP_FOLDER
from app.services.mail_orders import NewMail
from app.services.open_desk import OpenDesk
from app.storage.backup_shelf import list_backups
from app.system.instance_lock import InstanceLock
from tests.cli.cli_kit import LIST, PRACTICE_FILE, Line, TypedAsker, events, place_of
from tests.services.consent_kit import SIGNATURE, patient, terms
from tests.services.people_kit import log_request
from tests.services.test_consent_seals import tamper
from tests.services.vault_kit import CHOICES, NOW, OTHER_PASSWORD, PASSWORD, vault_service


def _version(opened: OpenDesk, staff_id: int) -> int:
    with opened.desk.reading() as unit:
        return unit.staff.get(staff_id).version


def newest(line: Line) -> Path:
    return list_backups(place_of(line.folder).backups)[0].folder


# --- backup -----------------------------------------------------------------------------------


def test_a_backup_is_made_checked_and_copied(line: Line, tmp_path: Path) -> None:
    line.clock.advance(timedelta(hours=1))
    said = line.json("backup", "--user", "ann", "--to", tmp_path / "share")
    assert said["done"] is True
    result = said["result"]
    assert Path(result["folder"]) == newest(line)
    assert result["rows_by_table"]["staff"] == 2
    assert (tmp_path / "share" / newest(line).name / "practice.db").is_file()
    assert line.err == ""


def test_the_trail_says_that_it_came_from_the_command_line(line: Line) -> None:
    assert line("backup", "--user", "ann") == 0
    here = [(action, detail) for action, detail in events(line.folder) if "command line" in detail]
    assert [action for action, _ in here] == ["signin.succeeded", "backup.made", "store.locked"]
    assert ("store.set_up", "{}") in events(line.folder), "the window's events stay as they are"


def test_a_clerk_may_back_up(line: Line) -> None:
    assert line("backup", "--user", "bo", given=OTHER_PASSWORD) == 0
    assert line.out.startswith("Backup made and checked: ")


def test_a_copy_that_fails_is_told_and_the_backup_kept(line: Line, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    line.clock.advance(timedelta(hours=1))
    assert line("backup", "--user", "ann", "--to", tmp_path / "file" / "x") == 1
    assert "was made, but not copied" in line.err
    assert "Backup made and checked" in line.out
    assert newest(line).is_dir()


def test_a_copy_goes_to_the_second_place_as_well(line: Line, tmp_path: Path) -> None:
    place, target = tmp_path / "second", tmp_path / "share"
    service = vault_service(line.folder, line.clock)
    opened = service.unlock(login="ann", password=PASSWORD)
    opened.services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=str(place))
    opened.desk.store.close()
    line.clock.advance(timedelta(hours=1))
    assert line("backup", "--user", "ann", "--to", target) == 0
    assert line.out.count("Copied and compared") == 2
    assert "same disk as the data" in line.out
    assert newest(line).name in {each.name for each in target.iterdir()}
    assert newest(line).name in {each.name for each in place.iterdir()}


def test_a_copy_does_not_go_into_another_practice(line: Line, tmp_path: Path) -> None:
    other, before = tmp_path / "other", newest(line)
    shutil.copytree(line.folder, other)
    seen = sorted(other.rglob("*"))
    line.clock.advance(timedelta(hours=1))
    for target in (other, other / "backups"):
        assert line("backup", "--user", "ann", "--to", target) == 1
        assert "is the data folder of a practice" in line.err
        assert len(line.err.splitlines()) == 1
    assert sorted(other.rglob("*")) == seen
    assert newest(line) == before


def test_a_command_that_was_refused_leaves_no_backup(line: Line, tmp_path: Path) -> None:
    place, shelf = tmp_path / "second", place_of(line.folder).backups
    service = vault_service(line.folder, line.clock)
    opened = service.unlock(login="ann", password=PASSWORD)
    opened.services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=str(place))
    service.lock(open_desk=opened)
    nonsense, patients = tmp_path / "bad.csv", tmp_path / "patients.csv"
    nonsense.write_bytes(b"\x00\x01")
    patients.write_text(LIST)
    before = {each.name for each in shelf.iterdir()}
    refused: list[tuple[tuple[str | Path, ...], str]] = [
        (("verify", "--user", "ann"), "wrong"),
        (("backup", "--user", "ann"), "wrong"),
        (("backup", "--user", "ann", "--to", line.folder), PASSWORD),
        (("verify", "--user", "bo"), OTHER_PASSWORD),
        (("verify", "--user", "ann", "--seal", "?"), PASSWORD),
        (("export", "mailing-log", tmp_path / "log.csv", "--user", "bo"), OTHER_PASSWORD),
        (("export", "mailing-log", patients, "--user", "ann"), PASSWORD),
        (("export", "mailing-log", tmp_path / "none" / "x.csv", "--user", "ann"), PASSWORD),
        (("import-patients", nonsense, "--user", "ann"), PASSWORD),
        (("restore", newest(line), "--user", "ann", "--reason", "drill"), "wrong"),
        (("restore", newest(line), "--user", "ann", "--reason", " "), PASSWORD),
        (("restore", tmp_path, "--user", "ann", "--reason", "drill"), PASSWORD),
    ]
    for words, given in refused:
        line.clock.advance(timedelta(hours=1))
        assert line(*words, given=given) == 1, words
        assert {each.name for each in shelf.iterdir()} == before, words
        assert {each.name for each in place.iterdir()} <= before, words
    assert line("import-patients", patients, "--user", "ann", "--dry-run") == 0
    assert {each.name for each in shelf.iterdir()} == before, "a dry run changes nothing"


# --- who is let in ----------------------------------------------------------------------------


def test_a_wrong_password_has_the_window_s_message_and_its_pause(line: Line) -> None:
    for _ in range(5):
        assert line("verify", "--user", "ann", given="not this one") == 1
        assert "not right" in line.err
        assert "not this one" not in line.err + line.out
    assert line("verify", "--user", "ann") == 1
    assert "Too many tries" in line.err
    line.clock.advance(timedelta(seconds=61))
    assert line("verify", "--user", "ann") == 0
    failed = [detail for action, detail in events(line.folder) if action == "signin.failed"]
    assert len(failed) == 5


def test_who_has_the_store_is_told_before_a_password_is_asked_for(line: Line) -> None:
    lock = InstanceLock(place_of(line.folder).lock)
    lock.acquire(NOW)
    asker = TypedAsker([])
    try:
        for words in (
            ("backup", "--user", "ann"),
            ("restore", newest(line), "--user", "ann", "--reason", "drill"),
        ):
            assert line(*words, asker=asker) == 1
            assert "already open" in line.err
            assert "since 11/23/2026" in line.err
    finally:
        lock.release()
    assert asker.prompts == []


def test_a_backup_is_verified_while_the_window_has_the_store(line: Line) -> None:
    opened = vault_service(line.folder, line.clock).unlock(login="ann", password=PASSWORD)
    try:
        assert line("verify", "--backup", newest(line), "--user", "ann") == 0
    finally:
        opened.desk.store.close()
    assert "is as it was made" in line.out


def test_a_one_time_password_opens_nothing(line: Line) -> None:
    service = vault_service(line.folder, line.clock)
    opened = service.unlock(login="ann", password=PASSWORD)
    again = opened.services.staff.reset_password(staff_id=2, version=_version(opened, 2))
    given = again.value.password
    opened.desk.store.close()
    assert line("backup", "--user", "bo", given=given) == 1
    assert "one-time password must be changed" in line.err


# --- verify -----------------------------------------------------------------------------------


def test_verify_tells_the_seal_and_takes_it_back(line: Line) -> None:
    said = line.json("verify", "--user", "ann")
    seal = said["result"]["seal"]
    assert line("verify", "--user", "ann", "--seal", seal) == 0
    wrong = f"{seal[:-1]}{'0' if seal[-1] != '0' else '1'}"
    assert line("verify", "--user", "ann", "--seal", wrong) == 1
    assert "damage" in line.err
    assert line("verify", "--user", "ann", "--seal", "nonsense") == 1
    assert "seal: Type the seal as printed" in line.err


def test_verify_finds_a_flipped_bit_and_lists_it(line: Line) -> None:
    database = place_of(line.folder).database
    data = bytearray(database.read_bytes())
    data[4096 * 20 + 100] ^= 1
    database.write_bytes(bytes(data))
    said = line.json("verify", "--user", "ann")
    assert said["done"] is False
    assert said["problem"]["code"] in ("not-intact", "store-damaged")
    assert line.err.count("\n") == 1


def signed(line: Line) -> int:
    """A consent that a patient signed on the screen; its id."""
    opened = vault_service(line.folder, line.clock).unlock(login="ann", password=PASSWORD)
    consents = opened.services.consents
    consent_id = consents.open(terms=terms(patient(opened.desk))).value
    version = consents.get(consent_id=consent_id).consent.version
    consents.sign_on_screen(consent_id=consent_id, version=version, drawing=SIGNATURE)
    opened.desk.store.close()
    return consent_id


def test_verify_looks_at_the_consents_seals(line: Line) -> None:
    signed(line)
    said = line.json("verify", "--user", "ann")
    assert said["result"]["consents"] == 1
    opened = vault_service(line.folder, line.clock).unlock(login="ann", password=PASSWORD)
    tamper(opened.desk, "UPDATE consent SET explained_by = 'Bob'")
    opened.desk.store.close()
    said = line.json("verify", "--user", "ann")
    assert said["done"] is False
    assert said["problem"]["code"] == "not-intact"
    assert "example.org" not in line.out + line.err


def test_a_clerk_may_not_verify(line: Line) -> None:
    assert line("verify", "--user", "bo", given=OTHER_PASSWORD) == 1
    assert "role does not allow" in line.err
    denied = [detail for action, detail in events(line.folder) if action == "permission.denied"]
    assert len(denied) == 1


def test_a_damaged_backup_is_no_backup(line: Line, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(newest(line), copy)
    data = bytearray((copy / "practice.db").read_bytes())
    data[9000] ^= 4
    (copy / "practice.db").write_bytes(bytes(data))
    assert line("verify", "--backup", copy, "--user", "ann") == 1
    assert "not as it was made" in line.err
    assert line("verify", "--backup", tmp_path, "--user", "ann") == 1
    assert "not a backup itself; it holds one" in line.err
    assert str(copy) in line.err


@pytest.mark.parametrize(
    ("login", "given", "words"),
    [
        ("ann", "wrong", "not right"),
        ("nobody", PASSWORD, "not right"),
        ("bo", OTHER_PASSWORD, "role does not allow"),
    ],
)
def test_a_backup_tells_its_inside_only_to_officers(
    line: Line, login: str, given: str, words: str
) -> None:
    assert line("verify", "--backup", newest(line), "--user", login, given=given) == 1
    assert words in line.err


def test_a_seal_is_compared_with_a_backup_too(line: Line) -> None:
    seal = line.json("verify", "--user", "ann")["result"]["seal"]
    line.clock.advance(timedelta(hours=1))
    assert line("backup", "--user", "ann") == 0
    assert line("verify", "--backup", newest(line), "--user", "ann", "--seal", seal) == 0
    wrong = f"{seal[:-1]}{'0' if seal[-1] != '0' else '1'}"
    assert line("verify", "--backup", newest(line), "--user", "ann", "--seal", wrong) == 1
    assert line("verify", "--backup", newest(line), "--user", "ann", "--seal", "?") == 1


def test_a_backup_on_a_read_only_disk_is_not_called_damaged(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.backup_check.os.access", lambda *_: False)
    assert line("verify", "--backup", newest(line), "--user", "ann") == 1
    assert "may not write" in line.err


# --- restore ----------------------------------------------------------------------------------


def test_a_backup_is_restored_in_an_empty_folder(line: Line, bare: Line) -> None:
    counts = line.json("backup", "--user", "ann")["result"]["rows_by_table"]
    bare.folder = line.folder.parent / "other"
    said = bare.json("restore", newest(line), "--user", "ann", "--reason", "drill")
    assert said["done"] is True
    assert said["result"]["rows_by_table"] == counts
    assert bare("verify", "--user", "ann") == 0
    restored = [detail for action, detail in events(bare.folder) if action == "store.restored"]
    assert len(restored) == 1
    assert "drill" in restored[0]
    assert "command line" in restored[0]


def test_the_code_of_a_backup_stays_valid(bare: Line, tmp_path: Path) -> None:
    own = vault_service(tmp_path / "own", bare.clock)
    code = own.create(choices=CHOICES, password=PASSWORD)
    own.lock(open_desk=own.confirm_recovery(code=code))
    (made,) = place_of(tmp_path / "own").backups.iterdir()
    words = ("restore", made, "--recovery-code", "--reason", "drill")
    for place in ("one", "two"):
        bare.folder = tmp_path / place
        assert bare(*words, given=code) == 0
        assert "No new recovery code was made" in bare.out
        assert not place_of(bare.folder).quarantine.exists(), "nothing stood there"
    service = vault_service(bare.folder, bare.clock)
    new_code = service.recover(code=code, reason="drill", new_password=PASSWORD + " anew")
    assert new_code != code, "only the unlock page's way makes a new one"
    service.forget()
    assert bare("restore", made, "--user", "ann", "--reason", "drill") == 0
    assert "recovery code" not in bare.out


def test_a_newer_password_than_the_backups_gets_a_hint(line: Line) -> None:
    words = ("restore", newest(line), "--user", "ann", "--reason", "drill")
    assert line(*words, given=PASSWORD + " of today") == 1
    assert "the password of the day on which the backup was made" in line.err
    assert line(*words[:3], "nobody", *words[4:], given=PASSWORD) == 1
    assert "the password of the day on which the backup was made" in line.err


def test_a_copy_elsewhere_has_to_choose_a_second_place(line: Line, bare: Line) -> None:
    place = line.folder.parent / "second"
    service = vault_service(line.folder, line.clock)
    opened = service.unlock(login="ann", password=PASSWORD)
    opened.services.settings.set_for_practice(setting=SECOND_BACKUP_FOLDER, value=str(place))
    service.lock(open_desk=opened)
    (carried,) = place.iterdir()
    bare.folder = line.folder.parent / "other"
    words = ("restore", carried, "--user", "ann", "--reason", "drill")
    assert bare.json(*words)["result"]["second_place_cleared"] is True
    assert bare(*words) == 0
    assert "Choose a second place for this copy" in bare.out
    bare.clock.advance(timedelta(hours=1))
    assert bare("backup", "--user", "ann") == 0
    assert "Copied" not in bare.out
    assert list(place.iterdir()) == [carried]


def test_what_stood_there_goes_to_quarantine(line: Line) -> None:
    assert line("restore", newest(line), "--user", "ann", "--reason", "drill") == 0
    assert "quarantine" in line.out
    assert any(place_of(line.folder).quarantine.rglob("practice.db"))


def test_restoring_is_the_administrators(line: Line) -> None:
    before = place_of(line.folder).database.read_bytes()
    words = ("restore", newest(line), "--reason", "drill")
    assert line(*words, "--user", "bo", given=OTHER_PASSWORD) == 1
    assert "role does not allow" in line.err
    assert line(*words, "--user", "ann", given="wrong") == 1
    assert line(*words, "--recovery-code", given="0BPV-6NQS") == 1
    assert "recovery code does not open this backup" in line.err
    assert "Caps Lock" not in line.err
    assert place_of(line.folder).database.read_bytes() == before


# --- export and import ------------------------------------------------------------------------


def test_the_mailing_log_is_exported(line: Line, tmp_path: Path) -> None:
    service = vault_service(line.folder, line.clock)
    opened = service.unlock(login="ann", password=PASSWORD)
    request = log_request(opened.desk, road=Road.MAIL)
    opened.services.mail.prepare(order=NewMail(request, MailService.FIRST_CLASS))
    opened.desk.store.close()
    said = line.json("export", "mailing-log", tmp_path, "--user", "ann")
    assert said["result"]["rows"] == 1
    assert line("export", "mailing-log", tmp_path / "one.csv", "--user", "ann") == 0
    assert line.out.startswith("1 row of the mailing log is in ")
    target = Path(said["result"]["file"])
    assert target.name == "mailing-log-all-to-2026-11-23.csv"
    assert target.stat().st_mode & 0o077 == 0
    assert "Mosciski" in target.read_text(encoding="utf-8-sig")
    assert "Mosciski" not in line.out + line.err
    assert line("export", "mailing-log", tmp_path, "--user", "ann") == 1
    assert "file of that name already" in line.err
    assert line("export", "mailing-log", tmp_path, "--user", "ann", "--replace") == 0
    span = ("--from", "2026-01-01", "--to", "12/31/2026")
    target = tmp_path / "span.csv"
    assert line.json("export", "mailing-log", target, "--user", "ann", *span)["result"]["rows"] == 0


def test_a_period_that_ends_before_it_begins_is_refused(line: Line, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    span = ("--from", "2026-12-01", "--to", "2026-01-31")
    assert line("export", "mailing-log", target, "--user", "ann", *span) == 1
    assert "lies before its first day" in line.err
    assert not target.exists()


def test_a_clerk_may_not_export(line: Line, tmp_path: Path) -> None:
    words = ("export", "mailing-log", tmp_path / "x.csv", "--user", "bo")
    assert line(*words, given=OTHER_PASSWORD) == 1
    assert list(tmp_path.glob("x.csv*")) == []


def test_patients_are_brought_in_once(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST + "Nobody,X,31/31/1970\n", encoding="utf-8")
    tried = line.json("import-patients", path, "--user", "bo", "--dry-run", given=OTHER_PASSWORD)
    assert (tried["result"]["new"], tried["result"]["batch"]) == (2, None)
    first = line.json("import-patients", path, "--user", "bo", given=OTHER_PASSWORD)["result"]
    assert (first["new"], first["batch"], len(first["rejected"])) == (2, 1, 1)
    assert first["closing_backup"]
    again = line.json("import-patients", path, "--user", "bo", given=OTHER_PASSWORD)["result"]
    assert (again["new"], again["unchanged"]) == (0, 2)
    assert line("import-patients", path, "--user", "bo", given=OTHER_PASSWORD) == 0
    assert "Left out, line 4: " in line.out
    assert "Nobody" not in line.out


def test_what_is_missing_in_a_list_is_told_in_words_too(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Last name,First name,Date of birth,Street,City,State\n"
        "Quill,Ada,02/03/1970,1 Main St,Boston,MA\nOkafor,Ben,03/04/1980,2 Elm St,Salem,MA\n",
        encoding="utf-8",
    )
    assert line("import-patients", path, "--user", "ann") == 0
    assert "2 patients were added" in line.out
    assert "Note: 2 patients: No ZIP code." in line.out
    assert "Quill" not in line.out


def test_a_patient_who_may_be_on_file_is_counted(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    head = "Last name,First name,Date of birth,Chart number\n"
    path.write_text(head + "Quill,Ada,02/03/1970,A1\n", encoding="utf-8")
    assert line("import-patients", path, "--user", "ann") == 0
    path.write_text(head + "Quill,Ada,02/03/1970,B2\n", encoding="utf-8")
    assert line("import-patients", path, "--user", "ann", "--dry-run") == 0
    assert "Note: 1 patient: may be on file already" in line.out
    assert line.out.startswith("1 patient would be added, 0 would be brought up to date")


def test_a_missing_list_is_told_before_the_password(line: Line, tmp_path: Path) -> None:
    assert line("import-patients", tmp_path / "none.csv", "--user", "ann", given="wrong") == 1
    assert f"There is no file {tmp_path / 'none.csv'}." in line.err
    assert line.err.count("\n") == 1


def test_many_rows_left_out_are_counted(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = "".join(f"Someone{number},X,31/31/1970\n" for number in range(25))
    path.write_text("Last name,First name,Date of birth\n" + rows, encoding="utf-8")
    assert line("import-patients", path, "--user", "ann") == 0
    assert "5 more" in line.out
    assert len(line.out.splitlines()) == 22


def test_fhir_and_old_encodings_are_read(line: Line, tmp_path: Path) -> None:
    fhir = Path(__file__).parents[1] / "exchange" / "data" / "bundle.json"
    assert line.json("import-patients", fhir, "--user", "ann")["result"]["new"] > 0
    old = tmp_path / "old.csv"
    old.write_bytes("Last name,First name,Date of birth\nMüller,Zoë,02/03/1970\n".encode("cp1252"))
    assert line("import-patients", old, "--user", "ann") == 1
    assert line("import-patients", old, "--user", "ann", "--windows-text") == 0


def test_a_file_that_is_no_list_changes_nothing(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"PK\x03\x04" + bytes(5000))
    assert line("import-patients", path, "--user", "ann") == 1
    assert line.err.count("\n") == 1


# --- new --------------------------------------------------------------------------------------


def new_words(tmp_path: Path, text: str = PRACTICE_FILE) -> tuple[str | Path, ...]:
    path = tmp_path / "practice.toml"
    path.write_text(text, encoding="utf-8")
    sheet = tmp_path / "sheet.pdf"
    return ("new", path, "--user", "ann", "--full-name", "Ann Example", "--sheet", sheet)


def test_a_practice_is_set_up_unattended(bare: Line, tmp_path: Path) -> None:
    said = bare.json(*new_words(tmp_path))
    assert said["done"] is True
    sheet = Path(said["result"]["sheet"])
    assert sheet.read_bytes().startswith(b"%PDF")
    assert sheet.stat().st_mode & 0o077 == 0
    assert said["result"]["backup"]
    assert bare("verify", "--user", "ann") == 0
    assert bare(*new_words(tmp_path / "..", PRACTICE_FILE)[:-1], tmp_path / "two.pdf") == 1
    assert "already holds" in bare.err
    assert not (tmp_path / "two.pdf").exists()


def test_at_the_terminal_the_code_is_typed_back(
    bare: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []
    create = type(vault_service(bare.folder)).create

    def watched(self: object, **given: object) -> str:
        codes.append(create(self, **given))  # type: ignore[arg-type]
        return codes[-1]

    monkeypatch.setattr("app.services.vault.VaultService.create", watched)

    def typed() -> str:
        return codes[-1].lower()

    asker = TypedAsker([PASSWORD, PASSWORD, "a slip", typed])
    assert bare(*new_words(tmp_path), asker=asker) == 0
    assert "not the code on the sheet" in bare.out
    assert codes[-1] not in bare.out + bare.err


def test_a_code_that_is_never_right_leaves_nothing(bare: Line, tmp_path: Path) -> None:
    asker = TypedAsker([PASSWORD, PASSWORD, "slip", "slip", "slip"])
    assert bare(*new_words(tmp_path), asker=asker) == 1
    assert not (tmp_path / "sheet.pdf").exists()
    assert not place_of(bare.folder).has_database


def test_two_different_passwords_are_refused(bare: Line, tmp_path: Path) -> None:
    assert bare(*new_words(tmp_path), asker=TypedAsker([PASSWORD, "other"])) == 1
    assert "not the same" in bare.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PRACTICE_FILE.replace("city", "town"), ("city: This line is missing", "town: This line")),
        (PRACTICE_FILE.replace('"02143"', "2143"), ("zip_code: This has to be text",)),
        (PRACTICE_FILE.replace('"MA"', '"XX"'), ("state:",)),
        ("name = [", ("cannot be read",)),
        ("x" * 70_000, ("cannot be read",)),
    ],
)
def test_a_practice_s_file_says_what_is_wrong_with_it(
    bare: Line, tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    assert bare(*new_words(tmp_path, text)) == 1
    for word in words:
        assert word in bare.err
    assert not bare.folder.exists()


def test_the_sheet_must_have_a_place(bare: Line, tmp_path: Path) -> None:
    words = new_words(tmp_path)
    assert bare(*words[:-1], tmp_path / "none" / "sheet.pdf") == 1
    assert "sheet: The sheet cannot be written there." in bare.err
    (tmp_path / "sheet.pdf").write_text("older")
    assert bare(*words) == 1
    assert (tmp_path / "sheet.pdf").read_text() == "older"
    assert not place_of(bare.folder).has_database


def test_where_there_is_no_store_that_is_said(bare: Line) -> None:
    assert bare("backup", "--user", "ann") == 1
    assert "no practice's store in this folder" in bare.err
    assert not bare.folder.exists()
