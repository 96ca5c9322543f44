"""A consent taken back while its piece lies ready: what is said of it, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.consents import ConsentKind
from app.domain.mail import AcceptanceProof, ExtraService, MailService, MailStatus
from app.domain.queue import RequestQuery
from app.domain.request_states import Move
from app.domain.request_steps import NextAction
from app.domain.requests import RequestKind, RequestStatus, Road
from app.domain.staff import Role
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.mail import MailRoom
from app.services.mail_orders import NewMail
from app.services.mail_release import HandedOverQuestion
from app.services.requests import RequestService
from app.services.today import TodayService
from app.system.clock import FixedClock
from tests.services.consent_kit import OUTSIDE, TODAY, opened, patient, returned, scan, version
from tests.services.desk_kit import OFFICE, open_desk
from tests.services.people_kit import approve
from tests.services.test_releases import by_authorization
from tests.storage_kit import NOW


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = FixedClock(NOW)
    with open_desk(tmp_path / "data", role=Role.PRIVACY_OFFICER, clock=clock) as made:
        yield made


def authorized(desk: Desk, folder: Path) -> tuple[int, int]:
    """A law office's request with a valid authorization on paper; both ids."""
    whose = patient(desk)
    request_id = by_authorization(desk, whose)
    consent_id = opened(desk, ConsentKind.AUTHORIZATION, whose, form=OUTSIDE, address=OFFICE)
    ConsentService(desk).record_paper(
        consent_id=consent_id, version=1, paper=returned(scan(folder))
    )
    return request_id, consent_id


def revoke(desk: Desk, consent_id: int) -> None:
    ConsentService(desk).revoke(
        consent_id=consent_id, version=version(desk, consent_id), received_on=TODAY
    )


def ready_piece(desk: Desk, request_id: int, *, approved: bool = True) -> int:
    """Printed and numbered, on the desk."""
    mail = MailRoom(desk)
    order = NewMail(request_id, MailService.FIRST_CLASS, frozenset({ExtraService.CERTIFIED}))
    piece_id = mail.prepare(order=order).value
    if approved:
        approve(desk, request_id)
    for verb, more in (
        (mail.set_article, {"text": "9589071052700965745050"}),
        (mail.mark_printed, {}),
    ):
        verb(piece_id=piece_id, version=mail.get(piece_id=piece_id).piece.version, **more)
    return piece_id


def accept(desk: Desk, piece_id: int, *, despite: bool = False) -> None:
    mail = MailRoom(desk)
    mail.mark_accepted(
        piece_id=piece_id,
        version=mail.get(piece_id=piece_id).piece.version,
        on=TODAY,
        proof=AcceptanceProof.STAMPED_RECEIPT,
        despite=despite,
    )


def reasons_kept(desk: Desk) -> list[object]:
    with desk.reading() as unit:
        trail = unit.audit.page(limit=50)
    return [json.loads(one.detail).get("reasons") for one in trail if one.action == "mail.accepted"]


def test_a_valid_release_is_handed_over_without_a_question(desk: Desk, tmp_path: Path) -> None:
    request_id, _consent = authorized(desk, tmp_path)
    piece_id = ready_piece(desk, request_id)
    step = MailRoom(desk).get(piece_id=piece_id).row.step
    assert (step.held, step.short) == (False, "Log the acceptance")
    accept(desk, piece_id)
    assert reasons_kept(desk) == [None]
    assert MailRoom(desk).get(piece_id=piece_id).left_shut == ""
    assert RequestService(desk).get(request_id=request_id).left_shut == ""


def test_taken_back_before_the_post_office(desk: Desk, tmp_path: Path) -> None:
    request_id, consent_id = authorized(desk, tmp_path)
    piece_id = ready_piece(desk, request_id)
    revoke(desk, consent_id)
    step = MailRoom(desk).get(piece_id=piece_id).row.step
    assert step.text.startswith("Do not hand it over: The authorization was taken back.")
    assert "Release nothing more on it." in step.text
    assert (step.held, step.at_request, step.move) == (True, True, None)
    with pytest.raises(HandedOverQuestion) as caught:
        accept(desk, piece_id)
    assert caught.value.question == (
        "It may not leave: The authorization was taken back. Was it handed over all the same?"
    )
    assert MailRoom(desk).get(piece_id=piece_id).piece.status is MailStatus.PRINTED
    accept(desk, piece_id, despite=True)
    assert reasons_kept(desk) == [["authorization-revoked"]]
    view, page = (
        MailRoom(desk).get(piece_id=piece_id),
        RequestService(desk).get(request_id=request_id),
    )
    assert page.request.status is RequestStatus.SENT
    told = "It left without a valid release. The authorization was taken back."
    assert (view.left_shut, page.left_shut) == (told, told)
    assert "It left without a valid release." in [entry.text for entry in page.timeline]


def test_an_approval_that_cannot_be_given_is_named_in_mail(desk: Desk, tmp_path: Path) -> None:
    request_id, consent_id = authorized(desk, tmp_path)
    piece_id = ready_piece(desk, request_id, approved=False)
    assert MailRoom(desk).get(piece_id=piece_id).row.step.short == "Wait for the approval"
    revoke(desk, consent_id)
    assert MailRoom(desk).get(piece_id=piece_id).row.step.held


def test_the_requests_next_step_is_what_is_missing(desk: Desk, tmp_path: Path) -> None:
    request_id, consent_id = authorized(desk, tmp_path)
    requests, today = RequestService(desk), TodayService(desk)
    ready_piece(desk, request_id)
    view = requests.get(request_id=request_id)
    assert Move.SEND in view.moves
    assert view.next_step.action is NextAction.MARK_SENT
    assert [row.next_step.short for row in today.page().to_send] == ["Ready to send"]
    revoke(desk, consent_id)
    view = requests.get(request_id=request_id)
    assert Move.SEND not in view.moves
    assert view.next_step.action is NextAction.OPEN_CONSENT
    assert view.next_step.sentence.startswith("It may not leave: The authorization was taken back.")
    assert [row.next_step.short for row in today.page().to_send] == ["Authorization"]
    queue = requests.page(query=RequestQuery()).rows
    assert [row.next_step.short for row in queue] == ["Authorization"]


def test_a_gathered_request_without_a_consent_is_not_offered_as_ready(desk: Desk) -> None:
    whose = patient(desk)
    one = by_authorization(desk, whose, road=Road.PORTAL)
    view = RequestService(desk).get(request_id=one)
    assert view.next_step.action is NextAction.CORRECT
    assert Move.MAKE_READY not in view.moves
    two = by_authorization(desk, whose, road=Road.PICK_UP, kind=RequestKind.AUTHORIZATION)
    view = RequestService(desk).get(request_id=two)
    assert view.next_step.action is NextAction.OPEN_CONSENT
    assert view.next_step.by == view.request.due_on
