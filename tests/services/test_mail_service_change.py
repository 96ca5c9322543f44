"""Other services for a piece that was not mailed yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.errors import Conflict, FieldProblems, NotPermitted, Problem
from app.domain.mail import AcceptanceProof, ExtraService, MailService
from app.domain.staff import Role
from app.services.desk import Desk
from app.services.mail import MailRoom
from app.services.mail_orders import NewMail
from tests.services.people_kit import gather, log_request
from tests.services.vault_kit import actions, desk_in, sign_in

CERTIFIED = frozenset({ExtraService.CERTIFIED})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.fixture
def piece_id(desk: Desk) -> int:
    request_id = log_request(desk)
    gather(desk, request_id, 5)
    order = NewMail(request_id, MailService.FIRST_CLASS, CERTIFIED)
    return MailRoom(desk).prepare(order=order).value


def test_services_change_and_the_rest_stays(desk: Desk, piece_id: int) -> None:
    mail = MailRoom(desk)
    before = mail.get(piece_id=piece_id).piece
    order = NewMail(0, MailService.PRIORITY, frozenset(), ounces=Decimal("20"))
    mail.change_service(piece_id=piece_id, version=before.version, order=order)
    view = mail.get(piece_id=piece_id)
    assert (view.piece.service, view.piece.extras) == (MailService.PRIORITY, frozenset())
    assert view.piece.weight_tenths == 200
    assert view.piece.recipient_address == before.recipient_address
    assert view.piece.request_id == before.request_id
    assert view.events[-1].text == "Priority Mail chosen."
    assert actions(desk)[-1] == "mail.service"


def test_what_is_not_sold_is_refused(desk: Desk, piece_id: int) -> None:
    mail = MailRoom(desk)
    order = NewMail(0, MailService.UPS, CERTIFIED)
    with pytest.raises(FieldProblems) as caught:
        mail.change_service(piece_id=piece_id, version=1, order=order)
    assert "extras" in caught.value.fields
    with pytest.raises(Conflict):
        mail.change_service(
            piece_id=piece_id, version=99, order=NewMail(0, MailService.FIRST_CLASS)
        )


def test_after_mailing_it_is_too_late(desk: Desk, piece_id: int) -> None:
    mail = MailRoom(desk)
    mail.mark_accepted(
        piece_id=piece_id,
        version=1,
        on=date(2026, 11, 23),
        proof=AcceptanceProof.STAMPED_RECEIPT,
    )
    with pytest.raises(Problem) as caught:
        mail.change_service(piece_id=piece_id, version=2, order=NewMail(0, MailService.PRIORITY))
    assert caught.value.code == "mail-mailed"


def test_a_reader_may_not(desk: Desk, piece_id: int) -> None:
    reader = MailRoom(sign_in(desk.store, login="otto", role=Role.READ_ONLY))
    with pytest.raises(NotPermitted):
        reader.change_service(piece_id=piece_id, version=1, order=NewMail(0, MailService.PRIORITY))
