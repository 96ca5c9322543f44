"""Article numbers at the desk: what to ask before one is kept, and what to remark afterwards.

Nothing is refused for its digits alone: the person looks at the label again and decides, and a
number that was kept against its check digit stays marked (mail.md 1.3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from app.domain.article_formats import ArticleCarrier, ArticleFormat, CheckDigit
from app.domain.article_numbers import ArticleNumber, grouped, read_article_number
from app.domain.errors import Problem
from app.domain.mail import CARRIERS_WITHOUT_EXTRAS, MailPiece, MailService
from app.services.desk import Desk
from app.storage.unit import Unit

REUSED_AFTER = timedelta(days=730)
"""Carriers use numbers again after a while; within two years the same number is a slip."""

_OWN_CARRIER = {
    MailService.UPS: ArticleCarrier.UPS,
    MailService.FEDEX: ArticleCarrier.FEDEX,
}


@dataclass(frozen=True, slots=True)
class DuplicateArticle:
    """Another piece with the same number."""

    piece_id: int
    request_number: str


class ArticleQuestion(Problem):
    """Something the person decides before the number is kept.

    Codes: ``article-green-card`` (put it in the receipt field), ``article-check`` (confirm it),
    ``article-duplicate`` (confirm it).

    Attributes:
        article: what was read.
        duplicates: the other pieces, for ``article-duplicate``.
    """

    def __init__(
        self,
        code: str,
        happened: str,
        next_step: str,
        article: ArticleNumber,
        duplicates: tuple[DuplicateArticle, ...] = (),
    ) -> None:
        super().__init__(
            code,
            happened,
            unharmed="Nothing was kept yet; what you typed is still here.",
            next_step=next_step,
        )
        self.article = article
        self.duplicates = duplicates


@dataclass(frozen=True, slots=True)
class ArticleLogged:
    """A number that was kept, and remarks that did not stop it."""

    article: ArticleNumber
    remarks: tuple[str, ...] = ()


def read_for_piece(text: str, *, keep_failed: bool) -> ArticleNumber:
    """Read a number for the article field.

    Raises:
        ArticleQuestion: a green card's number, or the check digit does not fit or is not known.
        Problem: not a number from a label.
    """
    article = read_article_number(text)
    if keep_failed:
        return article
    if article.is_green_card:
        raise ArticleQuestion(
            "article-green-card",
            article.note,
            "Keep it as the return receipt number, and scan the sticker for this field.",
            article,
        )
    if article.needs_confirmation:
        raise ArticleQuestion(
            "article-check",
            article.note or "The check digit of this number cannot be tested.",
            "Compare it with the label. Keep it if it is the same, else type it again.",
            article,
        )
    return article


def ask_about_duplicates(desk: Desk, unit: Unit, piece: MailPiece, article: ArticleNumber) -> None:
    """Stop once when another recent piece carries the number.

    Raises:
        ArticleQuestion: it does; the person may keep it all the same.
    """
    since = desk.clock.now() - REUSED_AFTER
    others = tuple(
        DuplicateArticle(other.id, other.request_number)
        for other in unit.mail.by_article(article.number, since=since)
        if other.id != piece.id
    )
    if others:
        numbers = ", ".join(dict.fromkeys(other.request_number for other in others))
        raise ArticleQuestion(
            "article-duplicate",
            f"This number is on another piece already, of request {numbers}.",
            "Look at both stickers. Keep it only if it is really the same number.",
            article,
            others,
        )


def with_article(piece: MailPiece, version: int, article: ArticleNumber) -> MailPiece:
    """The piece with its number; a failed check digit stays marked."""
    return replace(
        piece,
        version=version,
        article_number=article.number,
        article_raw=article.raw,
        article_format=article.format.value,
        article_carrier=article.carrier.value,
        article_check=article.check.value,
        article_zip=article.routing_zip or "",
    )


def remarks_on(piece: MailPiece, article: ArticleNumber) -> tuple[str, ...]:
    """What to look at again: another destination in the bars, another carrier's number."""
    remarks = []
    typed, scanned = piece.recipient_address.zip_code[:5], (article.routing_zip or "")[:5]
    if typed and scanned and typed != scanned:
        remarks.append(
            f"The bars name ZIP {scanned}, but the piece is addressed to {typed}. "
            "Check that the sticker belongs to this envelope."
        )
    wanted = _OWN_CARRIER.get(piece.service)
    if wanted is None and piece.service not in CARRIERS_WITHOUT_EXTRAS:
        wanted = ArticleCarrier.USPS
    known = article.carrier not in {ArticleCarrier.UNKNOWN, ArticleCarrier.S10_OTHER}
    if wanted is not None and known and article.carrier is not wanted:
        remarks.append(
            f"This is a number of {article.carrier.label}, but the piece goes by "
            f"{piece.service.label}."
        )
    if article.check is CheckDigit.FAILED:
        remarks.append("The number is kept although its check digit does not fit.")
    return tuple(remarks)


def grouped_article(piece: MailPiece) -> str:
    """The number as labels print it; empty without one. It was read when it was logged."""
    bare = piece.article_number
    if not bare:
        return ""
    if not piece.article_format:
        return read_article_number(bare).grouped()
    return grouped(bare, ArticleFormat(piece.article_format))
