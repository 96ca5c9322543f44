"""The mail log in words: states, services, numbers, costs. Nothing here decides anything."""

from __future__ import annotations

from datetime import date

from app.domain.article_formats import ArticleFormat, CheckDigit
from app.domain.article_numbers import ArticleNumber
from app.domain.dates import format_us_date
from app.domain.mail import ExtraService, MailPiece, MailService, MailStatus
from app.domain.mail_log import MailHeap
from app.services.mail_log import MailCounts, MailRow, MailView
from app.ui.kit.tokens import Kind

_STATE_KINDS = {
    MailStatus.READY: Kind.IDLE,
    MailStatus.PRINTED: Kind.IDLE,
    MailStatus.ACCEPTED: Kind.INFO,
    MailStatus.NOTICE_LEFT: Kind.SOON,
    MailStatus.DELIVERED: Kind.DONE,
    MailStatus.RECEIPT_RECEIVED: Kind.DONE,
    MailStatus.REFUSED: Kind.LATE,
    MailStatus.UNCLAIMED: Kind.LATE,
    MailStatus.UNDELIVERABLE: Kind.LATE,
    MailStatus.RETURNED: Kind.LATE,
    MailStatus.LOST: Kind.LATE,
    MailStatus.CANCELLED: Kind.IDLE,
}
_SHORT_SERVICES = {
    MailService.FIRST_CLASS: "First-Class",
    MailService.PRIORITY: "Priority",
    MailService.PRIORITY_EXPRESS: "Express",
}
_SHORT_EXTRAS = {
    ExtraService.CERTIFIED: "certified",
    ExtraService.REGISTERED: "registered",
    ExtraService.RETURN_RECEIPT: "card",
    ExtraService.RETURN_RECEIPT_ELECTRONIC: "e-receipt",
    ExtraService.RESTRICTED_DELIVERY: "restricted",
    ExtraService.ADULT_SIGNATURE: "adult signature",
    ExtraService.CERTIFICATE_OF_MAILING: "certificate",
    ExtraService.SIGNATURE_CONFIRMATION: "signature",
}
_NAMING = frozenset({ExtraService.CERTIFIED, ExtraService.REGISTERED})
"""Extras that say what the piece is, so that First-Class need not be said."""

_OLD_FORMS = (ArticleFormat.USPS_20_PLAIN, ArticleFormat.USPS_20_AI91)
_CHECK_WORDS = {
    CheckDigit.OK: "check digit right",
    CheckDigit.FAILED: "check digit does not fit",
    CheckDigit.NONE: "no check digit to test",
}


def counts_words(counts: MailCounts) -> str:
    """``3 ready, 1 on its way, 2 need you``."""
    way = "on its way" if counts.on_the_way == 1 else "on their way"
    need = "needs you" if counts.need_you == 1 else "need you"
    parts = (
        (counts.ready, "ready"),
        (counts.on_the_way, way),
        (counts.need_you, need),
    )
    said = [f"{count:,} {what}" for count, what in parts if count]
    return ", ".join(said) or "Nothing is waiting"


def heap_words(heap: MailHeap, counts: MailCounts) -> str:
    """The view's name with its count, where there is one."""
    known = {
        MailHeap.NEED_YOU: counts.need_you,
        MailHeap.READY: counts.ready,
        MailHeap.ON_THE_WAY: counts.on_the_way,
    }
    count = known.get(heap, 0)
    return f"{heap.label}  {count:,}" if count else heap.label


def kind_of(row: MailRow) -> Kind:
    """The tint of the state; a piece that needs someone is never calm."""
    kind = _STATE_KINDS[row.piece.status]
    if row.unapproved:
        return Kind.LATE
    if row.piece.settled:
        return Kind.IDLE if kind is not Kind.DONE else Kind.DONE
    return Kind.SOON if row.needs_you and kind in (Kind.DONE, Kind.INFO) else kind


def service_short(piece: MailPiece) -> str:
    """``Certified, card``: a few words for the table."""
    extras = [_SHORT_EXTRAS[extra] for extra in ExtraService if extra in piece.extras]
    plain = piece.service is MailService.FIRST_CLASS and piece.extras & _NAMING
    first = [] if plain else [_SHORT_SERVICES.get(piece.service, piece.service.label)]
    said = ", ".join([*first, *extras])
    return said[:1].upper() + said[1:]


def service_long(service: MailService, extras: frozenset[ExtraService]) -> str:
    """``First-Class Mail, Certified Mail, return receipt (green card)``."""
    said = [extra.label for extra in ExtraService if extra in extras]
    kept = [words if extra_is_name(words) else words[:1].lower() + words[1:] for words in said]
    return ", ".join([service.label, *kept])


def extra_is_name(words: str) -> bool:
    """Names of services of the post keep their capitals."""
    return words in (ExtraService.CERTIFIED.label, ExtraService.REGISTERED.label)


def number_words(article: ArticleNumber) -> str:
    """``USPS Certified Mail form number, check digit right``."""
    if article.format is ArticleFormat.UNKNOWN:
        return "A kind of number that ChartPost does not know, kept without a check"
    return f"{_number_kind(article)}, {_CHECK_WORDS[article.check]}"


def _number_kind(article: ArticleNumber) -> str:
    if article.is_green_card:
        return "USPS green card number"
    old_form = article.format in _OLD_FORMS and article.number.startswith("70")
    if article.number.startswith("9589") or old_form:
        return "USPS Certified Mail form number"
    return f"{article.carrier.label} number"


def cost_words(view: MailView) -> str:
    """``$11.02, price table of 07/12/2026``; what is not known is said."""
    cost = view.cost
    cents = view.piece.cost_cents if view.piece.accepted_on is not None else cost.total_cents
    if cents is None:
        missing = [line.label for line in cost.lines if line.cents is None]
        return f"Not in the price table: {', '.join(missing)}" if missing else "Not known"
    since = view.piece.prices_from or cost.prices_from
    table = f", price table of {format_us_date(since)}" if since is not None else ""
    check = ", a price among them is estimated" if view.cost.uncertain else ""
    return f"{dollars(cents)}{table}{check}"


def dollars(cents: int) -> str:
    """``$11.02``."""
    return f"${cents // 100:,}.{cents % 100:02d}"


def pages_words(count: int | None) -> str:
    """``18 pages``, or nothing while they were not counted."""
    if count is None:
        return ""
    return f"{count:,} page" if count == 1 else f"{count:,} pages"


def card_words(view: MailView, today: date) -> str:
    """Until when the post office can be asked for a green card."""
    ends = view.ask_for_card_until
    if ends is None or view.piece.receipt_on is not None:
        return ""
    left = (ends - today).days
    if left < 0:
        return f"The time to ask ended on {format_us_date(ends)}"
    return f"Ask for it until {format_us_date(ends)}, {left} {'day' if left == 1 else 'days'} left"
