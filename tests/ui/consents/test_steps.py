"""What happens to a consent: paper, voice, message, revocation, seal; bad scans and bad days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtWidgets import QDialog

from app.domain.attachments import LARGEST_FILE
from app.domain.authorization import AuthorizationForm
from app.domain.consents import ConsentEventKind, ConsentKind, ConsentWay, PatientMessage
from app.domain.staff import Role, is_permitted
from app.ui.consents.ask import AskDialog
from app.ui.consents.dialogs import MessageDialog, NoteDialog, RevokeDialog, VoiceDialog
from app.ui.consents.page import ConsentsPage
from app.ui.consents.paper_return import PaperReturnDialog
from app.ui.consents.wishes import Wish, is_from_outside
from app.ui.consents.wording import given_words
from app.ui.kit.preview_dialog import PreviewDialog
from app.ui.kit.printing import PrintOrder
from tests.services.vault_kit import actions
from tests.ui.a11y import unnamed
from tests.ui.consents.conftest import Show
from tests.ui.consents.consents_kit import WITNESS, Day, a_pdf

D = TypeVar("D", bound=QDialog)


def asked(page: ConsentsPage, consent_id: int, wish: Wish, kind: type[D]) -> D:
    page.show_item(consent_id)
    page.room.desk.do(wish)
    dialog = page.room.desk.dialog
    assert isinstance(dialog, kind)
    assert unnamed(dialog) == []
    return dialog


def preview(page: ConsentsPage, consent_id: int, wish: Wish) -> PreviewDialog:
    page.show_item(consent_id)
    page.room.desk.do(wish)
    dialog = page.room.desk.previews.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert unnamed(dialog) == []
    return dialog


def hand_in(dialog: PaperReturnDialog, path: Path, day: str = "11/20/2026") -> None:
    dialog.drop.files_dropped.emit([path])
    dialog.day.setText(day)
    dialog.looked.set_value(["looked"])
    dialog.submit()


def test_a_signed_paper_comes_back(day: Day, show: Show, tmp_path: Path) -> None:
    consent_id = day.open()
    page = show()
    dialog = asked(page, consent_id, Wish.PAPER, PaperReturnDialog)
    dialog.submit()
    assert set(dialog.form.problems()) == {"scan", "signed_on"}
    dialog.drop.files_dropped.emit([a_pdf(tmp_path)])
    assert dialog.pages.preview.page_count == 1  # shown before it is sealed
    dialog.day.setText("11/20/2026")
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.sure.problems()["looked"]
    assert "signed by Dana Mosciski on 11/20/2026" in dialog.looked.parts()[0].text()
    hand_in(dialog, a_pdf(tmp_path))
    assert not dialog.isVisible()
    given = day.services.consents.get(consent_id=consent_id).consent.given
    assert given is not None
    assert (given.way, given.signed_on) == (ConsentWay.PAPER, date(2026, 11, 20))
    assert "sealed" in page.room.pane.news.text()
    event = day.services.consents.get(consent_id=consent_id).consent.event(ConsentEventKind.GIVEN)
    assert event is not None
    assert "looked at the scan: it is this form, signed by Dana Mosciski" in event.note
    assert preview(page, consent_id, Wish.SCAN).preview.page_count == 1


def test_scans_that_cannot_be_taken_are_said_beside_the_scan(
    day: Day, show: Show, tmp_path: Path
) -> None:
    consent_id = day.open()
    page = show()
    dialog = asked(page, consent_id, Wish.PAPER, PaperReturnDialog)
    empty, other, large = tmp_path / "empty.pdf", tmp_path / "notes.pdf", tmp_path / "large.pdf"
    empty.write_bytes(b"")
    other.write_text("not a scan at all")
    with large.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(LARGEST_FILE + 100 * 1024 * 1024)
    for path in (empty, other, large, a_pdf(tmp_path, password="secret"), tmp_path / "gone.pdf"):
        hand_in(dialog, path)
        assert dialog.form.problems()["scan"], path.name
        assert dialog.ok.isEnabled()
    assert day.status(consent_id) == "draft"
    with day.desk.reading() as unit:
        assert unit.consents.get(consent_id).given is None


def test_a_signature_in_the_future_is_refused(day: Day, show: Show, tmp_path: Path) -> None:
    page = show()
    dialog = asked(page, day.open(), Wish.PAPER, PaperReturnDialog)
    hand_in(dialog, a_pdf(tmp_path), "12/24/2026")
    assert "signed_on" in dialog.form.problems()
    hand_in(dialog, a_pdf(tmp_path), "no day")
    assert "signed_on" in dialog.form.problems()
    assert dialog.isVisible()


def test_a_paper_from_outside_names_what_it_lacks_while_it_is_read(
    day: Day, show: Show, tmp_path: Path
) -> None:
    form = AuthorizationForm(information="Everything", recipient="Northway", outside=True)
    consent_id = day.open(ConsentKind.AUTHORIZATION, form=form)
    page = show()
    dialog = asked(page, consent_id, Wish.PAPER, PaperReturnDialog)
    assert dialog.outside is not None
    there = [line for line in dialog.checklist.said if line.startswith("There")]
    assert [line[:19] for line in there] == ["There: When it ends"]  # as typed off the paper
    assert any(line.startswith("Open: Signature and date") for line in dialog.checklist.said)
    assert any("164.508(c)(2)(i)" in line for line in dialog.checklist.said)
    stated = dialog.outside.stated
    stated.set_value(
        ["says_revocation", "says_conditioning", "says_redisclosure", "plain_language",
         "separate_signature"]
    )  # fmt: skip
    dialog._look()
    missing = [line for line in dialog.checklist.said if line.startswith("Missing")]
    assert any("164.508(c)(1)(iv)" in line for line in missing)
    assert not any("164.508(c)(2)" in line for line in missing)
    dialog.outside.points.setText("ten")
    hand_in(dialog, a_pdf(tmp_path))
    assert "type_points" in dialog.outside.rows.problems()
    dialog.outside.points.setText("11")
    hand_in(dialog, a_pdf(tmp_path))
    assert day.status(consent_id) == "incomplete"
    kept = day.services.consents.get(consent_id=consent_id).consent.terms.form
    assert kept is not None
    assert kept.says_revocation
    assert kept.type_points == 11
    assert kept.information == ""  # the request's words are not the paper's
    assert "added by" in given_words_of(page)


def given_words_of(page: ConsentsPage) -> str:
    detail = page.room.pane.detail
    assert detail is not None
    assert detail.consent.given is not None
    return given_words(detail.consent.given, outside=is_from_outside(detail))


def test_by_voice_with_a_witness(day: Day, show: Show) -> None:
    consent_id = day.open()
    page = show()
    dialog = asked(page, consent_id, Wish.VOICE, VoiceDialog)
    text = day.services.consents.get(consent_id=consent_id).consent.text
    assert all(part.text in dialog.words.texts() for part in text.passages)
    dialog.submit()
    assert "answered" in dialog.form.problems()
    dialog.answered_yes.set_value(True)
    dialog.submit()
    assert "witness" in dialog.form.problems()
    dialog.witness.setText("Ann Example")
    dialog.submit()
    assert "someone else" in dialog.form.problems()["witness"]
    dialog.witness.setText(WITNESS)
    dialog.answer_words.setText("Yes, send it.")
    dialog.submit()
    given = day.services.consents.get(consent_id=consent_id).consent.given
    assert given is not None
    assert given.voice is not None
    assert (given.voice.witness, given.voice.answer) == (WITNESS, "Yes, send it.")


def test_by_voice_the_patient_says_no(day: Day, show: Show) -> None:
    consent_id = day.open()
    page = show()
    dialog = asked(page, consent_id, Wish.VOICE, VoiceDialog)
    dialog.answered_yes.set_value(False)
    assert not dialog.witness.isVisible()
    dialog.submit()
    assert day.status(consent_id) == "declined"


def test_the_patient_wrote_first(day: Day, show: Show) -> None:
    consent_id = day.open()
    page = show()
    dialog = asked(page, consent_id, Wish.MESSAGE, MessageDialog)
    dialog.submit()
    assert "alert_sent" in dialog.form.problems()
    dialog.alert.set_value(True)
    dialog.submit()
    assert "message_id" in dialog.form.problems()
    dialog.message.setText("<abc@example.org>")
    dialog.day.setText("12/24/2026")
    dialog.submit()
    assert "written_on" in dialog.form.problems()
    dialog.day.setText("11/20/2026")
    dialog.submit()
    given = day.services.consents.get(consent_id=consent_id).consent.given
    assert given is not None
    assert given.message == PatientMessage("<abc@example.org>", date(2026, 11, 20), True)
    assert "warning is owed" in page.room.pane.news.text()


def test_taking_it_back_says_which_requests_it_shuts(day: Day, show: Show) -> None:
    consent_id = day.signed()
    request_id = day.by_email()
    number = day.services.requests.get(request_id=request_id).request.number
    page = show()
    dialog = asked(page, consent_id, Wish.REVOKE, RevokeDialog)
    assert number in dialog.notice.text()
    dialog.day.setText("12/24/2026")
    dialog.submit()
    assert "received_on" in dialog.form.problems()
    dialog.day.setText("11/01/2026")
    dialog.submit()
    assert "signed on" in dialog.form.problems()["received_on"]
    dialog.day.setText("11/23/2026")
    dialog.note.setText("Letter")
    dialog.submit()
    assert day.status(consent_id) == "revoked"
    assert f"Request {number} may not leave now" in page.room.pane.news.text()
    assert page.room.pane.chip.text() == "Revoked"


def test_without_open_requests_nothing_rests_on_it(day: Day, show: Show) -> None:
    consent_id = day.signed(ConsentKind.AUTHORIZATION)
    day.by_email()
    page = show()
    dialog = asked(page, consent_id, Wish.REVOKE, RevokeDialog)
    assert dialog.notice.text() == "No open request rests on it."
    dialog.reject()


@pytest.mark.parametrize(
    ("wish", "said"), [(Wish.DECLINE, "said no"), (Wish.DISCARD, "stays on record")]
)
def test_a_draft_ends_without_a_signature(day: Day, show: Show, wish: Wish, said: str) -> None:
    consent_id = day.open()
    page = show()
    dialog = asked(page, consent_id, wish, NoteDialog)
    if wish is Wish.DISCARD:
        dialog.submit()
        assert "reason" in dialog.form.problems()
    dialog.note.setPlainText("Wrong patient")
    dialog.submit()
    assert said in page.room.pane.news.text()
    assert day.status(consent_id) in ("declined", "discarded")


def test_event_false_and_copy(day: Day, show: Show) -> None:
    page = show()
    ended = day.signed(ConsentKind.AUTHORIZATION, expires_on=None, expires_event="end of my claim")
    dialog = asked(page, ended, Wish.EVENT, AskDialog)
    dialog.submit()
    assert day.status(ended) == "expired"
    false = day.signed(ConsentKind.AUTHORIZATION)
    dialog = asked(page, false, Wish.FALSE, AskDialog)
    dialog.submit()
    assert "note" in dialog.form.problems()
    assert isinstance(dialog, NoteDialog)
    dialog.note.setPlainText("The claim was never made")
    dialog.submit()
    assert day.status(false) == "incomplete"
    third = day.signed(ConsentKind.AUTHORIZATION)
    page.show_item(third)
    page.room.desk.do(Wish.COPY)
    assert "has a copy" in page.room.pane.news.text()


def test_the_blank_form_is_printed_and_saved(day: Day, show: Show, tmp_path: Path) -> None:
    consent_id = day.open()
    page = show()
    dialog = preview(page, consent_id, Wish.PRINT)
    dialog.print_button.click()
    assert [job.title for job, _ in day.printers.jobs] == ["Form to sign"]
    assert "consent.printed" in actions(day.desk)
    dialog.reject()
    dialog = preview(page, consent_id, Wish.PRINT)
    day.files.path = tmp_path / "form.pdf"
    dialog.save_button.click()
    assert day.files.path.read_bytes().startswith(b"%PDF")
    dialog.reject()
    dialog = preview(page, consent_id, Wish.PRINT)
    day.files.path = tmp_path / "no such folder" / "form.pdf"
    dialog.save_button.click()
    assert "cannot be written" in dialog.notice.text()
    day.files.path = None
    dialog.save_button.click()
    assert dialog.save_button.isEnabled()


def test_the_sealed_paper_is_looked_at_printed_and_copied_on_record(
    day: Day, show: Show, tmp_path: Path
) -> None:
    consent_id = day.signed()
    page = show()
    dialog = preview(page, consent_id, Wish.PDF)
    assert "consent.paper_viewed" in actions(day.desk)
    dialog.print_button.click()
    assert len(day.printers.jobs) == 1
    assert "consent.sealed_printed" in actions(day.desk)
    day.files.path = tmp_path / "copy.pdf"
    dialog.save_button.click()
    assert day.files.path.read_bytes().startswith(b"%PDF")
    assert "consent.sealed_saved" in actions(day.desk)


def test_a_print_is_on_record_though_the_dialog_was_left_meanwhile(
    day: Day, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent_id = day.signed()
    dialog = preview(show(), consent_id, Wish.PDF)
    monkeypatch.setattr(day.printers, "print_job", lambda *_: shiboken6.delete(dialog))
    dialog.print_requested.emit(PrintOrder("HP LaserJet"))
    assert not shiboken6.isValid(dialog)
    assert "consent.sealed_printed" in actions(day.desk)


def test_a_clerk_looks_but_takes_no_copy(day: Day, show: Show) -> None:
    day.context.actions.allow(lambda operation: is_permitted(Role.CLERK, operation))
    page = show()
    dialog = preview(page, day.signed(), Wish.PDF)
    assert not dialog.save_button.isVisible()
    assert dialog.print_button.isVisible()


def test_the_letter_about_a_revocation(day: Day, show: Show) -> None:
    consent_id = day.revoked()
    page = show()
    page.show_item(consent_id)
    assert page.room.pane.next.button.text() == Wish.LETTER.value
    dialog = preview(page, consent_id, Wish.LETTER)
    dialog.print_button.click()
    assert "consent.confirmed_revocation" in actions(day.desk)
    dialog.reject()
    assert not page.room.pane.next.isVisible()


def test_verify_gives_a_plain_answer(day: Day, show: Show) -> None:
    consent_id = day.signed()
    page = show()
    page.show_item(consent_id)
    page.room.desk.do(Wish.VERIFY)
    assert "is as it was signed" in page.room.pane.news.text()


def test_what_somebody_else_did_meanwhile_is_told(day: Day, show: Show) -> None:
    consent_id = day.open()
    page = show()
    dialog = asked(page, consent_id, Wish.DECLINE, NoteDialog)
    day.services.consents.discard(
        consent_id=consent_id, version=day.version(consent_id), reason="Meanwhile"
    )
    dialog.submit()
    assert dialog.notice.text()
    dialog.reject()
    assert page.room.pane.chip.text() == "Discarded"
