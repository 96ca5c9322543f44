"""Questions to the mail log and what it answers: heaps, orders, events, exported lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.addresses import Address
from app.domain.mail import MailPiece
from app.domain.mail_waits import QuietReceipts
from app.domain.text import clean_line

PAGE_LENGTH = 100


class MailHeap(StrEnum):
    """The views of the mail room."""

    NEED_YOU = "need_you"
    READY = "ready"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    WHOLE_LOG = "whole_log"

    @property
    def label(self) -> str:
        """The view in words."""
        return {
            MailHeap.NEED_YOU: "Need you",
            MailHeap.READY: "Ready",
            MailHeap.ON_THE_WAY: "On the way",
            MailHeap.DELIVERED: "Delivered",
            MailHeap.WHOLE_LOG: "Whole log",
        }[self]


class MailSort(StrEnum):
    """Orders that can be read by key; each has its indexes."""

    LOGGED = "logged"
    RECIPIENT = "recipient"
    MAILED = "mailed"


@dataclass(frozen=True, slots=True)
class MailQuery:
    """One question to the log.

    Attributes:
        text: part of a name, address, request or article number; empty for all.
        mailed_from: first acceptance date, where only a span is wanted.
        mailed_to: last acceptance date.
        quiet: receipts that are not missed yet; their pieces do not need anyone.
        after_key: the key of the last row seen, as the page before gave it.
    """

    heap: MailHeap = MailHeap.WHOLE_LOG
    sort: MailSort = MailSort.LOGGED
    descending: bool = True
    text: str = field(default="", repr=False)
    mailed_from: date | None = None
    mailed_to: date | None = None
    quiet: QuietReceipts | None = None
    after_key: object | None = None
    limit: int = PAGE_LENGTH


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One line of a piece's history."""

    at: datetime
    by: str
    kind: str
    happened_on: date | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailLogLine:
    """One line of the exported log: the piece, and what the patient's addresses say about it.

    Both addresses are None while the patient asked for no other place.
    """

    piece: MailPiece = field(repr=False)
    home_address: Address | None = field(repr=False)
    confidential: Address | None = field(repr=False)

    @property
    def shows_home(self) -> bool:
        """The piece went to the home address although another was asked for since.

        While a confidential instruction stands, the home address leaves the program on no list
        (45 CFR 164.522(b)).
        """
        home, confidential = self.home_address, self.confidential
        return home is not None and goes_home(self.piece.recipient_address, home, confidential)


def goes_home(place: Address, home: Address, confidential: Address | None) -> bool:
    """Whether a place is the home address while the patient asked for another one."""
    return confidential is not None and _same(place, home) and not _same(place, confidential)


def _same(one: Address, other: Address) -> bool:
    return _spelled(one) == _spelled(other)


def _spelled(address: Address) -> tuple[str, ...]:
    parts = (address.line1, address.line2, address.city, address.state, address.zip_code[:5])
    return tuple(clean_line(part).casefold().rstrip(".") for part in parts)
