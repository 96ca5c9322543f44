"""The next step of what may not leave: its reason, and a button that does what is missing."""

from __future__ import annotations

import pytest

from app.domain.audit_details import detail_words
from app.domain.release_reasons import Reason
from app.domain.release_rule import NotYet
from app.domain.request_steps import NextAction, held_step
from app.domain.requests import Road


def reason(code: str) -> Reason:
    return Reason(code, "Something is missing.", "45 CFR 164.508", "Do this.")


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("authorization-revoked", NextAction.OPEN_CONSENT),
        ("authorization-purpose", NextAction.OPEN_CONSENT),
        ("authorization-declined", NextAction.NOTHING),
        ("email-none", NextAction.OPEN_CONSENT),
        ("email-revoked", NextAction.CORRECT),
        ("pick-up-none", NextAction.OPEN_CONSENT),
        ("address-unconfirmed", NextAction.CONFIRM_ADDRESS),
        ("address-missing", NextAction.CORRECT),
        ("road-closed-portal", NextAction.CORRECT),
        ("identity", NextAction.NOTHING),
    ],
)
def test_the_first_reason_decides_the_button(code: str, action: NextAction) -> None:
    step = held_step(NotYet((reason(code), reason("address-changed"))), Road.MAIL)
    assert step.action is action
    assert step.move is None
    assert bool(step.button) is (action is not NextAction.NOTHING)
    if action is not NextAction.CONFIRM_ADDRESS:
        assert step.sentence == "It may not leave: Something is missing. Do this."


def test_a_missing_email_address_is_written_where_it_belongs() -> None:
    step = held_step(NotYet((reason("address-missing"),)), Road.ENCRYPTED_EMAIL)
    assert (step.action, step.button) == (NextAction.WRITE_EMAIL, "Write the e-mail address")


def test_the_codes_of_the_trail_have_words() -> None:
    codes = ["authorization-revoked", "address-unconfirmed", "identity"]
    [(field, told)] = detail_words({"reasons": codes})
    assert field == "Left although"
    assert told == (
        "authorization: it was taken back, address: it was not confirmed, "
        "it was not recorded who asks"
    )
