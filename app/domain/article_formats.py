"""Shapes and check digits of the numbers on mail and parcel labels.

Each format is a shape and one check rule; nothing here guesses a service from a number, since the
service codes inside USPS numbers are not a promise (``mail.md`` 1.2). Rules: GS1 modulo 10 for USPS
(Publication 199), UPU S10 for international numbers, the published rules of UPS and FedEx.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum


class ArticleCarrier(StrEnum):
    """The carrier that a format belongs to."""

    USPS = "usps"
    UPS = "ups"
    FEDEX = "fedex"
    S10_OTHER = "s10_other"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The carrier in words."""
        return {
            ArticleCarrier.USPS: "US Postal Service",
            ArticleCarrier.UPS: "UPS",
            ArticleCarrier.FEDEX: "FedEx",
            ArticleCarrier.S10_OTHER: "Another country's post",
            ArticleCarrier.UNKNOWN: "Unknown carrier",
        }[self]


class CheckDigit(StrEnum):
    """What the check digit says; ``NONE`` where the format has none that is known."""

    OK = "ok"
    FAILED = "failed"
    NONE = "none"


class ArticleFormat(StrEnum):
    """The formats of ``mail.md`` sections 1.2, 1.5 and 1.7."""

    USPS_IMPB_22 = "usps_impb_22"
    USPS_IMPB_26 = "usps_impb_26"
    USPS_IMPB_30 = "usps_impb_30"
    USPS_20_PLAIN = "usps_20_plain"
    USPS_20_AI91 = "usps_20_ai91"
    S10_13 = "s10_13"
    UPS_1Z = "ups_1z"
    UPS_WAYBILL_11 = "ups_waybill_11"
    FEDEX_12 = "fedex_12"
    FEDEX_15 = "fedex_15"
    FEDEX_22_96 = "fedex_22_96"
    FEDEX_34 = "fedex_34"
    FEDEX_34_96 = "fedex_34_96"
    UNKNOWN = "unknown"


def gs1_check_digit(body: str) -> int:
    """The GS1 modulo 10 check digit; weights 3, 1, 3, ... from the rightmost body digit."""
    total = sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(reversed(body)))
    return (10 - total % 10) % 10


def s10_check_digit(serial: str) -> int:
    """The UPU S10 check digit over eight digits."""
    rest = 11 - sum(int(d) * w for d, w in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def _weighted_mod_11_10(body: str, weights: tuple[int, ...]) -> int:
    total = sum(int(d) * weights[i % len(weights)] for i, d in enumerate(body))
    return total % 11 % 10


def _alternating(values: list[int]) -> int:
    """Odd places once, even places twice, counted from the left; then up to the next ten."""
    total = sum(value * (2 if index % 2 else 1) for index, value in enumerate(values))
    return (10 - total % 10) % 10


def _ups_value(sign: str) -> int:
    return int(sign) if sign.isdigit() else (ord(sign) - 63) % 10


def _gs1_fits(number: str) -> bool:
    return gs1_check_digit(number[:-1]) == int(number[-1])


def _gs1_fits_with_91(number: str) -> bool:
    return _gs1_fits("91" + number)


def _s10_fits(number: str) -> bool:
    return s10_check_digit(number[2:10]) == int(number[10])


def _ups_1z_fits(number: str) -> bool:
    if not number[-1].isdigit():
        return False
    return _alternating([_ups_value(sign) for sign in number[2:-1]]) == int(number[-1])


def _ups_waybill_fits(number: str) -> bool:
    return _alternating([int(digit) for digit in number[1:-1]]) == int(number[-1])


def _fedex_12_fits(number: str) -> bool:
    return _weighted_mod_11_10(number[:11], (3, 1, 7)) == int(number[-1])


def _fedex_22_fits(number: str) -> bool:
    return _gs1_fits(number[7:])


def _fedex_34_fits(number: str) -> bool:
    return _weighted_mod_11_10(number[20:33], (1, 7, 3)) == int(number[-1])


def _shape(
    pattern: str, article_format: ArticleFormat, fits: Callable[[str], bool]
) -> tuple[re.Pattern[str], ArticleFormat, Callable[[str], bool]]:
    return re.compile(pattern, re.ASCII), article_format, fits


# In the order of mail.md 1.6, after the routing prefix was taken off. The UPS waybill and the rare
# 30-digit USPS number have shapes of their own, so their place does not matter.
_SHAPES = (
    _shape(r"1Z[0-9A-Z]{16}", ArticleFormat.UPS_1Z, _ups_1z_fits),
    _shape(r"[A-Z]{2}\d{9}[A-Z]{2}", ArticleFormat.S10_13, _s10_fits),
    _shape(r"9[1-5]\d{20}", ArticleFormat.USPS_IMPB_22, _gs1_fits),
    _shape(r"9[1-5]\d{24}", ArticleFormat.USPS_IMPB_26, _gs1_fits),
    _shape(r"94\d{28}", ArticleFormat.USPS_IMPB_30, _gs1_fits),
    _shape(r"96\d{20}", ArticleFormat.FEDEX_22_96, _fedex_22_fits),
    _shape(r"96\d{32}", ArticleFormat.FEDEX_34_96, _fedex_34_fits),
    _shape(r"\d{34}", ArticleFormat.FEDEX_34, _fedex_34_fits),
    _shape(r"\d{20}", ArticleFormat.USPS_20_PLAIN, _gs1_fits),
    _shape(r"\d{15}", ArticleFormat.FEDEX_15, _gs1_fits),
    _shape(r"\d{12}", ArticleFormat.FEDEX_12, _fedex_12_fits),
    _shape(r"[A-Z]\d{10}", ArticleFormat.UPS_WAYBILL_11, _ups_waybill_fits),
)


def classify(number: str) -> tuple[ArticleFormat, CheckDigit]:
    """The format of a bare number and what its check digit says.

    Twenty digits may be checked with or without the application identifier 91, which older labels
    carry in the bars but not in print; either counts (``mail.md`` 1.3).
    """
    for pattern, article_format, fits in _SHAPES:
        if not pattern.fullmatch(number):
            continue
        if fits(number):
            return article_format, CheckDigit.OK
        if article_format is ArticleFormat.USPS_20_PLAIN and _gs1_fits_with_91(number):
            return ArticleFormat.USPS_20_AI91, CheckDigit.OK
        return article_format, CheckDigit.FAILED
    return ArticleFormat.UNKNOWN, CheckDigit.NONE


def carrier_of(article_format: ArticleFormat, number: str) -> ArticleCarrier:
    """The carrier of a format; an S10 number belongs to the post of its last two letters."""
    if article_format is ArticleFormat.S10_13:
        return ArticleCarrier.USPS if number.endswith("US") else ArticleCarrier.S10_OTHER
    family = article_format.value.partition("_")[0]
    return ArticleCarrier(family)
