"""Logging a request: number, clock, destination, duplicates, letter; its page; corrections."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.addresses import Address
from app.domain.destinations import AddressSource
from app.domain.duplicates import DuplicateAnswer
from app.domain.errors import Conflict, FieldProblems, NotFound, NotPermitted
from app.domain.people import PartyDetails, PartyKind
from app.domain.queue import QueueSort, QueueView, RequestQuery
from app.domain.request_states import Move
from app.domain.requests import (
    AccessKind,
    Asker,
    CopyForm,
    Person,
    Recipient,
    RecordType,
    RequestKind,
    RequestStatus,
    Road,
)
from app.domain.staff import Role
from app.services.changes import Area
from app.services.desk import Desk
from app.services.parties import PartyService
from app.services.requests import RequestService
from app.services.search import SearchService
from tests.services.desk_kit import (
    HOME,
    OFFICE,
    SHELTER,
    add_patient,
    desk_of,
    open_desk,
    trail,
    trail_text,
    wanted,
)

LAWYER = Person("Dana Hill", "Hill Law LLP", PartyKind.LAW_OFFICE)


def problems_of(requests: RequestService, details: Any, **more: Any) -> set[str]:
    with pytest.raises(FieldProblems) as caught:
        requests.log(details=details, **more)
    return set(caught.value.fields)


def test_a_request_is_logged_with_number_clock_and_trail(
    requests: RequestService, desk: Desk
) -> None:
    patient_id = add_patient(desk)
    outcome = requests.log(details=wanted(patient_id, wanted_note="ZEBULON-PHI"))
    assert outcome.changes == {Area.REQUESTS, Area.PARTIES}
    logged = outcome.value
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", logged.number)
    assert logged.due_on == date(2026, 12, 20)
    view = requests.get(request_id=logged.id)
    assert view.request.details.address == HOME
    assert view.request.internal_target_on == date(2026, 12, 18)
    assert view.row.days_left == 27
    assert view.next_step.by == date(2026, 12, 20)
    assert Move.CHECK_IDENTITY in view.moves
    assert view.why_this_date is not None
    assert "Dec 20, 2026" in view.why_this_date.headline
    assert [entry.text for entry in view.timeline] == ["Request received by mail"]
    assert [each for each in trail(desk) if each.startswith("request")] == [
        "request.logged",
        "request.viewed",
    ]
    for secret in ("ZEBULON", "Mosciski", "Elm"):
        assert secret not in trail_text(desk)


def test_numbers_are_random_and_unique(desk: Desk) -> None:
    draws = iter([0] * 8 + [0] * 8 + [31] * 8)
    requests = RequestService(desk, draw=lambda _limit: next(draws))
    patient_id = add_patient(desk)
    assert requests.log(details=wanted(patient_id)).value.number == "0000-0000"
    assert requests.log(details=wanted(patient_id)).value.number == "ZZZZ-ZZZZ"
    stuck = RequestService(desk, draw=lambda _limit: 0)
    with pytest.raises(RuntimeError):
        stuck.log(details=wanted(patient_id))


def test_the_shorter_state_rule_wins(tmp_path: Path) -> None:
    with open_desk(tmp_path / "ca", state="CA") as desk:
        requests = RequestService(desk)
        patient_id = add_patient(desk)
        received = date(2026, 3, 2)
        copy = requests.log(details=wanted(patient_id, received_on=received)).value
        look = requests.log(
            details=wanted(
                patient_id,
                received_on=received,
                access_kind=AccessKind.INSPECTION,
                road=Road.INSPECTION,
            )
        ).value
        assert (copy.due_on, look.due_on) == (date(2026, 3, 17), date(2026, 3, 9))
        request = requests.get(request_id=copy.id).request
        assert request.federal_due_on == date(2026, 4, 1)
        assert "123110" in request.citation


def test_no_clock_runs_without_a_right_of_access(requests: RequestService, desk: Desk) -> None:
    details = wanted(
        add_patient(desk),
        asker=Asker.SOMEONE_ELSE,
        recipient=Recipient.ASKER,
        asker_person=LAWYER,
        kind=RequestKind.AUTHORIZATION,
        address=OFFICE,
    )
    logged = requests.log(details=details).value
    assert logged.due_on is None
    view = requests.get(request_id=logged.id)
    assert (view.why_this_date, view.row.days_left) == (None, None)
    assert view.row.recipient_name == "Dana Hill"


def test_bad_fields_are_named(requests: RequestService, desk: Desk) -> None:
    patient_id = add_patient(desk)
    good = wanted(patient_id)
    assert problems_of(requests, replace(good, received_on=date(2026, 11, 24))) == {"received_on"}
    assert problems_of(requests, replace(good, received_on=date(203, 1, 1))) == {"received_on"}
    assert problems_of(requests, replace(good, received_on=date(1950, 1, 1))) == {"received_on"}
    assert problems_of(requests, replace(good, wanted=frozenset())) == {"wanted"}
    assert problems_of(requests, replace(good, kind=RequestKind.SUBPOENA)) == {"kind"}
    assert problems_of(requests, replace(good, wanted_note="x" * 10_000)) == {"wanted_note"}
    assert problems_of(
        requests,
        replace(good, address=Address(line1="1 A St", city="B", state="MA", zip_code="0211")),
    ) == {"address_zip_code"}
    nobody = replace(
        good,
        asker=Asker.SOMEONE_ELSE,
        recipient=Recipient.THIRD_PARTY,
        kind=RequestKind.AUTHORIZATION,
    )
    assert problems_of(requests, nobody) == {"asker_person", "recipient_person", "address"}
    long = replace(
        nobody, asker_person=Person("x" * 10_000), recipient_person=LAWYER, address=OFFICE
    )
    assert problems_of(requests, long) == {"asker_person"}
    with pytest.raises(NotFound):
        requests.log(details=wanted(999))
    assert requests.counts().open == 0


def test_the_confidential_address_wins(requests: RequestService, desk: Desk) -> None:
    patient_id = add_patient(desk, SHELTER)
    details = wanted(patient_id)
    found = requests.destination(details=details)
    assert (found.address, found.source) == (SHELTER, AddressSource.CONFIDENTIAL)
    logged = requests.log(details=details).value
    assert requests.get(request_id=logged.id).request.details.address == SHELTER


def test_another_address_than_the_confidential_one_is_asked_about(
    requests: RequestService, desk: Desk
) -> None:
    patient_id = add_patient(desk, SHELTER)
    home = wanted(patient_id, address=HOME)
    assert requests.destination(details=home).conflict
    assert problems_of(requests, home) == {"address"}
    logged = requests.log(details=home, conflict_confirmed=True).value
    assert requests.get(request_id=logged.id).request.details.address == HOME
    assert '"asked":1' in trail_text(desk)
    same = wanted(patient_id, address=replace(SHELTER, line1="P.O. Box 77".replace(".", "")))
    assert not requests.destination(details=same).conflict


def test_an_address_of_the_patient_is_no_fallback_for_others(
    requests: RequestService, desk: Desk
) -> None:
    details = wanted(
        add_patient(desk, SHELTER),
        asker=Asker.REPRESENTATIVE,
        asker_person=Person("Pia Parent", relation="mother"),
        kind=RequestKind.REPRESENTATIVE_ACCESS,
    )
    assert problems_of(requests, details) == {"address"}
    assert requests.destination(details=details).source is AddressSource.NONE


def test_duplicates_say_why_strongest_first(requests: RequestService, desk: Desk) -> None:
    patient_id = add_patient(desk)
    twin_id = add_patient(desk, chart_number="OTHER")
    old = requests.log(
        details=wanted(
            patient_id, received_on=date(2019, 1, 2), wanted=frozenset({RecordType.IMAGES})
        )
    ).value
    requests.withdraw(request_id=old.id, version=1, reason="by phone")
    recent = requests.log(details=wanted(patient_id)).value
    twin = requests.log(details=wanted(twin_id, wanted=frozenset({RecordType.EVERYTHING}))).value
    details = wanted(patient_id)
    hits = requests.duplicates(details=details)
    assert [hit.request.id for hit in hits] == [recent.id, twin.id, old.id]
    assert hits[0].why == (
        "Same patient; the same person asked; overlapping records: visit notes; "
        "received 11/20/2026; still open."
    )
    assert hits[1].why.startswith("Same name and date of birth; ")
    assert hits[2].why == (
        "Same patient; the same person asked; received 01/02/2019; withdrawn on 11/23/2026."
    )
    again = requests.log(details=details, duplicate_answer=DuplicateAnswer.SECOND_REQUEST).value
    view = requests.get(request_id=again.id)
    assert [hit.request.id for hit in view.duplicates] == [recent.id, twin.id, old.id]
    assert view.timeline[0].detail == "A second request, with its own clock"


def test_the_book_remembers_what_was_used(requests: RequestService, desk: Desk) -> None:
    book = PartyService(desk)
    details = PartyDetails(PartyKind.LAW_OFFICE, "Dana Hill", "Hill Law LLP", address=OFFICE)
    party_id = book.save(details=details).value
    other = replace(OFFICE, line1="10 New Sq")
    requests.log(
        details=wanted(
            add_patient(desk),
            asker=Asker.SOMEONE_ELSE,
            asker_person=replace(LAWYER, party_id=party_id),
            kind=RequestKind.AUTHORIZATION,
            address=other,
        )
    )
    party = book.get(party_id=party_id)
    assert (party.last_used_on, party.details.address) == (date(2026, 11, 23), other)
    assert [each.address for each in book.addresses(party_id=party_id)] == [other, OFFICE]
    assert [each.id for each in book.find(text="hil law")] == [party_id]
    assert [each.id for each in book.find(text="")] == [party_id]
    book.save(details=replace(details, name="Dee Hill"), party_id=party_id, version=1)
    with pytest.raises(Conflict):
        book.save(details=details, party_id=party_id, version=1)
    with pytest.raises(FieldProblems):
        book.save(details=PartyDetails(PartyKind.OTHER, " "))
    with pytest.raises(FieldProblems):
        book.save(details=replace(details, address=Address(line1="1 A", zip_code="1")))


def test_a_changed_rule_does_not_rewrite_the_reason(requests: RequestService, desk: Desk) -> None:
    logged = requests.log(details=wanted(add_patient(desk))).value
    with desk.writing() as unit:
        unit.settings.put("practice.state", "CA")
    why = requests.get(request_id=logged.id).why_this_date
    assert why is not None
    assert "in force when the request was logged" in why.headline


def page_ids(requests: RequestService, **query: Any) -> list[int]:
    found: list[int] = []
    key = None
    while True:
        page = requests.page(query=RequestQuery(after_key=key, limit=3, **query))
        found.extend(row.id for row in page.rows)
        if not page.more:
            return found
        key = page.next_key  # type: ignore[assignment]


def test_the_queue_pages_in_every_order_and_view(requests: RequestService, desk: Desk) -> None:
    ids = []
    for number in range(11):
        patient_id = add_patient(desk, family_name=f"Fam{number % 4}", given_name=f"G{number}")
        day = date(2026, 11, 23) - timedelta(days=(number * 7) % 50)
        ids.append(requests.log(details=wanted(patient_id, received_on=day)).value.id)
    requests.withdraw(request_id=ids[0], version=1, reason="r")
    for sort in QueueSort:
        up = page_ids(requests, sort=sort, view=QueueView.ALL)
        down = page_ids(requests, sort=sort, view=QueueView.ALL, descending=True)
        assert sorted(up) == ids
        assert down == up[::-1]
        assert sorted(page_ids(requests, sort=sort)) == ids[1:]
        assert page_ids(requests, sort=sort, view=QueueView.CLOSED) == [ids[0]]
        assert len(page_ids(requests, sort=sort, view=QueueView.WAITING_IDENTITY)) == 10
        assert page_ids(requests, sort=sort, view=QueueView.SENT) == []
    due = [requests.get(request_id=each).request.due_on for each in page_ids(requests)]
    assert due == sorted(due)  # type: ignore[type-var]
    counts = requests.counts()
    assert counts.open == 10
    assert counts.of_view(QueueView.LATE) == len(page_ids(requests, view=QueueView.LATE)) == 3
    assert counts.due_this_week == len(page_ids(requests, view=QueueView.THIS_WEEK))
    assert counts.of_view(QueueView.WAITING_IDENTITY) == 10
    assert counts.of_view(QueueView.CLOSED) is None


def test_text_narrows_the_queue(
    requests: RequestService, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = []
    for number in range(12):
        name = "Vogel" if number % 3 == 0 else "Weber"
        patient_id = add_patient(desk, family_name=name, given_name=f"G{number}")
        ids.append(requests.log(details=wanted(patient_id)).value.id)
    vogels = ids[::3]
    assert page_ids(requests, text="vog") == vogels
    assert page_ids(requests, text="xyz") == []
    number = requests.get(request_id=ids[5]).request.number
    assert page_ids(requests, text=number.lower()) == [ids[5]]
    for few, walk in ((2, 5), (2, 1)):
        monkeypatch.setattr("app.services.request_views.FEW", few)
        monkeypatch.setattr("app.services.request_views.WALK", walk)
        assert page_ids(requests, text="vog") == vogels
        assert page_ids(requests, text="web g1") == [ids[1], ids[10], ids[11]]
    monkeypatch.setattr("app.services.request_views.LONGEST_WALK", 2)
    assert page_ids(requests, text="vog") == vogels


def test_the_search_field_finds_every_kind(desk: Desk) -> None:
    draws = iter("7F3K9QXA")
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    requests = RequestService(desk, draw=lambda _limit: alphabet.index(next(draws)))
    search = SearchService(desk)
    patient_id = add_patient(desk)
    logged = requests.log(details=wanted(patient_id)).value
    PartyService(desk).save(details=PartyDetails(PartyKind.COURT, "Mosciski Court"))
    kinds = [hit.kind.value for hit in search.find(text="mosc")]
    assert kinds == ["patient", "request", "party"]
    hit = search.find(text=logged.number)[0]
    assert (hit.entity_id, hit.title) == (logged.id, f"{logged.number} · Mosciski, Maynard")
    assert search.find(text=logged.number[-4:])[0].entity_id == logged.id
    assert search.find(text="") == ()
    assert search.find(text="=@'") == ()
    assert trail(desk).count("search.used") == 1
    assert "mosc" not in trail_text(desk)


def test_readers_only_look(desk: Desk) -> None:
    patient_id = add_patient(desk)
    RequestService(desk).log(details=wanted(patient_id))
    reader = RequestService(desk_of(desk.store, Role.READ_ONLY, "eve"))
    assert len(reader.page(query=RequestQuery()).rows) == 1
    assert reader.deadline(details=wanted(patient_id)) is not None
    for verb in (
        lambda: reader.log(details=wanted(patient_id)),
        lambda: reader.withdraw(request_id=1, version=1, reason="x"),
    ):
        with pytest.raises(NotPermitted):
            verb()
    assert trail(desk).count("permission.denied") == 2


def test_directions_follow_the_two_questions(requests: RequestService, desk: Desk) -> None:
    details = wanted(
        add_patient(desk),
        recipient=Recipient.THIRD_PARTY,
        recipient_person=LAWYER,
        kind=RequestKind.DIRECTIVE_ELECTRONIC,
        copy_form=CopyForm.ELECTRONIC,
        road=Road.ENCRYPTED_EMAIL,
        address_confirmed_how="",
    )
    logged = requests.log(details=details).value
    assert logged.due_on == date(2026, 12, 20)
    assert requests.get(request_id=logged.id).request.status is RequestStatus.RECEIVED
