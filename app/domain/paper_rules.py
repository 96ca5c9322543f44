"""When papers of a request may be made, and whether its release was approved: one rule for both.

The cover letter says that the request is granted (45 CFR 164.524(b)(2)(i)(A)), so it is made only
after the identity and the authority of who asks were verified (164.514(h)) and the pages were
counted. Papers lie on the desk before the approval, since the officer checks them with the pages;
nothing may be mailed before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.errors import Problem
from app.domain.request_states import RequestFacts
from app.domain.requests import RequestStatus

APPROVED = frozenset({RequestStatus.READY, RequestStatus.SENT, RequestStatus.CLOSED})
"""Where a request stands once its release was approved."""

PAPERS_FROM = APPROVED | {RequestStatus.GATHERED}
"""Where its papers may be made."""

NOT_APPROVED_YET = (
    "The release is not approved yet. Print and check the papers, but mail nothing before the "
    "privacy officer has marked the request ready to send."
)

_UNHARMED = "Nothing was printed."
_WHY_NOT: Mapping[RequestStatus, tuple[str, str]] = MappingProxyType(
    {
        RequestStatus.RECEIVED: (
            "The letter would say that the request is granted, but who asks was not verified yet.",
            "Record the identity on the request's page, then gather and count the pages.",
        ),
        RequestStatus.IDENTITY_CHECKED: (
            "The letter would say what is enclosed, but the pages were not counted yet.",
            "Gather the pages and record their number on the request's page.",
        ),
        RequestStatus.WITHDRAWN: (
            "The request was withdrawn, so nothing is released and no papers are made.",
            "If the records are wanted after all, log a new request.",
        ),
        RequestStatus.NO_RECORDS: (
            "The request was closed because there are no records here, so no papers are made.",
            "If records were found after all, log a new request.",
        ),
    }
)


def why_no_papers(status: RequestStatus, facts: RequestFacts) -> Problem | None:
    """Why letter, envelope and label cannot be made yet, in three sentences; None when they can."""
    if status not in PAPERS_FROM:
        happened, next_step = _WHY_NOT[status]
        return Problem("papers-not-yet", happened, unharmed=_UNHARMED, next_step=next_step)
    if not facts.identity_checked or (facts.authority_needed and not facts.authority_recorded):
        return Problem(
            "papers-not-yet",
            "The letter would say that the request is granted, but the proof of who asks or for "
            "whom they act is not on file.",
            unharmed=_UNHARMED,
            next_step="Record identity and authority on the request's page.",
        )
    return None


def is_approved(status: RequestStatus) -> bool:
    """Whether the release of this request was approved."""
    return status in APPROVED
