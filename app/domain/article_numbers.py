"""Article numbers: read as typed or scanned, named, checked, and never refused for a wrong digit.

Promise: every text gives either an :class:`ArticleNumber` or a :class:`Problem` with a plain
sentence. A failed check digit is a warning that the person may overrule, because carriers' own
samples fail, too (``mail.md`` 1.3, 1.7); a number of unknown shape is kept as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from app.domain.article_formats import (
    ArticleCarrier,
    ArticleFormat,
    CheckDigit,
    carrier_of,
    classify,
    gs1_check_digit,
)
from app.domain.article_scan import read_scan
from app.domain.errors import Problem

LONGEST_INPUT = 200
"""Far more than any scanner sends; longer texts are a slip of the clipboard."""

_PLAUSIBLE = re.compile(r"[0-9A-Z]{8,40}")
_GREEN_CARD = "95909402"
_RETAIL_22 = re.compile(r"9589\d{18}", re.ASCII)
_RETAIL_20 = re.compile(r"70\d{18}", re.ASCII)

_TRACKING_PAGES = {
    ArticleCarrier.USPS: "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
    ArticleCarrier.UPS: "https://www.ups.com/track?tracknum=",
    ArticleCarrier.FEDEX: "https://www.fedex.com/apps/fedextrack/?tracknumbers=",
}


@dataclass(frozen=True, slots=True)
class ArticleNumber:
    """The number of one piece of mail.

    Attributes:
        number: the bare number, without routing ZIP, spaces or symbology prefix.
        raw: what was typed or scanned, kept as evidence.
        routing_zip: destination ZIP or ZIP+4 (digits) that the scan carried.
        note: one sentence for the person, empty when there is nothing to say.
    """

    number: str
    raw: str
    carrier: ArticleCarrier
    format: ArticleFormat
    check: CheckDigit
    routing_zip: str | None = None
    note: str = ""

    @property
    def needs_confirmation(self) -> bool:
        """The person should look at the label again before this is kept."""
        return self.check is not CheckDigit.OK

    @property
    def is_green_card(self) -> bool:
        """The number of a PS 3811 card: it tracks the card on its way back, not the piece."""
        return self.format is ArticleFormat.USPS_IMPB_22 and self.number.startswith(_GREEN_CARD)

    @property
    def tracking_url(self) -> str | None:
        """The carrier's page for this number, opened only when the person asks for it."""
        page = _TRACKING_PAGES.get(self.carrier)
        return f"{page}{_tracked_part(self)}" if page else None

    def grouped(self) -> str:
        """The number as labels print it."""
        return grouped(self.number, self.format)


def read_article_number(text: str) -> ArticleNumber:
    """Read what was typed or scanned into an article number field.

    Raises:
        Problem: nothing was typed, or it cannot be a number from a label.
    """
    if len(text) > LONGEST_INPUT:
        raise _problem("article-too-long", "This is far longer than any number on a label.")
    scan = read_scan(text)
    if not scan.number:
        raise _problem("article-empty", "There is no article number yet.")
    if not scan.number.isascii() or not scan.number.isalnum():
        raise _problem(
            "article-characters", "An article number has only the digits 0-9 and letters A-Z."
        )
    if not _PLAUSIBLE.fullmatch(scan.number) or sum(c.isdigit() for c in scan.number) < 5:
        raise _problem("article-shape", "This does not look like a number from a mail label.")
    article_format, check = classify(scan.number)
    return ArticleNumber(
        number=scan.number,
        raw=text,
        carrier=carrier_of(article_format, scan.number),
        format=article_format,
        check=check,
        routing_zip=scan.routing_zip,
        note=_note(scan.number, article_format, check),
    )


def next_sticker(number: ArticleNumber) -> str | None:
    """The number of the next PS 3800 sticker on the roll or pad, where it can be told.

    Only for stickers from the post office counter (``9589...`` and ``70YY...``) whose own check
    digit fits; the serial goes up by one and the check digit is worked out anew (``mail.md`` 1.3).
    """
    retail_22 = _RETAIL_22.fullmatch(number.number)
    if not (retail_22 or _RETAIL_20.fullmatch(number.number)):
        return None
    if number.check is not CheckDigit.OK:
        return None
    # 9589 0710 5270 and a nine-digit serial; 70YY NNNN 000 and an eight-digit serial.
    head_length = 12 if retail_22 else 11
    head, serial = number.number[:head_length], number.number[head_length:-1]
    if set(serial) == {"9"}:
        return None
    body = head + str(int(serial) + 1).zfill(len(serial))
    unseen = "91" if number.format is ArticleFormat.USPS_20_AI91 else ""
    return f"{body}{gs1_check_digit(unseen + body)}"


def _problem(code: str, happened: str) -> Problem:
    return Problem(
        code,
        happened,
        unharmed="Nothing was kept.",
        next_step="Scan the label, or type the number printed under the bars.",
    )


def _tracked_part(article: ArticleNumber) -> str:
    """FedEx's 34-digit label text holds the tracking number in its last 14 digits."""
    if article.format in {ArticleFormat.FEDEX_34, ArticleFormat.FEDEX_34_96}:
        return article.number[-14:].removeprefix("00")
    return article.number


def grouped(number: str, article_format: ArticleFormat) -> str:
    """Groups of four from the left; S10 as ``RE 123 456 785 US``, UPS as its labels have it."""
    cuts: tuple[int, ...]
    if article_format is ArticleFormat.S10_13:
        cuts = (0, 2, 5, 8, 11, 13)
    elif article_format is ArticleFormat.UPS_1Z:
        cuts = (0, 2, 5, 8, 10, 14, 18)
    elif number.isdigit():
        cuts = (*range(0, len(number), 4), len(number))
    else:
        return number
    return " ".join(number[start:end] for start, end in pairwise(cuts))


def _note(number: str, article_format: ArticleFormat, check: CheckDigit) -> str:
    sentences = []
    if article_format is ArticleFormat.USPS_IMPB_22 and number.startswith(_GREEN_CARD):
        sentences.append(
            "This is the number of the green return-receipt card, not of the letter. "
            "The letter's number is on the PS 3800 sticker."
        )
    if check is CheckDigit.FAILED:
        sentences.append(
            "The check digit does not fit. Compare every digit with the label; "
            "you can keep the number as it is."
        )
    if article_format is ArticleFormat.UNKNOWN:
        sentences.append(
            "ChartPost does not know this kind of number. It is kept as typed, without a check."
        )
    return " ".join(sentences)
