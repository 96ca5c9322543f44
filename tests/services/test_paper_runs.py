"""Many pieces printed in one go: matched order, whole jobs, what is left out or made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.domain.addresses import Address
from app.domain.errors import Cancelled, NotPermitted, Problem
from app.domain.mail import MailService, MailStatus
from app.domain.papers import PaperKind
from app.domain.staff import Role
from app.services.desk import Desk
from app.services.mail import MailRoom
from app.services.mail_orders import NewMail
from app.services.paper_keeping import PaperHow
from app.services.paper_run_values import Run, RunKinds, RunOrder, RunPiece
from app.services.paper_runs import PaperRuns
from app.services.papers import PaperService
from app.services.progress import Progress
from tests.services.people_kit import DANA, add_patient, approve, gather, log_request
from tests.services.vault_kit import actions, desk_in, sign_in

LABELS = "avery-5163"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_in(tmp_path / "data")
    yield made
    made.store.close()


@pytest.fixture
def runs(desk: Desk) -> PaperRuns:
    return PaperRuns(desk)


def words(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def piece(desk: Desk, family: str, *, pages: int = 5, approved: bool = True) -> int:
    details = replace(DANA, family_name=family, chart_number="")
    request_id = log_request(desk, add_patient(desk, details))
    gather(desk, request_id, pages)
    if approved:
        approve(desk, request_id)
    return MailRoom(desk).prepare(order=NewMail(request_id, MailService.FIRST_CLASS)).value


def order(chosen: tuple[RunPiece, ...], kinds: RunKinds = RunKinds.BOTH) -> RunOrder:
    return RunOrder(chosen, "10", LABELS, kinds)


def record_all(runs: PaperRuns, run: Run) -> None:
    for job in run.jobs:
        runs.record(job=job)


def papers_of(desk: Desk, piece_id: int) -> list[tuple[str, bool]]:
    request_id = MailRoom(desk).get(piece_id=piece_id).piece.request_id
    return [
        (each.kind.value, each.reprint) for each in PaperService(desk).list(request_id=request_id)
    ]


def test_letter_n_belongs_to_outside_n(desk: Desk, runs: PaperRuns) -> None:
    """Flats stand between letters in the log; on paper they come after them, in both piles."""
    for family, pages in (("Abel", 5), ("Bauer", 40), ("Costa", 5), ("Diaz", 40)):
        piece(desk, family, pages=pages)
    run = runs.draw(order=order(runs.pieces()))
    assert [(job.kind, job.stock, job.count, job.sheets) for job in run.jobs] == [
        (PaperKind.COVER_LETTER, "letter", 4, 4),
        (PaperKind.ENVELOPE, "10", 2, 2),
        (PaperKind.LABEL, LABELS, 2, 1),
    ]
    letters, envelopes, labels = run.jobs
    assert [name_in(draft.pdf) for draft in letters.drafts] == ["Abel", "Costa", "Bauer", "Diaz"]
    assert [name_in(draft.pdf) for draft in envelopes.drafts] == ["Abel", "Costa"]
    sheet = words(labels.drafts[0].pdf)[0].upper()
    assert sheet.index("BAUER") < sheet.index("DIAZ")
    assert [job.title for job in run.jobs] == ["4 cover letters", "2 envelopes", "2 labels"]
    assert run.left_out == ()


def name_in(pdf: bytes) -> str:
    text = " ".join(words(pdf)).casefold()
    return next(name for name in ("Abel", "Bauer", "Costa", "Diaz") if name.casefold() in text)


def test_each_job_is_kept_whole_and_told_of(desk: Desk, runs: PaperRuns) -> None:
    ids = [piece(desk, "Abel"), piece(desk, "Bauer", pages=40)]
    before = len(actions(desk))
    record_all(runs, runs.draw(order=order(runs.pieces())))
    assert papers_of(desk, ids[0]) == [("cover_letter", False), ("envelope", False)]
    assert papers_of(desk, ids[1]) == [("cover_letter", False), ("label", False)]
    told = actions(desk)[before:]
    assert sorted(told) == ["mail.printed"] * 2 + ["paper.printed"] * 4
    statuses = [MailRoom(desk).get(piece_id=each).piece.status for each in ids]
    assert statuses == [MailStatus.PRINTED] * 2
    assert PaperService(desk).next_label(stock_id=LABELS) == 2
    # a label sheet that two share is not kept with either
    kept = PaperService(desk).list(request_id=MailRoom(desk).get(piece_id=ids[1]).piece.request_id)
    assert "ABEL" not in " ".join(words(PaperService(desk).read(paper_id=kept[1].id))).upper()


def test_a_job_that_cannot_be_kept_leaves_nothing(
    desk: Desk, runs: PaperRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [piece(desk, "Abel"), piece(desk, "Bauer")]
    run = runs.draw(order=order(runs.pieces()))
    before = actions(desk)

    def refuse(*_: object) -> None:
        raise Problem("disk-full", "The disk is full.")

    monkeypatch.setattr("app.services.paper_keeping.mark_printed", refuse)
    with pytest.raises(Problem, match="disk-full"):
        runs.record(job=run.jobs[1])
    assert [papers_of(desk, each) for each in ids] == [[], []]
    assert actions(desk) == before


def test_what_failed_is_finished_later_and_nothing_twice(desk: Desk, runs: PaperRuns) -> None:
    """The letters went through, the envelopes did not: the next run makes the envelopes alone."""
    ids = [piece(desk, "Abel"), piece(desk, "Bauer")]
    runs.record(job=runs.draw(order=order(runs.pieces())).jobs[0])
    again = runs.pieces()
    assert all(each.letter_on and not each.outside_on and not each.made for each in again)
    run = runs.draw(order=order(again))
    assert [(job.kind, job.count) for job in run.jobs] == [(PaperKind.ENVELOPE, 2)]
    record_all(runs, run)
    assert papers_of(desk, ids[0]) == [("cover_letter", False), ("envelope", False)]


def test_what_was_made_is_made_again_as_a_marked_reprint(desk: Desk, runs: PaperRuns) -> None:
    piece_id = piece(desk, "Abel")
    record_all(runs, runs.draw(order=order(runs.pieces())))
    (made,) = runs.pieces()
    assert made.made
    run = runs.draw(order=order((made,)))
    assert [job.reprints for job in run.jobs] == [1, 1]
    assert "REPRINT" in words(run.jobs[0].drafts[0].pdf)[0]
    assert "REPRINT" not in words(run.jobs[1].drafts[0].pdf)[0]
    record_all(runs, run)
    assert papers_of(desk, piece_id)[2:] == [("cover_letter", True), ("envelope", True)]
    assert actions(desk).count("paper.reprinted") == 2


def test_another_envelope_is_no_reprint(desk: Desk, runs: PaperRuns) -> None:
    piece(desk, "Abel")
    record_all(runs, runs.draw(order=order(runs.pieces())))
    run = runs.draw(order=RunOrder(runs.pieces(), "6x9", "6x9", RunKinds.OUTSIDES))
    assert [(job.stock, job.reprints) for job in run.jobs] == [("6x9", 0)]


@pytest.mark.parametrize(
    ("kinds", "made"),
    [
        (RunKinds.LETTERS, [PaperKind.COVER_LETTER]),
        (RunKinds.OUTSIDES, [PaperKind.ENVELOPE]),
    ],
)
def test_letters_or_outsides_alone(
    desk: Desk, runs: PaperRuns, kinds: RunKinds, made: list[PaperKind]
) -> None:
    piece(desk, "Abel")
    assert [job.kind for job in runs.draw(order=order(runs.pieces(), kinds)).jobs] == made


@pytest.mark.parametrize("pages", [5, 40])
def test_one_that_cannot_be_printed_is_left_out_of_every_job(
    desk: Desk, runs: PaperRuns, pages: int
) -> None:
    """The name has no glyphs: neither its letter nor its outside, and the others are printed."""
    piece(desk, "Abel", pages=pages)
    bad = piece(desk, "山田", pages=pages)
    run = runs.draw(order=order(runs.pieces()))
    assert [job.count for job in run.jobs] == [1, 1]
    assert [each.chosen.piece.id for each in run.left_out] == [bad]
    assert run.left_out[0].problem.code == "no-glyph"


def test_a_label_that_tells_too_much_takes_its_letter_along(desk: Desk, runs: PaperRuns) -> None:
    """The letter could be drawn, the label not; a letter without its label helps nobody."""
    piece(desk, "Abel", pages=40)
    place = Address(
        attention="Medical records", line1="1 Elm St", city="Salem", state="MA", zip_code="01970"
    )
    request_id = log_request(desk, add_patient(desk, replace(DANA, chart_number="")), address=place)
    gather(desk, request_id, 40)
    bad = MailRoom(desk).prepare(order=NewMail(request_id, MailService.FIRST_CLASS)).value
    run = runs.draw(order=order(runs.pieces()))
    assert [(job.kind, job.count) for job in run.jobs] == [
        (PaperKind.COVER_LETTER, 1),
        (PaperKind.LABEL, 1),
    ]
    assert [each.chosen.piece.id for each in run.left_out] == [bad]


def test_a_piece_mailed_meanwhile_is_left_out(desk: Desk, runs: PaperRuns) -> None:
    piece_id = piece(desk, "Abel")
    chosen = runs.pieces()
    mail = MailRoom(desk)
    version = mail.get(piece_id=piece_id).piece.version
    mail.cancel(piece_id=piece_id, version=version, reason="Not wanted any more")
    run = runs.draw(order=order(chosen))
    assert run.jobs == ()
    assert len(run.left_out) == 1


def test_the_list_says_what_hinders_and_what_is_not_approved(desk: Desk, runs: PaperRuns) -> None:
    piece(desk, "Abel", approved=False)
    waiting = log_request(desk, add_patient(desk, replace(DANA, chart_number="")))
    MailRoom(desk).prepare(order=NewMail(waiting, MailService.FIRST_CLASS))
    first, second = runs.pieces()
    assert (first.approved, first.hindrance) == (False, "")
    assert "not verified" in second.hindrance
    assert any("not approved yet" in line for line in runs.draw(order=order((first,))).remarks)


def test_some_of_them_in_the_order_of_the_log(desk: Desk, runs: PaperRuns) -> None:
    ids = [piece(desk, name) for name in ("Abel", "Bauer", "Costa")]
    assert [each.piece.id for each in runs.pieces(piece_ids=(ids[2], ids[0], 999))] == [
        ids[0],
        ids[2],
    ]


def test_labels_start_where_told_and_no_further(desk: Desk, runs: PaperRuns) -> None:
    piece(desk, "Abel", pages=40)
    chosen = runs.pieces()
    run = runs.draw(order=replace(order(chosen), first_label=8))
    assert run.jobs[1].drafts[0].start == 8
    with pytest.raises(Problem, match="labels-start"):
        runs.draw(order=replace(order(chosen), first_label=80))


def test_drawing_can_be_stopped(desk: Desk, runs: PaperRuns) -> None:
    piece(desk, "Abel")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        runs.draw(order=order(runs.pieces()), progress=progress)


def test_saved_as_one_pdf_of_each_kind(desk: Desk, runs: PaperRuns, tmp_path: Path) -> None:
    ids = [piece(desk, "Abel"), piece(desk, "Bauer")]
    run = runs.draw(order=order(runs.pieces()))
    for number, job in enumerate(run.jobs):
        runs.save(job=job, target=tmp_path / f"{number}.pdf")
    reader = PdfReader(tmp_path / "1.pdf")
    assert [float(page.mediabox.width) for page in reader.pages] == [684.0, 684.0]
    assert reader.metadata is not None
    assert reader.metadata.title == "Envelope"
    wishes = reader.root_object["/ViewerPreferences"]
    assert wishes["/PrintScaling"] == "/None"  # type: ignore[index]
    kept = PaperService(desk).list(request_id=MailRoom(desk).get(piece_id=ids[0]).piece.request_id)
    assert [paper.how for paper in kept] == [PaperHow.SAVED.value] * 2
    with pytest.raises(Problem, match="cannot-write"):
        runs.save(job=run.jobs[0], target=tmp_path / "no" / "where.pdf")


def test_readers_print_nothing(desk: Desk) -> None:
    reader = PaperRuns(sign_in(desk.store, login="viola", role=Role.READ_ONLY))
    with pytest.raises(NotPermitted):
        reader.pieces()
    clerk = PaperRuns(sign_in(desk.store, login="marco", role=Role.CLERK))
    assert clerk.pieces() == ()
