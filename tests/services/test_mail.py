"""The mail room on the real store: numbers, moves, costs, heaps, the request kept in step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.addresses import Address
from app.domain.errors import Conflict, FieldProblems, Problem
from app.domain.mail import AcceptanceProof, ExtraService, MailService, MailStatus
from app.domain.mail_log import MailHeap, MailQuery, MailSort
from app.domain.mail_states import MailMove
from app.domain.requests import RequestStatus
from app.services.desk import Desk
from app.services.mail import MailRoom
from app.services.mail_articles import ArticleQuestion
from app.services.mail_orders import NewMail
from app.services.patients import PatientService
from app.services.requests import RequestService
from app.system.clock import FixedClock
from tests.services.people_kit import HOME, add_patient, approve, gather, log_request
from tests.services.vault_kit import NOW, actions, desk_in

GOOD = "9589 0710 5270 0965 7450 50"
BAD = "9589 0710 5270 0965 7450 52"
CARD = frozenset({ExtraService.CERTIFIED, ExtraService.RETURN_RECEIPT})
CERTIFIED = frozenset({ExtraService.CERTIFIED})
TODAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data", clock=clock)
    yield made
    made.store.close()


@pytest.fixture
def mail(desk: Desk) -> MailRoom:
    return MailRoom(desk)


def prepared(
    desk: Desk, extras: frozenset[ExtraService] = CARD, *, approved: bool = True, **request: object
) -> int:
    request_id = log_request(desk, **request)  # type: ignore[arg-type]
    gather(desk, request_id, 5)
    if approved:
        approve(desk, request_id)
    order = NewMail(request_id, MailService.FIRST_CLASS, extras)
    return MailRoom(desk).prepare(order=order).value


def version(mail: MailRoom, piece_id: int) -> int:
    return mail.get(piece_id=piece_id).piece.version


def accept(mail: MailRoom, piece_id: int, on: date = date(2026, 11, 21)) -> None:
    mail.mark_accepted(
        piece_id=piece_id,
        version=version(mail, piece_id),
        on=on,
        proof=AcceptanceProof.STAMPED_RECEIPT,
    )


def deliver(mail: MailRoom, piece_id: int, on: date = date(2026, 11, 23)) -> None:
    mail.mark_delivered(piece_id=piece_id, version=version(mail, piece_id), on=on, to="D. Mosciski")


def end(mail: MailRoom, piece_id: int, status: MailStatus) -> None:
    mail.mark_ended(piece_id=piece_id, version=version(mail, piece_id), status=status, on=TODAY)


def number(mail: MailRoom, piece_id: int, text: str = GOOD, **confirmed: bool) -> object:
    return mail.set_article(
        piece_id=piece_id, version=version(mail, piece_id), text=text, **confirmed
    )


def on_request(desk: Desk, piece_id: int) -> tuple[str, bool]:
    with desk.reading() as unit:
        piece = unit.mail.get(piece_id)
        item = unit.requests.item(piece.request_id)
        request = item.request
        return (request.mail_status or ""), request.article_logged


def test_a_piece_keeps_the_address_as_it_was(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    view = mail.get(piece_id=piece_id)
    assert view.piece.recipient_name == "Dana Mosciski"
    assert view.piece.recipient_address == HOME
    assert view.piece.status is MailStatus.READY
    assert view.row.step.move is MailMove.PRINT
    assert view.moves == (MailMove.PRINT, MailMove.ACCEPT, MailMove.CANCEL)
    assert view.piece.page_count == 5
    assert [event.kind for event in view.events] == ["prepared"]
    assert on_request(desk, piece_id) == ("ready", False)


def test_a_whole_life_with_its_green_card(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    logged = number(mail, piece_id, "420021439589071052700965745050\r\n").value
    assert logged.article.grouped() == GOOD
    assert logged.remarks == ()
    assert on_request(desk, piece_id) == ("ready", True)
    mail.mark_printed(piece_id=piece_id, version=version(mail, piece_id))
    accept(mail, piece_id)
    view = mail.get(piece_id=piece_id)
    assert view.piece.dropped_by == "Ann Example"
    assert view.ask_for_card_until == date(2027, 2, 19)
    deliver(mail, piece_id)
    view = mail.get(piece_id=piece_id)
    assert view.row.state == "Delivered"
    assert view.row.step.short == "Wait for the card"
    assert not view.row.needs_you
    assert mail.counts().need_you == 0
    mail.set_receipt_number(
        piece_id=piece_id, version=view.piece.version, text="9590940212345678901239"
    )
    mail.mark_receipt(piece_id=piece_id, version=version(mail, piece_id), on=TODAY)
    view = mail.get(piece_id=piece_id)
    assert view.piece.status is MailStatus.RECEIPT_RECEIVED
    assert not view.row.needs_you
    assert not view.moves
    assert on_request(desk, piece_id) == ("receipt_received", True)
    trail = [action for action in actions(desk) if action.startswith("mail.")]
    assert trail == [
        "mail.prepared",
        "mail.article",
        "mail.printed",
        "mail.accepted",
        "mail.delivered",
        "mail.receipt_number",
        "mail.receipt_received",
    ]
    assert len(view.events) == len(trail)


def test_a_card_that_stays_away_is_asked_about_after_its_days(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    number(mail, piece_id)
    accept(mail, piece_id, date(2026, 11, 10))
    deliver(mail, piece_id, date(2026, 11, 13))
    view = mail.get(piece_id=piece_id)
    assert (view.row.state, view.row.needs_you) == ("No card yet", True)
    assert view.row.step.short == "77 days left to ask"
    assert mail.counts().need_you == 1
    assert [row.id for row in mail.page(query=MailQuery(heap=MailHeap.NEED_YOU)).rows] == [piece_id]


def test_what_was_mailed_without_approval_is_logged_and_says_so(desk: Desk, mail: MailRoom) -> None:
    request_id = log_request(desk)
    gather(desk, request_id, 5)
    order = NewMail(request_id, MailService.FIRST_CLASS, CERTIFIED)
    piece_id = mail.prepare(order=order).value
    number(mail, piece_id)
    mail.mark_printed(piece_id=piece_id, version=version(mail, piece_id))
    view = mail.get(piece_id=piece_id)
    assert (view.row.step.short, view.row.unapproved) == ("Wait for the approval", False)
    accept(mail, piece_id)
    view = mail.get(piece_id=piece_id)
    assert (view.row.state, view.row.unapproved, view.row.needs_you) == ("Not approved", True, True)
    assert view.row.step.at_request
    assert mail.counts().need_you == 1
    approve(desk, request_id)
    view = mail.get(piece_id=piece_id)
    assert (view.row.state, view.row.unapproved) == ("On its way", False)
    assert mail.counts().need_you == 0


def test_a_withdrawn_request_shows_on_its_mailed_piece(desk: Desk, mail: MailRoom) -> None:
    request_id = log_request(desk)
    gather(desk, request_id, 5)
    piece_id = mail.prepare(order=NewMail(request_id, MailService.FIRST_CLASS)).value
    accept(mail, piece_id)
    with desk.reading() as unit:
        current = unit.requests.get(request_id).version
    RequestService(desk).withdraw(request_id=request_id, version=current, reason="Changed mind")
    row = mail.get(piece_id=piece_id).row
    assert "was withdrawn" in row.step.text
    assert mail.counts().need_you == 1


def test_cost_is_fixed_by_the_prices_of_the_acceptance_day(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    assert mail.get(piece_id=piece_id).piece.cost_cents is None
    accept(mail, piece_id)
    piece = mail.get(piece_id=piece_id).piece
    # 5 pages, a cover letter and a #10 envelope are 1.2 oz: 0.82 + 0.29, certified, green card.
    assert piece.cost_cents == 82 + 29 + 555 + 465
    assert piece.prices_from == date(2026, 7, 12)
    older = prepared(desk, CERTIFIED)
    accept(mail, older, date(2026, 7, 11))
    assert mail.get(piece_id=older).piece.cost_cents == 78 + 29 + 530


def test_an_estimate_writes_nothing(desk: Desk, mail: MailRoom) -> None:
    request_id = log_request(desk)
    order = NewMail(request_id, MailService.PRIORITY, CERTIFIED, ounces=Decimal("14"))
    cost = mail.estimate(order=order)
    assert cost.total_cents is None
    assert mail.page(query=MailQuery()).rows == ()


def test_a_doubtful_number_is_asked_about_and_kept_with_a_mark(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    with pytest.raises(ArticleQuestion) as question:
        number(mail, piece_id, BAD)
    assert question.value.code == "article-check"
    assert question.value.article.number == BAD.replace(" ", "")
    logged = number(mail, piece_id, BAD, keep_failed=True).value
    assert any("check digit" in remark for remark in logged.remarks)
    assert mail.get(piece_id=piece_id).piece.article_overridden
    number(mail, piece_id)
    piece = mail.get(piece_id=piece_id)
    assert not piece.piece.article_overridden
    assert piece.events[-1].text.endswith("corrected.")


def test_a_green_card_in_the_wrong_field_is_noticed(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    card = "9590 9402 5770 0024 1234 07"
    with pytest.raises(ArticleQuestion) as question:
        number(mail, piece_id, card)
    assert question.value.code == "article-green-card"
    assert question.value.article.is_green_card
    mail.set_receipt_number(piece_id=piece_id, version=version(mail, piece_id), text=card)
    assert mail.get(piece_id=piece_id).piece.return_receipt_number == card.replace(" ", "")


def test_the_same_number_twice_is_asked_about_for_two_years(
    desk: Desk, mail: MailRoom, clock: FixedClock
) -> None:
    first, second = prepared(desk), prepared(desk)
    number(mail, first)
    with pytest.raises(ArticleQuestion) as question:
        number(mail, second)
    assert question.value.code == "article-duplicate"
    assert [other.piece_id for other in question.value.duplicates] == [first]
    number(mail, second, keep_duplicate=True)
    assert [row.id for row in mail.find_by_article(text=GOOD)] == [second, first]
    clock.advance(timedelta(days=731))
    number(mail, prepared(desk))


@pytest.mark.parametrize("text", ["", "not a number", "12", "x" * 300, "９５８９"])
def test_what_is_no_number_is_refused_with_a_sentence(
    desk: Desk, mail: MailRoom, text: str
) -> None:
    piece_id = prepared(desk)
    with pytest.raises(Problem) as problem:
        number(mail, piece_id, text)
    assert problem.value.happened
    assert mail.get(piece_id=piece_id).piece.article_number == ""


def test_bars_for_another_place_are_remarked(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    logged = number(mail, piece_id, "420100019589071052700965745050").value
    assert "10001" in logged.remarks[0]
    ups = prepared(desk)
    logged = number(mail, ups, "1Z12345E6605272234").value
    assert "UPS" in logged.remarks[0]


def test_the_next_sticker_is_suggested(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    assert mail.suggest_number(piece_id=piece_id) is None
    number(mail, piece_id)
    suggested = mail.suggest_number(piece_id=piece_id)
    assert suggested is not None
    assert mail.read_number(text=suggested).check.value == "ok"


@pytest.mark.parametrize(("day", "field"), [(date(2026, 11, 24), "on"), (date(2027, 1, 1), "on")])
def test_no_day_lies_in_the_future(desk: Desk, mail: MailRoom, day: date, field: str) -> None:
    piece_id = prepared(desk)
    with pytest.raises(FieldProblems) as wrong:
        accept(mail, piece_id, day)
    assert set(wrong.value.fields) == {field}
    accept(mail, piece_id)
    with pytest.raises(FieldProblems):
        deliver(mail, piece_id, day)
    with pytest.raises(FieldProblems):
        deliver(mail, piece_id, date(2026, 11, 20))
    deliver(mail, piece_id)
    with pytest.raises(FieldProblems):
        mail.mark_receipt(piece_id=piece_id, version=version(mail, piece_id), on=date(2026, 11, 22))


def test_unlawful_moves_change_nothing(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk, CERTIFIED)
    with pytest.raises(Problem, match="mail-move"):
        deliver(mail, piece_id)
    accept(mail, piece_id)
    with pytest.raises(Problem, match="mail-move"):
        mail.mark_printed(piece_id=piece_id, version=version(mail, piece_id))
    with pytest.raises(Problem, match="mail-move"):
        mail.cancel(piece_id=piece_id, version=version(mail, piece_id), reason="Mistake")
    deliver(mail, piece_id)
    with pytest.raises(Problem, match="no-receipt-bought"):
        mail.mark_receipt(piece_id=piece_id, version=version(mail, piece_id), on=TODAY)
    with pytest.raises(FieldProblems):
        end(mail, piece_id, MailStatus.DELIVERED)


def test_two_people_at_one_piece(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    seen = version(mail, piece_id)
    number(mail, piece_id)
    with pytest.raises(Conflict):
        mail.mark_printed(piece_id=piece_id, version=seen)
    with pytest.raises(Conflict):
        mail.set_article(piece_id=piece_id, version=seen, text=GOOD)
    assert mail.get(piece_id=piece_id).piece.status is MailStatus.READY


def test_refused_unclaimed_and_undeliverable_stay_apart(desk: Desk, mail: MailRoom) -> None:
    sentences = set()
    for status in (MailStatus.REFUSED, MailStatus.UNCLAIMED, MailStatus.UNDELIVERABLE):
        piece_id = prepared(desk)
        accept(mail, piece_id)
        end(mail, piece_id, MailStatus.NOTICE_LEFT)
        end(mail, piece_id, status)
        view = mail.get(piece_id=piece_id)
        assert view.row.state == status.label
        assert view.row.needs_you
        sentences.add(view.row.step.text)
        end(mail, piece_id, MailStatus.RETURNED)
        assert on_request(desk, piece_id)[0] == "returned"
    assert len(sentences) == 3


def test_a_new_piece_settles_the_one_that_came_back(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    accept(mail, piece_id)
    end(mail, piece_id, MailStatus.RETURNED)
    request_id = mail.get(piece_id=piece_id).piece.request_id
    again = mail.prepare(order=NewMail(request_id, MailService.FIRST_CLASS, CARD)).value
    assert not mail.get(piece_id=piece_id).row.needs_you
    assert on_request(desk, again) == ("ready", False)


def test_settling_says_what_was_done(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    with pytest.raises(Problem, match="nothing-to-settle"):
        mail.settle(piece_id=piece_id, version=version(mail, piece_id), note="Nothing")
    accept(mail, piece_id)
    end(mail, piece_id, MailStatus.LOST)
    with pytest.raises(FieldProblems):
        mail.settle(piece_id=piece_id, version=version(mail, piece_id), note=" ")
    mail.settle(piece_id=piece_id, version=version(mail, piece_id), note="Privacy officer told")
    view = mail.get(piece_id=piece_id)
    assert not view.row.needs_you
    assert "Privacy officer told" in view.events[-1].text


def test_a_cancelled_piece_frees_the_request(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    number(mail, piece_id)
    with pytest.raises(FieldProblems):
        mail.cancel(piece_id=piece_id, version=version(mail, piece_id), reason="")
    mail.cancel(piece_id=piece_id, version=version(mail, piece_id), reason="Wrong envelope")
    assert on_request(desk, piece_id) == ("", False)
    with pytest.raises(Problem, match="mail-cancelled"):
        number(mail, piece_id)


@pytest.mark.parametrize(
    ("service", "extras"),
    [
        (MailService.UPS, {ExtraService.CERTIFIED}),
        (MailService.GROUND_ADVANTAGE, {ExtraService.CERTIFIED}),
        (MailService.FIRST_CLASS, {ExtraService.RETURN_RECEIPT}),
        (MailService.FIRST_CLASS, {ExtraService.RESTRICTED_DELIVERY}),
        (MailService.FIRST_CLASS, {ExtraService.SIGNATURE_CONFIRMATION}),
        (MailService.FIRST_CLASS, {ExtraService.CERTIFIED, ExtraService.REGISTERED}),
        (
            MailService.FIRST_CLASS,
            {ExtraService.CERTIFIED, ExtraService.CERTIFICATE_OF_MAILING},
        ),
        (
            MailService.FIRST_CLASS,
            {
                ExtraService.CERTIFIED,
                ExtraService.RETURN_RECEIPT,
                ExtraService.RETURN_RECEIPT_ELECTRONIC,
            },
        ),
    ],
)
def test_only_what_carriers_sell_is_prepared(
    desk: Desk, mail: MailRoom, service: MailService, extras: set[ExtraService]
) -> None:
    order = NewMail(log_request(desk), service, frozenset(extras))
    with pytest.raises(FieldProblems) as wrong:
        mail.prepare(order=order)
    assert set(wrong.value.fields) == {"extras"}


def test_certified_mail_stays_in_the_country_and_bases_get_no_electronic_receipt(
    desk: Desk, mail: MailRoom
) -> None:
    abroad = Address(line1="1 High St", city="Leeds", zip_code="LS1 1UR", country="United Kingdom")
    order = NewMail(log_request(desk, address=abroad), MailService.FIRST_CLASS, CERTIFIED)
    with pytest.raises(FieldProblems):
        mail.prepare(order=order)
    base = Address(line1="PSC 802 Box 74", city="APO", state="AE", zip_code="09499")
    extras = CERTIFIED | {ExtraService.RETURN_RECEIPT_ELECTRONIC}
    order = NewMail(log_request(desk, address=base), MailService.FIRST_CLASS, extras)
    with pytest.raises(FieldProblems):
        mail.prepare(order=order)


@pytest.mark.parametrize("ounces", [Decimal(0), Decimal(-1), Decimal("NaN"), Decimal(1121)])
def test_an_impossible_weight_is_refused(desk: Desk, mail: MailRoom, ounces: Decimal) -> None:
    order = NewMail(log_request(desk), MailService.FIRST_CLASS, ounces=ounces)
    with pytest.raises(FieldProblems) as wrong:
        mail.prepare(order=order)
    assert set(wrong.value.fields) == {"ounces"}


def test_a_place_asked_for_later_stops_the_piece(desk: Desk, mail: MailRoom) -> None:
    patient_id = add_patient(desk)
    request_id = log_request(desk, patient_id, address_confirmed_how="")
    patients = PatientService(desk)
    patient = patients.get(patient_id=patient_id)
    other = Address(line1="PO Box 9", city="Somerville", state="MA", zip_code="02144")
    patients.change(
        patient_id=patient_id,
        version=patient.version,
        details=patient.details,
        confidential=other,
    )
    with pytest.raises(Problem, match="confidential-address"):
        mail.prepare(order=NewMail(request_id, MailService.FIRST_CLASS))


def test_heaps_orders_and_pages(desk: Desk, mail: MailRoom) -> None:
    pieces = [prepared(desk, CERTIFIED) for _ in range(7)]
    for day, piece_id in enumerate(pieces[:5], 10):
        accept(mail, piece_id, date(2026, 11, day))
    number(mail, pieces[0])
    deliver(mail, pieces[1])
    end(mail, pieces[2], MailStatus.REFUSED)
    counts = mail.counts()
    assert (counts.need_you, counts.ready, counts.on_the_way) == (3, 2, 3)

    def ids(**asked: object) -> list[int]:
        found: list[int] = []
        key: object | None = None
        while True:
            query = MailQuery(limit=2, after_key=key, **asked)  # type: ignore[arg-type]
            page = mail.page(query=query)
            found += [row.id for row in page.rows]
            if not page.more:
                return found
            key = page.next_key

    assert ids() == pieces[::-1]
    assert ids(descending=False) == pieces
    assert ids(sort=MailSort.MAILED, descending=False) == [*pieces[5:], *pieces[:5]]
    assert ids(sort=MailSort.RECIPIENT) == pieces[::-1]
    assert ids(heap=MailHeap.READY) == pieces[:4:-1]
    assert ids(heap=MailHeap.ON_THE_WAY) == [pieces[4], pieces[3], pieces[0]]
    assert ids(heap=MailHeap.DELIVERED) == [pieces[1]]
    assert ids(heap=MailHeap.NEED_YOU) == [pieces[4], pieces[3], pieces[2]]
    assert ids(mailed_from=date(2026, 11, 11), mailed_to=date(2026, 11, 12)) == [
        pieces[2],
        pieces[1],
    ]


def test_the_search_field_finds_pieces(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk)
    prepared(desk)
    number(mail, piece_id)
    request_number = mail.get(piece_id=piece_id).piece.request_number

    def found(text: str) -> list[int]:
        return [row.id for row in mail.page(query=MailQuery(text=text)).rows]

    assert found("95890710527009657450") == [piece_id]
    assert found("745050") == [piece_id]
    assert found(request_number) == [piece_id]
    assert len(found("mosc stamm")) == 2
    assert found("nobody") == []


def test_services_change_until_it_is_mailed(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk, CERTIFIED)
    order = NewMail(0, MailService.PRIORITY, CARD, ounces=Decimal("20.01"))
    mail.change_service(piece_id=piece_id, version=1, order=order)
    piece = mail.get(piece_id=piece_id).piece
    assert (piece.service, piece.extras) == (MailService.PRIORITY, CARD)
    assert piece.weight_tenths == 201
    assert piece.recipient_address == HOME
    with pytest.raises(FieldProblems):
        mail.change_service(piece_id=piece_id, version=2, order=NewMail(0, MailService.UPS, CARD))
    accept(mail, piece_id)
    with pytest.raises(Problem, match="mail-mailed"):
        mail.change_service(piece_id=piece_id, version=3, order=order)


def test_acceptance_sends_a_request_that_was_ready(desk: Desk, mail: MailRoom) -> None:
    """Whoever works in the Mail room alone must not leave a mailed request to turn late."""
    piece_id = prepared(desk)
    number(mail, piece_id)
    request_id = mail.get(piece_id=piece_id).piece.request_id
    with desk.writing() as unit:
        before = unit.requests.get(request_id)
        unit.requests.change(request_id, before.version, status=RequestStatus.READY.value)
    accept(mail, piece_id)
    with desk.reading() as unit:
        after = unit.requests.get(request_id)
        steps = [entry.text for entry in unit.requests.timeline(request_id)]
    assert after.status is RequestStatus.SENT
    assert after.version == before.version + 2
    assert steps[-2:] == ["Accepted by the carrier.", "Sent on 11/21/2026"]


def test_acceptance_approves_nothing(desk: Desk, mail: MailRoom) -> None:
    piece_id = prepared(desk, approved=False)
    number(mail, piece_id)
    request_id = mail.get(piece_id=piece_id).piece.request_id
    with desk.reading() as unit:
        before = unit.requests.get(request_id).status
    accept(mail, piece_id)
    with desk.reading() as unit:
        assert unit.requests.get(request_id).status is before is not RequestStatus.READY
