"""Putting right what was typed wrong: a counter-entry in the timeline, never a silent change.

The promise: what stood there before, what is right and why are kept; dates are reckoned anew; what
was done for the wrong person, place or records has to be done again; a copy that left is only
remarked upon, since what was released is not rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.audit_chain import Plain
from app.domain.deadlines import Deadline
from app.domain.errors import FieldProblems, Problem
from app.domain.people import Patient
from app.domain.request_corrections import (
    WHO_ASKS,
    Side,
    changed_fields,
    correction_lines,
    place_is_new,
    status_after,
)
from app.domain.requests import Request, RequestDetails
from app.domain.staff import Operation
from app.services.changes import Outcome
from app.services.desk import permitted
from app.services.releases import note_confirmation
from app.services.request_checks import check_request, deadline_for
from app.services.request_moves import (
    MOST_PAGES,
    RequestMoves,
    StepMade,
    note_of,
    papers_void,
    require_unsent,
)
from app.storage.patients import sort_name_of
from app.storage.request_rows import detail_columns
from app.storage.requests import deadline_columns
from app.storage.unit import Unit

_ON_THE_PAPERS = frozenset(
    {
        "patient_id",
        "asker",
        "recipient",
        "asker_person",
        "recipient_person",
        "address",
        "road",
        "received_on",
        "wanted",
        "wanted_span",
        "page_count",
    }
)
_WHY = "Type why this is corrected; it stays on record."


class RequestCorrections(RequestMoves):
    """Corrections of a request. Each verb returns the new version."""

    @permitted(Operation.EDIT_REQUESTS)
    def correct(
        self,
        *,
        request_id: int,
        version: int,
        details: RequestDetails,
        why: str,
        page_count: int | None = None,
        conflict_confirmed: bool = False,
    ) -> Outcome[int]:
        """Correct what was filled in; the clock is reckoned anew where that depends on it.

        Args:
            request_id: which one.
            version: as it was read.
            details: everything as it is right.
            why: how the mistake came about; kept in the timeline.
            page_count: the right count of pages, or None where it is as counted.
            conflict_confirmed: the patient was asked and wants an address that differs from the
                confidential one.

        Raises:
            FieldProblems: something typed cannot be taken, or the reason is missing.
            Problem: nothing differs, the copy left already, or a mail piece carries the old
                address.
            Conflict: someone changed the request since.
        """
        why = note_of(why, "why", needed=_WHY)
        with self.desk.writing() as unit:
            item = self._read(unit, request_id, version)
            request = item.request
            require_unsent(request)
            patient = unit.patients.get(details.patient_id)
            asked = conflict_confirmed or details.address == request.details.address
            today = self.desk.clock.today()
            clean = check_request(details, patient, today, conflict_confirmed=asked)
            pages = _checked_pages(request, page_count)
            after = _Right(_confirmed_anew(request.details, clean), patient, pages)
            outcome = self._make(unit, item, _correction(unit, request, after, why))
            if after.details.address_confirmed_how != request.details.address_confirmed_how:
                note_confirmation(self.desk, unit, request_id, after.details, patient)
            return outcome

    @permitted(Operation.EDIT_REQUESTS)
    def note_mistake(
        self, *, request_id: int, version: int, wrong: str, right: str, why: str
    ) -> Outcome[int]:
        """Remark on a mistake in a request whose copy has left; what was released stays as it is.

        Raises:
            FieldProblems: one of the three is missing.
            Conflict: someone changed the request since.
        """
        missing: dict[str, str] = {}
        texts: dict[str, str] = {}
        for name, text, needed in (
            ("wrong", wrong, "Type what is wrong."),
            ("right", right, "Type what is right."),
            ("why", why, _WHY),
        ):
            try:
                texts[name] = note_of(text, name, needed=needed)
            except FieldProblems as problem:
                missing |= problem.fields
        if missing:
            raise FieldProblems(missing)
        made = StepMade(
            "request.mistake_noted",
            "Mistake noted",
            detail=f"Wrong: {texts['wrong']}\nRight: {texts['right']}\nWhy: {texts['why']}",
        )
        with self.desk.writing() as unit:
            return self._make(unit, self._read(unit, request_id, version), made)


@dataclass(frozen=True, slots=True)
class _Right:
    """What is right, checked."""

    details: RequestDetails = field(repr=False)
    patient: Patient = field(repr=False)
    pages: int | None


def _checked_pages(request: Request, count: int | None) -> int | None:
    if count is None or request.page_count is None:
        return request.page_count
    if not 0 < count <= MOST_PAGES:
        raise FieldProblems({"page_count": f"Type a count from 1 to {MOST_PAGES:,}."})
    return count


def _confirmed_anew(before: RequestDetails, after: RequestDetails) -> RequestDetails:
    """Another place was not confirmed by what confirmed the one before."""
    if place_is_new(changed_fields(before, after)):
        return replace(after, address_confirmed_how="")
    return after


def _correction(unit: Unit, request: Request, right: _Right, why: str) -> StepMade:
    fields = changed_fields(request.details, right.details)
    if right.pages != request.page_count:
        fields |= {"page_count"}
    if not fields:
        raise Problem(
            "nothing-corrected",
            "Nothing was changed yet.",
            next_step="Change what is wrong, then save the correction.",
        )
    deadline = deadline_for(unit, right.details)
    before = Side(request.details, request.patient_name, request.page_count)
    after = Side(right.details, right.patient.details.full_name, right.pages)
    columns = detail_columns(right.details)
    made = StepMade(
        "request.corrected",
        "Corrected",
        after={"details": right.details, "page_count": right.pages},
        columns=columns | {"patient_sort": sort_name_of(right.patient.details)},
        detail="\n".join((*correction_lines(before, after), f"Why: {why}")),
        trail={"fields": sorted(fields)},
    )
    made = _dated_anew(made, request, deadline, fields)
    if fields & _ON_THE_PAPERS:
        made = papers_void(made, request)
    return _taken_back(made, request, fields, right.pages)


def _dated_anew(
    made: StepMade, request: Request, deadline: Deadline | None, fields: frozenset[str]
) -> StepMade:
    due = deadline.legal_due if deadline else None
    if due == request.due_on and "received_on" not in fields:
        return made
    trail: dict[str, Plain] = {
        "due_from": request.due_on.isoformat() if request.due_on else "",
        "due_to": due.isoformat() if due else "",
    }
    return replace(
        made,
        after=made.after | {"due_on": due},
        columns=made.columns | deadline_columns(deadline),
        trail=made.trail | trail,
    )


def _taken_back(
    made: StepMade, request: Request, fields: frozenset[str], pages: int | None
) -> StepMade:
    """Steps that were done for somebody or something else count no more."""
    columns: dict[str, Any] = {"page_count": pages}
    if fields & WHO_ASKS:
        columns |= {
            "identity_method": "",
            "identity_by": None,
            "identity_at": None,
            "authority_proof": "",
        }
    if "patient_id" in fields:
        columns |= {"page_count": None, "whole": True}
    status = status_after(request, fields)
    if status is not request.status:
        columns["status"] = status.value
    return replace(made, columns=made.columns | columns)
