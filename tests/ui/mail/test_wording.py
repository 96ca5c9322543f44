"""The words of the log for every state, service and number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.addresses import Address
from app.domain.article_numbers import read_article_number
from app.domain.mail import ExtraService, MailPiece, MailService, MailStatus
from app.domain.mail_log import MailHeap
from app.services.mail_log import MailCounts, row_of
from app.ui.kit.tokens import Kind
from app.ui.mail.wording import (
    counts_words,
    dollars,
    heap_words,
    kind_of,
    number_words,
    pages_words,
    service_long,
    service_short,
)
from tests.services.vault_kit import NOW
from tests.ui.mail.mail_kit import BAD, CARD, CERTIFIED, GOOD, GREEN_CARD, NOTHING, TODAY

PIECE = MailPiece(
    id=1,
    request_id=1,
    request_number="7F3K-9QXA",
    patient_id=1,
    service=MailService.FIRST_CLASS,
    extras=CARD,
    status=MailStatus.READY,
    recipient_name="Dana Mosciski",
    recipient_address=Address(),
    created_at=NOW,
    created_by="Ann",
)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (MailCounts(2, 3, 1), "3 ready, 1 on its way, 2 need you"),
        (MailCounts(1, 0, 2), "2 on their way, 1 needs you"),
        (MailCounts(0, 1200, 0), "1,200 ready"),
        (MailCounts(0, 0, 0), "Nothing is waiting"),
    ],
)
def test_counts(counts: MailCounts, words: str) -> None:
    assert counts_words(counts) == words
    assert heap_words(MailHeap.WHOLE_LOG, counts) == "Whole log"


def test_a_view_says_its_count_where_there_is_one() -> None:
    assert heap_words(MailHeap.READY, MailCounts(0, 3, 0)) == "Ready  3"
    assert heap_words(MailHeap.NEED_YOU, MailCounts(0, 3, 0)) == "Need you"


@pytest.mark.parametrize(
    ("service", "extras", "short"),
    [
        (MailService.FIRST_CLASS, NOTHING, "First-Class"),
        (MailService.FIRST_CLASS, CERTIFIED, "Certified"),
        (MailService.FIRST_CLASS, CARD, "Certified, card"),
        (MailService.PRIORITY, CERTIFIED, "Priority, certified"),
        (MailService.UPS, NOTHING, "UPS"),
        (
            MailService.FIRST_CLASS,
            frozenset({ExtraService.CERTIFICATE_OF_MAILING}),
            "First-Class, certificate",
        ),
    ],
)
def test_services_in_a_few_words(
    service: MailService, extras: frozenset[ExtraService], short: str
) -> None:
    assert service_short(replace(PIECE, service=service, extras=extras)) == short


def test_services_in_full() -> None:
    assert service_long(MailService.FIRST_CLASS, CARD) == (
        "First-Class Mail, Certified Mail, return receipt (green card)"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD, "USPS Certified Mail form number, check digit right"),
        (BAD, "USPS Certified Mail form number, check digit does not fit"),
        (GREEN_CARD, "USPS green card number, check digit right"),
        ("1Z12345E6605272234", "UPS number, check digit right"),
        ("RE123456785US", "US Postal Service number, check digit right"),
        ("70221670000145218837", "USPS Certified Mail form number, check digit right"),
        ("ABC12345XYZ", "A kind of number that ChartPost does not know, kept without a check"),
    ],
)
def test_numbers_are_named(text: str, words: str) -> None:
    assert number_words(read_article_number(text)) == words


@pytest.mark.parametrize("status", list(MailStatus))
def test_every_state_has_its_tint(status: MailStatus) -> None:
    piece = replace(
        PIECE,
        status=status,
        article_number=GOOD,
        accepted_on=date(2026, 11, 1),
        delivered_on=date(2026, 11, 3),
    )
    row = row_of(piece, TODAY)
    kind = kind_of(row)
    assert kind in Kind
    if row.needs_you:
        assert kind in (Kind.SOON, Kind.LATE)
    settled = kind_of(row_of(replace(piece, settled=True), TODAY))
    assert settled in (Kind.IDLE, Kind.DONE)


@given(st.integers(0, 10**7))
def test_dollars_keep_every_cent(cents: int) -> None:
    said = dollars(cents)
    assert said.startswith("$")
    assert int(said.replace("$", "").replace(",", "").replace(".", "")) == cents


def test_pages() -> None:
    assert [pages_words(count) for count in (None, 1, 18)] == ["", "1 page", "18 pages"]
