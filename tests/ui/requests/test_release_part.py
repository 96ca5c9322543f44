"""The answer of the release table on the request's page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel

from app.domain.consents import ConsentKind, ConsentTerms, Signer
from app.domain.requests import Person, Recipient, RequestKind, Road
from app.domain.staff import Role, is_permitted
from app.ui.requests.page import RequestsPage
from app.ui.requests.release_part import ReleasePart
from tests.ui.a11y import unnamed
from tests.ui.requests.requests_kit import Office

EMAIL = "dana@example.org"


def by_email(office: Office) -> int:
    patient_id = office.patient(email=EMAIL)
    return office.gathered(patient_id=patient_id, road=Road.UNENCRYPTED_EMAIL)


def part(page: RequestsPage, request_id: int) -> ReleasePart:
    page.refresh()
    page.show_item(request_id)
    return page.queue.pane.release


def lines(shown: ReleasePart) -> str:
    return "\n".join(label.text() for label in shown.reasons.findChildren(QLabel))


def test_not_yet_names_every_reason_and_offers_a_consent(
    office: Office, page: RequestsPage
) -> None:
    shown = part(page, by_email(office))
    assert shown.chip.text() == "Not yet"
    assert not shown.reasons.isVisible()
    shown.why.click()
    assert shown.reasons.isVisible()
    assert "164.524" in lines(shown) or "78 FR" in lines(shown)
    assert shown.why.text() == "Fold it up"
    shown.why.click()
    assert not shown.reasons.isVisible()
    assert unnamed(page) == []
    shown.consent.click()
    # the request itself, so that address, person and records come along
    assert office.went == [("consents", ("request", page.queue.detail.request_id))]


def test_a_consent_by_voice_opens_it_and_taking_it_back_shuts_it(
    office: Office, page: RequestsPage
) -> None:
    request_id = by_email(office)
    consents = office.services.consents
    terms = ConsentTerms(
        patient_id=1, kind=ConsentKind.EMAIL, email=EMAIL, signer=Signer("Dana Mosciski")
    )
    other = consents.open(terms=replace(terms, email="dann@example.org")).value
    give(office, other)
    shown = part(page, request_id)
    assert shown.chip.text() == "Not yet"  # one letter is another address
    assert "dan<b><u>a</u></b>@example.org" in shown.addresses.text()
    assert "dan<b><u>n</u></b>@example.org" in shown.addresses.text()
    assert shown.addresses.isVisible()
    consent_id = consents.open(terms=terms).value
    give(office, consent_id)
    shown = part(page, request_id)
    assert shown.chip.text() == "Yes"
    assert "still wants it at this address" in shown.sentence.text()
    assert "test message" in lines(shown)
    assert not shown.consent.isVisible()
    assert not shown.addresses.isVisible()
    assert not shown.write.isVisible()
    detail = consents.get(consent_id=consent_id)
    consents.revoke(
        consent_id=consent_id,
        version=detail.consent.version,
        received_on=office.context.clock.today(),
    )
    assert part(page, request_id).chip.text() == "Not yet"


def give(office: Office, consent_id: int) -> None:
    from app.services.consents import VoiceAnswer

    consents = office.services.consents
    version = consents.get(consent_id=consent_id).consent.version
    consents.record_voice(
        consent_id=consent_id, version=version, voice=VoiceAnswer("Marco Bell", "Yes")
    )


def test_once_it_has_left_there_is_nothing_to_ask(office: Office, page: RequestsPage) -> None:
    request_id = by_email(office)
    office.services.requests.withdraw(
        request_id=request_id, version=office.read(request_id).version, reason="Not wanted"
    )
    assert not part(page, request_id).isVisible()


def test_who_only_reads_is_offered_no_consent(office: Office, page: RequestsPage) -> None:
    from app.ui.requests.rights import Rights

    page.queue.detail.set_rights(Rights(Role.READ_ONLY))
    office.context.actions.allow(lambda operation: is_permitted(Role.READ_ONLY, operation))
    assert not part(page, by_email(office)).consent.isVisible()


def test_at_the_counter_someone_else_may_be_named(office: Office, page: RequestsPage) -> None:
    request_id = office.gathered(patient_id=office.patient(), road=Road.PICK_UP)
    shown = part(page, request_id)
    assert shown.chip.text() == "Yes"
    assert shown.consent.text() == "Someone else picks it up"
    shown.consent.click()
    assert office.went == [("consents", ("request", request_id))]
    by_mail = office.gathered(patient_id=1, road=Road.MAIL)
    assert not part(page, by_mail).consent.isVisibleTo(page)


def test_a_missing_address_leads_to_the_page_where_it_is_written(
    office: Office, page: RequestsPage
) -> None:
    patient_id = office.patient()
    shown = part(page, office.gathered(patient_id=patient_id, road=Road.ENCRYPTED_EMAIL))
    assert shown.write.isVisible()
    assert shown.write.text() == "Write the e-mail address"
    shown.write.click()
    office.context.actions.trigger("next-step")
    assert office.went == [("registers", ("patient", patient_id))] * 2


def test_someone_outside_the_book_is_said_how_to_get_an_address(
    office: Office, page: RequestsPage
) -> None:
    request_id = office.gathered(
        patient_id=office.patient(),
        road=Road.ENCRYPTED_EMAIL,
        recipient=Recipient.THIRD_PARTY,
        kind=RequestKind.DIRECTIVE_ELECTRONIC,
        recipient_person=Person("Dana Pike", "Pike & Cho LLP"),
    )
    shown = part(page, request_id)
    assert not shown.write.isVisible()
    assert "address book" in shown.addresses.text()
    office.context.actions.trigger("next-step")
    assert office.went == []
    assert page.correction is not None


def test_the_page_says_which_address_the_copy_goes_to(office: Office, page: RequestsPage) -> None:
    part(page, by_email(office))
    texts = [label.text() for label in page.queue.pane.facts.findChildren(QLabel)]
    assert any(EMAIL in text for text in texts)
