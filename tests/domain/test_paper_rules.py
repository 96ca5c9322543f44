"""When papers may be made: after identity, authority and pages; never for what was ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.paper_rules import APPROVED, PAPERS_FROM, is_approved, why_no_papers
from app.domain.request_states import MOVES, Move, RequestFacts
from app.domain.requests import RequestKind, RequestStatus, Road

CHECKED = RequestFacts(RequestKind.ACCESS, Road.CERTIFIED_MAIL, identity_checked=True)


@pytest.mark.parametrize("status", list(RequestStatus))
def test_papers_are_made_from_gathered_on(status: RequestStatus) -> None:
    problem = why_no_papers(status, CHECKED)
    assert (problem is None) is (status in PAPERS_FROM)
    if problem is not None:
        assert problem.code == "papers-not-yet"
        assert all((problem.happened, problem.unharmed, problem.next_step))


def test_proof_of_identity_and_of_authority_is_needed_wherever_it_stands() -> None:
    for facts in (
        replace(CHECKED, identity_checked=False),
        replace(CHECKED, authority_needed=True),
    ):
        problem = why_no_papers(RequestStatus.READY, facts)
        assert problem is not None
        assert "proof" in problem.happened
    acting = replace(CHECKED, authority_needed=True, authority_recorded=True)
    assert why_no_papers(RequestStatus.READY, acting) is None


def test_approved_is_what_lies_behind_the_officers_move() -> None:
    approval = MOVES[Move.MAKE_READY]
    assert approval.target in APPROVED
    assert not approval.sources & APPROVED
    assert approval.sources <= PAPERS_FROM
    assert {status for status in RequestStatus if is_approved(status)} == APPROVED
