"""Article numbers: every public vector, the scanner payloads, and any text at all."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.article_formats import (
    ArticleCarrier,
    ArticleFormat,
    CheckDigit,
    gs1_check_digit,
    s10_check_digit,
)
from app.domain.article_numbers import (
    ArticleNumber,
    next_sticker,
    read_article_number,
)
from app.domain.errors import Problem

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "tracking_numbers.json").read_text(encoding="utf-8")
)
# Samples that contain a character no number has; everything else must be readable.
WITH_FOREIGN_CHARACTERS = {"1Z12345E020_271688"}


def ids(items: list[dict[str, Any]], key: str = "number") -> list[str]:
    return [f"{n}-{item[key].strip()}" for n, item in enumerate(items)]


def name_in_vectors(article: ArticleNumber) -> str | None:
    """The vectors name the routing prefix as part of the format, and have no name for unknown."""
    if article.format is ArticleFormat.UNKNOWN:
        return None
    if article.routing_zip is None:
        return article.format.value
    return article.format.value.replace("usps_", f"usps_420z{len(article.routing_zip)}_", 1)


@pytest.mark.parametrize("vector", VECTORS["numbers"], ids=ids(VECTORS["numbers"]))
def test_public_vector(vector: dict[str, Any]) -> None:
    if vector["normalized"] in WITH_FOREIGN_CHARACTERS:
        with pytest.raises(Problem, match="article-characters"):
            read_article_number(vector["number"])
        return
    article = read_article_number(vector["number"])
    assert article.raw == vector["number"]
    prefix = f"420{article.routing_zip}" if article.routing_zip else ""
    assert prefix + article.number == vector["normalized"]
    assert name_in_vectors(article) == vector["format"]
    assert (article.check is CheckDigit.OK) == vector["valid"]
    if vector["format"]:
        assert article.carrier.value == vector["carrier"]
        assert ("check digit" in article.note) != vector["valid"]
    else:
        assert article.carrier is ArticleCarrier.UNKNOWN
        assert article.check is CheckDigit.NONE


PAYLOADS = VECTORS["scanner_payloads"]["items"]


@pytest.mark.parametrize("vector", PAYLOADS, ids=ids(PAYLOADS, "kind"))
def test_scanner_payload(vector: dict[str, Any]) -> None:
    article = read_article_number(vector["raw"])
    assert article.number == vector["expect_number"]
    assert article.routing_zip == vector["expect_zip"]
    assert article.check is CheckDigit.OK


DISPUTED = VECTORS["disputed"]["items"]


@pytest.mark.parametrize("vector", DISPUTED, ids=ids(DISPUTED))
def test_disputed_number_is_kept_never_refused(vector: dict[str, Any]) -> None:
    article = read_article_number(vector["number"])
    assert article.number == vector["number"].replace(" ", "").upper()
    tried = vector["formats_tried"]
    if article.check is CheckDigit.OK:
        # Listed as disputed over the carrier's name or the country, not over the digit.
        assert article.number in {
            "9261293148703201595357",
            "9274899992136003821767",
            "RB123456785XX",
        }
    else:
        assert article.needs_confirmation
        assert article.note
    assert (article.format.value in tried) if tried else (article.format is ArticleFormat.UNKNOWN)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9589\u00a00710\u00a05270 0888-7371-56", "9589071052700888737156"),
        ("9589.0710.5270.0888.7371.56\r\n", "9589071052700888737156"),
        ("9589\u20110710\u201352700888737156", "9589071052700888737156"),
        ("\u200b9589 0710 5270\n0888 7371\t56", "9589071052700888737156"),
        ("re 123 456 785 us", "RE123456785US"),
        ("7O18 183O OOOO 5655 9136", "70181830000056559136"),
        ("]c19405511899223830661741", "9405511899223830661741"),
        ("(91)0123", None),
    ],
)
def test_typed_forms(typed: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(Problem, match="article-shape"):
            read_article_number(typed)
    else:
        assert read_article_number(typed).number == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "article-empty"),
        ("  \t\r\n", "article-empty"),
        ("\x1d\x1d", "article-empty"),
        ("9" * 10_000, "article-too-long"),
        (" " * 10_000, "article-too-long"),
        ("CERTIFIED", "article-shape"),
        ("1234", "article-shape"),
        ("7" * 60, "article-shape"),
        ("=HYPERLINK('x')12345678", "article-characters"),
        ("９５８９０７１０５２７００８８８７３７１５６", "article-characters"),
        ("95890710527008887371ß5", "article-characters"),
        ("9589|0710", "article-characters"),
    ],
)
def test_garbage_gets_a_sentence(typed: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_article_number(typed)
    assert caught.value.code == code
    assert caught.value.happened.endswith(".")
    assert typed not in caught.value.sentences or not typed.strip()


@given(st.text(max_size=300))
def test_any_text_is_read_or_told(text: str) -> None:
    article = None
    with contextlib.suppress(Problem):
        article = read_article_number(text)
    if article is not None:
        assert article.number.isalnum()
        assert article.grouped().replace(" ", "") == article.number
        again = read_article_number(article.grouped())
        assert (again.number, again.format, again.check) == (
            article.number,
            article.format,
            article.check,
        )


@given(st.sampled_from(["91", "92", "93", "94", "95"]), st.integers(0, 10**23 - 1), st.data())
def test_every_single_digit_slip_is_noticed(start: str, serial: int, data: st.DataObject) -> None:
    length = data.draw(st.sampled_from([21, 25]))
    body = (start + str(serial).zfill(23))[:length]
    number = f"{body}{gs1_check_digit(body)}"
    assert read_article_number(number).check is CheckDigit.OK
    place = data.draw(st.integers(2, length))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    wrong = read_article_number(number[:place] + other + number[place + 1 :])
    assert wrong.check is CheckDigit.FAILED
    assert wrong.needs_confirmation


@given(
    st.from_regex(r"9[1-5][0-9]{19}", fullmatch=True),
    st.from_regex(r"[0-9]{5}([0-9]{4})?", fullmatch=True),
    st.sampled_from(["420{z}\x1d{n}", "]C1420{z}\x1d{n}\r\n", "(420){z}({a}){r}"]),
)
def test_routing_zip_is_taken_off(body: str, zip_code: str, form: str) -> None:
    number = f"{body}{gs1_check_digit(body)}"
    scanned = form.format(z=zip_code, n=number, a=number[:2], r=number[2:])
    article = read_article_number(scanned)
    assert (article.number, article.routing_zip) == (number, zip_code)


def test_34_digits_without_separator() -> None:
    inner = "9505511069605048600624"
    assert read_article_number(f"420202528876{inner}").routing_zip == "202528876"
    # Both cuts have the right start: the one that passes is taken, else the longer ZIP.
    body = "9200" + "93" + "0" * 19
    passing_as_26 = f"{body}{gs1_check_digit(body)}"
    passing_as_22 = f"{body}{gs1_check_digit(body[4:])}"
    passing_as_none = f"{body}{(int(passing_as_26[-1]) + 1) % 10}"
    assert passing_as_none not in {passing_as_22, passing_as_26}
    assert len(passing_as_26) == 26
    zips = {
        n: read_article_number(f"42078664{n}").routing_zip
        for n in (passing_as_26, passing_as_22, passing_as_none)
    }
    assert list(zips.values()) == ["78664", "786649200", "786649200"]
    assert read_article_number(f"42078664{passing_as_none}").check is CheckDigit.FAILED
    # Neither cut looks like a USPS number: left whole, which is FedEx's shape.
    whole = "420" + "1" * 31
    assert read_article_number(whole).format is ArticleFormat.FEDEX_34
    assert read_article_number(whole).routing_zip is None


def test_rare_30_digit_number() -> None:
    body = "94" + "0" * 27
    assert read_article_number(f"{body}{gs1_check_digit(body)}").format is (
        ArticleFormat.USPS_IMPB_30
    )


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("9589071052700888737156", "9589 0710 5270 0888 7371 56"),
        ("70181830000056559136", "7018 1830 0000 5655 9136"),
        ("92001903060085300042901077", "9200 1903 0600 8530 0042 9010 77"),
        ("RE123456785US", "RE 123 456 785 US"),
        ("1Z12345E6605272234", "1Z 123 45E 66 0527 2234"),
        ("K2479825491", "K2479825491"),
        ("986578788855", "9865 7878 8855"),
    ],
)
def test_printed_groups(number: str, printed: str) -> None:
    assert read_article_number(number).grouped() == printed


@pytest.mark.parametrize(
    ("number", "url"),
    [
        (
            "9589071052700888737156",
            "https://tools.usps.com/go/TrackConfirmAction?tLabels=9589071052700888737156",
        ),
        ("1Z12345E6605272234", "https://www.ups.com/track?tracknum=1Z12345E6605272234"),
        ("986578788855", "https://www.fedex.com/apps/fedextrack/?tracknumbers=986578788855"),
        (
            "1001921380360001000300639585804382",
            "https://www.fedex.com/apps/fedextrack/?tracknumbers=639585804382",
        ),
        ("RB123456785CV", None),
        ("990728071", None),
    ],
)
def test_tracking_page(number: str, url: str | None) -> None:
    assert read_article_number(number).tracking_url == url


def test_green_card_is_noticed() -> None:
    card = read_article_number("9590 9402 9974 5387 8334 60")
    assert card.is_green_card
    assert card.check is CheckDigit.OK
    assert "green" in card.note
    broken = read_article_number("9590 9402 9974 5387 8334 61")
    assert broken.is_green_card
    assert "green" in broken.note
    assert "check digit" in broken.note
    assert not read_article_number("9589071052700888737156").is_green_card


@pytest.mark.parametrize(
    ("number", "following"),
    [
        ("9589071052700888737156", "9589071052700888737163"),
        ("70181830000056559136", None),
        ("9405511899223830661741", None),
        ("986578788855", None),
    ],
)
def test_next_sticker(number: str, following: str | None) -> None:
    assert next_sticker(read_article_number(number)) == following


@given(st.integers(0, 10**9 - 2))
def test_next_sticker_follows_by_one(serial: int) -> None:
    body = f"958907105270{serial:09d}"
    article = read_article_number(f"{body}{gs1_check_digit(body)}")
    following = next_sticker(article)
    assert following is not None
    after = read_article_number(following)
    assert after.check is CheckDigit.OK
    assert int(after.number[12:21]) == serial + 1
    if serial % 10 != 9:
        # No carry: the check digit goes down by three (mail.md 1.3).
        assert (int(article.number[-1]) - int(after.number[-1])) % 10 == 3


def test_next_sticker_with_unseen_91() -> None:
    body = "7018000000000000017"
    article = read_article_number(f"{body}{gs1_check_digit('91' + body)}")
    assert article.format is ArticleFormat.USPS_20_AI91
    following = next_sticker(article)
    assert following == f"7018000000000000018{gs1_check_digit('917018000000000000018')}"
    assert read_article_number(following).format is ArticleFormat.USPS_20_AI91


@pytest.mark.parametrize("last", ["958907105270999999999", "7018000000099999999"])
def test_no_next_sticker_at_the_end_of_the_serials(last: str) -> None:
    assert next_sticker(read_article_number(f"{last}{gs1_check_digit(last)}")) is None


@pytest.mark.parametrize(("serial", "digit"), [("12345678", 5), ("00000000", 5)])
def test_s10_check_digit(serial: str, digit: int) -> None:
    assert s10_check_digit(serial) == digit


def test_s10_check_digit_zero_rule() -> None:
    # A remainder of one gives ten, which is written as zero.
    serial = next(
        f"{n:08d}"
        for n in range(1000)
        if sum(int(d) * w for d, w in zip(f"{n:08d}", (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
        == 1
    )
    assert s10_check_digit(serial) == 0


def test_labels_of_carriers() -> None:
    assert all(carrier.label for carrier in ArticleCarrier)


def test_1z_with_letter_in_the_last_place_fails() -> None:
    assert read_article_number("1Z12345E660527223A").check is CheckDigit.FAILED
