"""A form stands open on a request and the request is changed elsewhere; what may not leave."""

from __future__ import annotations

from app.domain.request_states import Move
from app.domain.requests import RequestStatus, Road
from app.domain.staff import Role
from app.ui.kit.tokens import Kind
from app.ui.requests.page import RequestsPage
from app.ui.requests.panels import ReasonPanel, SentPanel
from app.ui.requests.rights import Rights
from tests.ui.requests.requests_kit import Office


def ready(office: Office) -> int:
    request_id = office.gathered(patient_id=office.patient(), road=Road.PICK_UP)
    office.services.requests.mark_ready(
        request_id=request_id, version=office.read(request_id).version
    )
    return request_id


def sent_elsewhere(office: Office, request_id: int) -> None:
    office.services.requests.mark_sent(
        request_id=request_id, version=office.read(request_id).version
    )


def test_a_form_whose_step_was_done_elsewhere_closes_and_says_so(
    officer: Office, officers_page: RequestsPage
) -> None:
    page, pane = officers_page, officers_page.queue.pane
    request_id = ready(officer)
    page.show_item(request_id)
    pane.next.button.click()
    assert isinstance(pane.panel, SentPanel)
    sent_elsewhere(officer, request_id)
    page.refresh()
    assert pane.panel is None
    assert pane.view is not None
    assert pane.view.request.status is RequestStatus.SENT
    assert "was closed" in pane.news.text()
    assert "Nothing of it was kept" in pane.news.text()
    assert pane.next.button.isVisible()
    assert not pane.next.button.hasFocus()


def test_a_form_that_still_fits_keeps_what_was_typed(
    officer: Office, officers_page: RequestsPage
) -> None:
    page, pane = officers_page, officers_page.queue.pane
    request_id = officer.gathered(patient_id=officer.patient(), road=Road.PICK_UP)
    page.show_item(request_id)
    pane.move_requested.emit(Move.WITHDRAW)
    panel = pane.panel
    assert isinstance(panel, ReasonPanel)
    panel.reason.set_value("Called and took it back")
    officer.services.requests.mark_ready(
        request_id=request_id, version=officer.read(request_id).version
    )
    page.refresh()
    assert pane.panel is panel
    assert pane.view is not None
    assert pane.view.request.status is RequestStatus.READY
    assert not pane.next.isVisible()
    panel.submitted.emit()
    assert officer.read(request_id).status is RequestStatus.WITHDRAWN
    assert officer.messages.failures == []


def test_what_one_keeps_oneself_is_not_called_overtaken(
    officer: Office, officers_page: RequestsPage
) -> None:
    page, pane = officers_page, officers_page.queue.pane
    page.show_item(ready(officer))
    pane.next.button.click()
    assert pane.panel is not None
    pane.panel.submitted.emit()
    assert pane.panel is None
    assert pane.news.text() == ""


def test_what_may_not_leave_says_why_and_its_button_opens_the_consent(
    officer: Office, officers_page: RequestsPage
) -> None:
    page, pane = officers_page, officers_page.queue.pane
    patient_id = officer.patient(email="dana@example.org")
    request_id = officer.gathered(patient_id=patient_id, road=Road.UNENCRYPTED_EMAIL)
    requests = officer.services.requests
    requests.confirm_address(
        request_id=request_id, version=officer.read(request_id).version, how="Spelled"
    )
    page.show_item(request_id)
    assert pane.next.sentence.text().startswith("It may not leave: The patient has not been warned")
    assert Move.MAKE_READY not in pane.view.moves  # type: ignore[union-attr]
    pane.next.button.click()
    assert officer.went == [("consents", ("request", request_id))]
    page.queue.detail.set_rights(Rights(Role.READ_ONLY))
    assert not pane.next.button.isVisible()


def test_a_closed_road_leads_to_the_correction(
    officer: Office, officers_page: RequestsPage
) -> None:
    page, pane = officers_page, officers_page.queue.pane
    asked: list[object] = []
    page.queue.detail.correction_requested.connect(asked.append)
    request_id = ready(officer)
    with officer.desk.writing() as unit:
        version = unit.requests.get(request_id).version
        unit.requests.change(request_id, version, kind="treatment", road="portal")
    page.show_item(request_id)
    assert pane.next.button.text() == "Correct the request"
    pane.next.button.click()
    assert asked == [pane.view]
    assert pane.left.property("kind") == Kind.LATE.value
    assert not pane.left.isVisible()
