"""The audit trail in the registers room: read, narrowed, verified; and told in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.audit_chain import AuditEntry, AuditEvent
from app.domain.consents import ConsentEventKind
from app.domain.staff import Role
from app.services.mail import _ENDINGS
from app.services.papers import PaperHow
from app.services.progress import Progress
from app.ui.kit.task_runner import InlineRunner
from app.ui.kit.theme import Theme
from app.ui.registers import audit_reader
from app.ui.registers.audit_reader import AuditFilter, AuditReader
from app.ui.registers.audit_words import (
    AuditKind,
    detail_lines,
    detail_of,
    is_known,
    kind_of,
    what_words,
)
from app.ui.registers.page import Part
from tests.services.people_kit import log_request
from tests.services.vault_kit import set_up, vault_service
from tests.ui.a11y import unnamed
from tests.ui.registers.conftest import OpenAs
from tests.ui.registers.registers_kit import Registers, open_registers, said_in

APP = Path(__file__).resolve().parents[3] / "app"


@pytest.fixture
def vault_page(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Registers]:
    """The page over a whole vault, whose keyring keeps notes of the trail."""
    opened = set_up(vault_service(tmp_path / "vault"))
    yield open_registers(qtbot, theme, opened.desk, InlineRunner(), [])
    opened.desk.store.close()


def test_the_trail_is_read_newest_first_with_request_numbers(registers: Registers) -> None:
    request_id = log_request(registers.desk)
    number = registers.services.requests.get(request_id=request_id).request.number
    page = registers.page
    page.show_part(Part.AUDIT)
    rows = page.audit.table.model.rows()
    assert [row.entry.seq for row in rows] == sorted((r.entry.seq for r in rows), reverse=True)
    told = {(row.what, row.number) for row in rows}
    assert ("Request logged", number) in told
    assert ("Request looked at", number) in told
    assert unnamed(page) == []


def test_looking_at_the_trail_adds_nothing(registers: Registers) -> None:
    log_request(registers.desk)
    page = registers.page
    page.show_part(Part.AUDIT)
    before = len(page.audit.table.model.rows())
    page.audit.restart()
    assert len(page.audit.table.model.rows()) == before


def test_the_trail_is_narrowed_by_kind_person_and_words(qtbot: QtBot, registers: Registers) -> None:
    log_request(registers.desk)
    audit = registers.page.audit
    registers.page.show_part(Part.AUDIT)
    audit.kind.set_value(AuditKind.REQUESTS)
    assert {row.what for row in audit.table.model.rows()} == {"Request logged"}
    audit.kind.set_value(None)
    audit.person.set_value("ChartPost")
    assert {row.entry.actor_name for row in audit.table.model.rows()} == {"ChartPost"}
    audit.person.set_value(None)
    qtbot.keyClicks(audit.search, "patient add")
    qtbot.waitUntil(lambda: {r.what for r in audit.table.model.rows()} == {"Patient added"})
    qtbot.keyClicks(audit.search, "zzz")
    qtbot.waitUntil(lambda: audit.table.model.rows() == ())
    assert "No event fits" in said_in(registers.page)


def test_a_chosen_event_shows_all_that_is_kept_of_it(registers: Registers) -> None:
    request_id = log_request(registers.desk)
    registers.page.show_part(Part.AUDIT)
    audit = registers.page.audit
    logged = next(r for r in audit.table.model.rows() if r.what == "Request logged")
    audit.table.select_id(logged.entry.seq)
    said = said_in(audit.verify_card)
    assert "Came in by" in said
    assert logged.number in said
    assert unnamed(registers.page) == []
    audit.verify_card.open_link.click()
    assert registers.gone_to == [("requests", ("request", request_id))]


def test_a_whole_trail_is_told_in_words(vault_page: Registers) -> None:
    page = vault_page.page
    page.show_part(Part.AUDIT)
    card = page.audit.verify_card
    card.verify()
    assert "events follow from one another" in card.notice.text()
    assert re.search(r"Audit seal \d{6}-\w{4}-\w{4}", said_in(card))
    seal = vault_page.services.audit.seal()
    card.seal.set_value(seal.removeprefix("Audit seal ").lower())
    card.verify()
    assert "events follow from one another" in card.notice.text()
    assert unnamed(page) == []


def test_a_typed_seal_is_checked(vault_page: Registers) -> None:
    vault_page.page.show_part(Part.AUDIT)
    card = vault_page.page.audit.verify_card
    card.seal.set_value("nonsense")
    card.verify()
    assert "as printed" in card.form.problems()["seal"]
    assert card.seal.text() == "nonsense"
    assert unnamed(vault_page.page) == []
    card.seal.set_value("000001-0000-0000")
    card.verify()
    assert card.form.problems() == {}
    assert "rewritten" in card.notice.text()


@pytest.mark.parametrize("role", [Role.CLERK, Role.READ_ONLY])
def test_others_do_not_see_the_trail(open_as: OpenAs, role: Role) -> None:
    page = open_as(role).page
    assert "Audit trail" not in said_in(page)
    with pytest.raises(ValueError, match="not in list"):
        page.show_part(Part.AUDIT)


def test_a_long_trail_is_read_by_key(registers: Registers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_reader, "_AT_ONCE", 50)
    with registers.desk.writing() as unit:
        for number in range(130):
            action = "request.viewed" if number % 50 == 0 else "search.used"
            unit.audit.record(AuditEvent(action, "patient", number))
    reader = AuditReader(registers.services.audit)
    wanted = AuditFilter(text="looked request")
    first = reader.page(wanted, None, 2, Progress())
    assert [row.what for row in first.rows] == ["Request looked at"] * 2
    assert first.more
    last = first.next_key
    assert isinstance(last, int)
    second = reader.page(wanted, last, 2, Progress())
    assert len(second.rows) == 1
    assert not second.more
    everything = reader.page(AuditFilter(), None, 100, Progress())
    assert len(everything.rows) == 100
    assert everything.more


def test_every_action_the_program_records_has_words() -> None:
    literal = re.compile(r"AuditEvent\(\s*(?:action=)?\"([a-z_]+\.[a-z_]+)\"")
    moves = re.compile(
        r"(?:StepMade|self\._ended|views\.note|self\._record)\(\s*\"([a-z_]+\.[a-z_]+)\""
    )
    found = set()
    for path in APP.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(literal.findall(text)) | set(moves.findall(text))
        found |= {f"mail.{kind}" for kind in re.findall(r"Told\(\"([a-z_]+)\"", text)}
        found |= set(re.findall(r"action[^=\n]* = \"([a-z]+\.[a-z_]+)\"", text))
    found |= {f"consent.{kind.value}" for kind in ConsentEventKind}
    found |= {f"mail.{ending.value}" for ending in _ENDINGS}
    found |= {f"paper.{how.value}" for how in PaperHow}
    assert {"keys.rotated", "export.file", "export.damaged_store", "mail.service"} <= found
    assert len(found) > 80
    assert sorted(action for action in found if not is_known(action)) == []


def test_an_unknown_action_is_told_readably() -> None:
    assert what_words("fee_rule.looked_up") == "Fee rule: looked up"
    assert what_words("odd") == "Odd"
    assert kind_of("fee_rule.looked_up") is AuditKind.STORE
    assert kind_of("permission.denied") is AuditKind.REFUSED
    assert kind_of("store.locked") is AuditKind.DOORS
    assert kind_of("consent.revoked") is AuditKind.CONSENTS
    assert kind_of("consent.paper_viewed") is AuditKind.VIEWS
    assert kind_of("consent_text.added") is AuditKind.OFFICE


def test_details_in_words() -> None:
    entry = AuditEntry(
        1, "2026-11-22T10:00:00.000000Z", 1, "Ann", "patient.changed", "patient", 1, 1,
        '{"fields":["family_name","birth_date"],"intact":true,"rows":1204,"note":"",'
        '"nested":{"a_b":false},"login":"ann"}',
        "0.1", b"", b"",
    )  # fmt: skip
    assert detail_lines(entry) == [
        ("What changed", "last name, birth date"),
        ("Unaltered", "yes"),
        ("Rows", "1,204"),
        ("Nested", "a b no"),
        ("Sign-in name", "ann"),
    ]
    assert detail_of(replace(entry, detail="not json")) == {}
    assert detail_of(replace(entry, detail="[1]")) == {}


def test_the_number_of_a_request_is_found_far_back_in_the_trail(
    registers: Registers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_reader, "_AT_ONCE", 10)
    request_id = log_request(registers.desk)
    number = registers.services.requests.get(request_id=request_id).request.number
    with registers.desk.writing() as unit:
        for _ in range(25):
            unit.audit.record(AuditEvent("request.viewed", "request", request_id))
    reader = AuditReader(registers.services.audit)
    rows = reader.page(AuditFilter(), None, 3, Progress()).rows
    assert {row.number for row in rows} == {number}
    assert "ChartPost" not in reader.people
