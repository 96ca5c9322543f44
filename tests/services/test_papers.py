"""Papers made from a request: what stands on them, what is kept, and what is refused outside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.domain.addresses import Address
from app.domain.errors import FieldProblems, NotPermitted, Problem
from app.domain.geometry import INCH
from app.domain.mail import ExtraService, MailService, MailStatus
from app.domain.papers import PaperKind, ReturnAddressMode
from app.domain.people import PartyKind, PatientDetails
from app.domain.requests import Asker, Person, RequestKind, Road
from app.domain.staff import Role
from app.services.desk import Desk
from app.services.mail import MailRoom
from app.services.mail_orders import NewMail
from app.services.papers import LabelTarget, PaperHow, PaperService
from app.services.requests import RequestService
from app.services.settings import SettingsService
from tests.services.people_kit import DANA, HOME, add_patient, approve, gather, log_request
from tests.services.vault_kit import PRACTICE, actions, desk_in, sign_in

CERTIFIED = frozenset({ExtraService.CERTIFIED})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.fixture
def papers(desk: Desk) -> PaperService:
    return PaperService(desk)


def words(pdf: bytes) -> str:
    reader = PdfReader(BytesIO(pdf))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def request_in(desk: Desk, **changes: object) -> int:
    request_id = log_request(desk, **changes)  # type: ignore[arg-type]
    gather(desk, request_id)
    return request_id


def piece_of(desk: Desk, request_id: int) -> int:
    order = NewMail(request_id, MailService.FIRST_CLASS, CERTIFIED)
    return MailRoom(desk).prepare(order=order).value


def test_a_cover_letter_says_what_it_has_to(desk: Desk, papers: PaperService) -> None:
    request_id = request_in(desk)
    draft = papers.cover_letter(request_id=request_id)
    text = words(draft.pdf)
    for part in ("Lakeside Family Practice", "Dana Mosciski", "18", "Everything", "Ines Calloway"):
        assert part in text
    assert "SAMPLE" not in text
    assert "03/14/1980" not in text
    assert "CH-20417" not in text
    assert draft.job_name.startswith("Cover letter ")
    assert "Dana" not in draft.job_name
    assert draft.text_number == 1
    assert papers.list(request_id=request_id) == ()


def test_contents_and_fee_can_be_changed(desk: Desk, papers: PaperService) -> None:
    request_id = request_in(desk, wanted_span="2024 to 2026")
    assert papers.contents(request_id=request_id) == ("Everything, 2024 to 2026",)
    draft = papers.cover_letter(
        request_id=request_id, contents=("Immunizations",), fee_note="The fee is $6.50."
    )
    text = words(draft.pdf)
    assert "Immunizations" in text
    assert "$6.50" in text


def test_an_envelope_carries_names_and_addresses_alone(desk: Desk, papers: PaperService) -> None:
    request_id = request_in(desk)
    for envelope in papers.envelope_sizes()[:4]:
        draft = papers.envelope(request_id=request_id, size=envelope.id)
        box = PdfReader(BytesIO(draft.pdf)).pages[0].mediabox
        assert (float(box.width), float(box.height)) == (envelope.width, envelope.height)
        expected = (
            "Lakeside Family Practice 120 Harbor Street Somerville MA 02143 "
            "DANA MOSCISKI 784 STAMM LOCK UNIT 46 SOMERVILLE MA 02143"
        )
        assert sorted(words(draft.pdf).split()) == sorted(expected.split())


PIKE = Person("Dana Pike", "Pike & Cho LLP", PartyKind.LAW_OFFICE)
STATE_ST = Address(line1="77 State St", city="Boston", state="MA", zip_code="02109")


def attorney(desk: Desk, person: Person = PIKE, address: Address = STATE_ST) -> int:
    return request_in(
        desk,
        asker=Asker.SOMEONE_ELSE,
        kind=RequestKind.AUTHORIZATION,
        asker_person=person,
        address=address,
    )


def test_the_organization_stands_between_the_name_and_the_street(
    desk: Desk, papers: PaperService
) -> None:
    request_id = attorney(desk)
    outside = "DANA PIKE PIKE & CHO LLP 77 STATE ST BOSTON MA 02109"
    assert outside in words(papers.envelope(request_id=request_id).pdf)
    letter = words(papers.cover_letter(request_id=request_id).pdf)
    assert "Dana Pike Pike & Cho LLP 77 State St Boston MA 02109" in letter
    assert "Dear Dana Pike:" in letter
    target = (LabelTarget(request_id),)
    for stock in papers.label_stocks():
        if stock.label_height > 0.7 * INCH:
            pdf = papers.labels(targets=target, stock_id=stock.id).pdf
            assert outside in words(pdf), stock.id
    with pytest.raises(Problem) as found:  # made for return addresses: said, never cut
        papers.labels(targets=target, stock_id="avery-8195")
    assert found.value.code == "label-no-room"
    piece = MailRoom(desk).get(piece_id=piece_of(desk, request_id)).piece
    assert piece.recipient_name == "Dana Pike"
    assert piece.recipient_address == replace(STATE_ST, company="Pike & Cho LLP")
    assert piece.recipient_shown == "Dana Pike, Pike & Cho LLP"


def test_an_organization_stands_once_and_gives_way_to_a_typed_company(
    desk: Desk, papers: PaperService
) -> None:
    alone = attorney(desk, replace(PIKE, name=""))
    text = words(papers.envelope(request_id=alone).pdf)
    assert text.count("PIKE & CHO LLP") == 1
    piece = MailRoom(desk).get(piece_id=piece_of(desk, alone)).piece
    assert piece.recipient_shown == "Pike & Cho LLP"
    typed = attorney(desk, address=replace(STATE_ST, company="Court Service Bureau"))
    text = words(papers.envelope(request_id=typed).pdf)
    assert "DANA PIKE COURT SERVICE BUREAU 77 STATE ST" in text


def test_a_piece_made_before_keeps_the_address_it_has(desk: Desk, papers: PaperService) -> None:
    request_id = attorney(desk)
    piece_id = piece_of(desk, request_id)
    with desk.writing() as unit:
        unit.mail.save(replace(unit.mail.get(piece_id), recipient_address=STATE_ST))
    draft = papers.envelope(request_id=request_id, mail_piece_id=piece_id)
    assert "DANA PIKE 77 STATE ST" in words(draft.pdf)


def test_a_neutral_return_address_does_not_name_the_practice(
    desk: Desk, papers: PaperService
) -> None:
    neutral = replace(
        PRACTICE,
        address=replace(PRACTICE.address, company="Lakeside Family Practice"),
        return_mode=ReturnAddressMode.NEUTRAL,
    )
    settings = SettingsService(desk)
    shown = settings.return_addresses(profile=neutral)
    assert "Lakeside" in shown.full
    assert shown.neutral == "120 Harbor Street\nSomerville MA 02143"
    settings.save_practice(profile=neutral)
    request_id = request_in(desk)
    assert "Lakeside" not in words(papers.envelope(request_id=request_id).pdf)


@pytest.mark.parametrize(
    "address",
    [
        replace(HOME, attention="Medical records"),
        replace(HOME, line2="Chart CH-20417"),
        replace(HOME, care_of="Patient born 03/14/1980"),
    ],
)
def test_the_outside_never_tells_more(desk: Desk, papers: PaperService, address: Address) -> None:
    request_id = request_in(desk, address=address)
    with pytest.raises(Problem, match="outside-text") as problem:
        papers.envelope(request_id=request_id)
    assert "20417" not in problem.value.sentences
    with pytest.raises(Problem, match="outside-text"):
        papers.labels(targets=(LabelTarget(request_id),), stock_id=stock(papers, "5163"))
    papers.cover_letter(request_id=request_id)


def stock(papers: PaperService, part: str) -> str:
    return next(found.id for found in papers.find_label_stock(text=part) if found.part == part)


@pytest.mark.parametrize(
    ("name", "prints"),
    [
        ("Nguyễn", True),
        ("Παπαδόπουλος", True),
        ("Łukasz", True),
        ("Щербаков", True),
        ("山田", False),
    ],
)
def test_letters_that_cannot_be_printed_are_reported_first(
    desk: Desk, papers: PaperService, name: str, prints: bool
) -> None:
    patient_id = add_patient(desk, PatientDetails(family_name=name, address=HOME))
    request_id = request_in(desk, patient_id=patient_id)
    if prints:
        assert papers.envelope(request_id=request_id).pages == 1
        return
    with pytest.raises(Problem, match="no-glyph"):
        papers.envelope(request_id=request_id)


def test_what_is_printed_is_kept_and_marks_request_and_piece(
    desk: Desk, papers: PaperService
) -> None:
    request_id = request_in(desk)
    piece_id = piece_of(desk, request_id)
    letter = papers.cover_letter(request_id=request_id)
    face = papers.envelope(request_id=request_id, mail_piece_id=piece_id)
    papers.record(draft=letter)
    with desk.reading() as unit:
        request = unit.requests.get(request_id)
        assert (request.letter_made, request.outside_made) == (True, False)
    (paper_id,) = papers.record(draft=face, copies=2).value
    kept = papers.list(request_id=request_id)
    assert [paper.kind for paper in kept] == [PaperKind.COVER_LETTER, PaperKind.ENVELOPE]
    assert kept[1].mail_piece_id == piece_id
    assert kept[1].copies == 2
    assert kept[1].sha256 == hashlib.sha256(face.pdf).hexdigest()
    assert papers.read(paper_id=paper_id) == face.pdf
    with desk.reading() as unit:
        request = unit.requests.get(request_id)
        assert (request.letter_made, request.outside_made) == (True, True)
        assert unit.mail.get(piece_id).status is MailStatus.PRINTED
        steps = [entry.text for entry in unit.requests.timeline(request_id)]
    assert "Cover letter printed." in steps
    assert "Envelope printed." in steps
    assert actions(desk).count("paper.printed") == 2


def test_the_address_of_a_piece_stays_as_prepared(desk: Desk, papers: PaperService) -> None:
    first, second = request_in(desk), request_in(desk)
    piece_id = piece_of(desk, first)
    with pytest.raises(Problem, match="paper-other-request"):
        papers.envelope(request_id=second, mail_piece_id=piece_id)
    mail = MailRoom(desk)
    mail.cancel(piece_id=piece_id, version=1, reason="Wrong service")
    with pytest.raises(Problem, match="mail-cancelled"):
        papers.envelope(request_id=first, mail_piece_id=piece_id)


def test_saving_writes_exactly_the_previewed_bytes(
    desk: Desk, papers: PaperService, tmp_path: Path
) -> None:
    request_id = request_in(desk)
    draft = papers.cover_letter(request_id=request_id)
    papers.save(draft=draft, target=tmp_path / "letter.pdf")
    assert (tmp_path / "letter.pdf").read_bytes() == draft.pdf
    assert papers.list(request_id=request_id)[0].how == PaperHow.SAVED
    with pytest.raises(Problem, match="cannot-write"):
        papers.save(draft=draft, target=tmp_path / "missing" / "letter.pdf")
    assert len(papers.list(request_id=request_id)) == 1


def test_a_second_print_is_marked_and_logged(desk: Desk, papers: PaperService) -> None:
    request_id = request_in(desk)
    piece_id = piece_of(desk, request_id)
    (letter,) = papers.record(draft=papers.cover_letter(request_id=request_id)).value
    face = papers.envelope(request_id=request_id, mail_piece_id=piece_id)
    (envelope,) = papers.record(draft=face).value
    again = papers.reprint(paper_id=letter)
    assert "REPRINT of 11/23/2026" in words(again.pdf)
    assert "Dana Mosciski" in words(again.pdf)
    outside = papers.reprint(paper_id=envelope)
    assert outside.pdf == face.pdf
    assert "article number" in outside.remarks[0]
    papers.record(draft=again)
    papers.record(draft=outside)
    kept = papers.list(request_id=request_id)
    assert [paper.reprint for paper in kept] == [False, False, True, True]
    assert actions(desk).count("paper.reprinted") == 2


def test_the_label_sheet_remembers_its_next_label(desk: Desk, papers: PaperService) -> None:
    stock_id = stock(papers, "5163")
    targets = tuple(LabelTarget(request_in(desk)) for _ in range(7))
    draft = papers.labels(targets=targets, stock_id=stock_id)
    assert (draft.start, draft.pages) == (1, 1)
    assert papers.next_label(stock_id=stock_id) == 1
    papers.record(draft=draft)
    assert papers.next_label(stock_id=stock_id) == 8
    more = papers.labels(targets=targets[:4], stock_id=stock_id)
    assert (more.start, more.pages) == (8, 2)
    papers.record(draft=more)
    assert papers.next_label(stock_id=stock_id) == 2
    papers.set_next_label(stock_id=stock_id, label=1)
    assert papers.next_label(stock_id=stock_id) == 1
    with pytest.raises(Problem, match="label-number"):
        papers.set_next_label(stock_id=stock_id, label=11)


def test_a_shared_sheet_keeps_each_label_with_its_own_request(
    desk: Desk, papers: PaperService
) -> None:
    ken = add_patient(desk, replace(DANA, family_name="Beier", given_name="Ken", chart_number=""))
    first, second = request_in(desk), request_in(desk, patient_id=ken)
    targets = (LabelTarget(first), LabelTarget(second))
    draft = papers.labels(targets=targets, stock_id=stock(papers, "5163"))
    assert "KEN BEIER" in words(draft.pdf)
    kept = papers.record(draft=draft).value
    own = words(papers.read(paper_id=kept[0]))
    assert "DANA MOSCISKI" in own
    assert "BEIER" not in own


def test_small_labels_take_two_for_each_address(desk: Desk, papers: PaperService) -> None:
    stock_id = stock(papers, "5366")
    targets = (LabelTarget(request_in(desk)), LabelTarget(request_in(desk)))
    draft = papers.labels(targets=targets, stock_id=stock_id, start=3)
    assert draft.labels_each == 2
    assert any("too small for both" in remark for remark in draft.remarks)
    assert words(draft.pdf).count("Lakeside Family Practice") == 2
    for paper_id in papers.record(draft=draft).value:
        assert "Lakeside Family Practice" in words(papers.read(paper_id=paper_id))
    assert papers.next_label(stock_id=stock_id) == 7


def test_one_inch_labels_carry_the_return_address(desk: Desk, papers: PaperService) -> None:
    target = (LabelTarget(request_in(desk)),)
    draft = papers.labels(targets=target, stock_id=papers.label_stocks()[0].id)
    text = words(draft.pdf)
    for part in ("Lakeside Family Practice", "120 Harbor Street", "DANA MOSCISKI", "UNIT 46"):
        assert part in text
    assert draft.labels_each == 1


def test_no_papers_before_identity_and_pages(desk: Desk, papers: PaperService) -> None:
    request_id = log_request(desk)
    stock_id = papers.label_stocks()[0].id

    def refused() -> str:
        sentences = set()
        for draw in (
            lambda: papers.cover_letter(request_id=request_id),
            lambda: papers.envelope(request_id=request_id),
            lambda: papers.labels(targets=(LabelTarget(request_id),), stock_id=stock_id),
        ):
            with pytest.raises(Problem, match="papers-not-yet") as problem:
                draw()
            assert problem.value.unharmed == "Nothing was printed."
            assert problem.value.next_step
            sentences.add(problem.value.happened)
        return " ".join(sentences)

    assert "not verified" in refused()
    gather(desk, request_id)
    letter = papers.cover_letter(request_id=request_id)
    assert "not approved yet" in letter.remarks[0]
    (kept,) = papers.record(draft=letter).value
    approve(desk, request_id)
    assert papers.cover_letter(request_id=request_id).remarks == ()
    with desk.reading() as unit:
        version = unit.requests.get(request_id).version
    RequestService(desk).withdraw(request_id=request_id, version=version, reason="Not wanted")
    assert "withdrawn" in refused()
    with pytest.raises(Problem, match="papers-not-yet"):
        papers.reprint(paper_id=kept)


def test_everything_of_the_sample_practice_is_marked(tmp_path: Path) -> None:
    sample = desk_in(tmp_path / "sample", sample=True)
    papers = PaperService(sample)
    request_id = request_in(sample)
    assert "SAMPLE" in words(papers.cover_letter(request_id=request_id).pdf)
    assert "SAMPLE" in words(papers.envelope(request_id=request_id).pdf)
    target = (LabelTarget(request_id),)
    assert "SAMPLE" in words(papers.labels(targets=target, stock_id=stock(papers, "5163")).pdf)
    sample.store.close()


def test_without_an_address_nothing_is_drawn(desk: Desk, papers: PaperService) -> None:
    patient_id = add_patient(desk, replace(DANA, address=Address()))
    request_id = request_in(desk, patient_id=patient_id, address=Address(), road=Road.PICK_UP)
    for draw in (papers.cover_letter, papers.envelope):
        with pytest.raises(FieldProblems) as wrong:
            draw(request_id=request_id)
        assert set(wrong.value.fields) == {"address"}


def test_readers_look_and_clerks_print(desk: Desk) -> None:
    request_id = request_in(desk)
    draft = PaperService(desk).cover_letter(request_id=request_id)
    reader = PaperService(sign_in(desk.store, login="ray", role=Role.READ_ONLY))
    assert reader.list(request_id=request_id) == ()
    with pytest.raises(NotPermitted):
        reader.record(draft=draft)
    clerk = PaperService(sign_in(desk.store, login="cleo", role=Role.CLERK))
    assert clerk.record(draft=draft).value


@pytest.mark.parametrize("copies", [0, -1, 100])
def test_copies_are_a_small_number(desk: Desk, papers: PaperService, copies: int) -> None:
    draft = papers.cover_letter(request_id=request_in(desk))
    with pytest.raises(FieldProblems):
        papers.record(draft=draft, copies=copies)


def test_test_pages_name_nobody_and_previews_are_true_to_size(
    desk: Desk, papers: PaperService
) -> None:
    page = papers.alignment_page(stock_id=papers.label_stocks()[0].id)
    with papers.images(pdf=page) as images:
        assert images.page_size_points(0) == (612.0, 792.0)
        assert images.render(0, 72).width == 612
    face = papers.envelope_test_page(size="10")
    assert "Dana" not in words(face)
