"""The first steps of a request through its service, shared by the tests of every later one."""

from __future__ import annotations

from typing import Any

from app.domain.requests import IdentityMethod, Request, RequestStatus
from app.services.desk import Desk
from app.services.requests import RequestService
from tests.services.desk_kit import add_patient, wanted


def log(requests: RequestService, desk: Desk, **changes: Any) -> int:
    """A request of a new patient."""
    return requests.log(details=wanted(add_patient(desk), **changes)).value.id


def identify(requests: RequestService, request_id: int, version: int = 1, **more: Any) -> int:
    """Identity checked by a photo ID; the new version."""
    return requests.record_identity(
        request_id=request_id, version=version, method=IdentityMethod.PHOTO_ID, **more
    ).value


def gathered(requests: RequestService, desk: Desk, **changes: Any) -> int:
    """A request with twelve pages counted, at version 3."""
    one = log(requests, desk, **changes)
    identify(requests, one)
    requests.mark_gathered(request_id=one, version=2, page_count=12)
    return one


def read(requests: RequestService, request_id: int) -> Request:
    """The request as the store has it."""
    return requests.get(request_id=request_id).request


def status(requests: RequestService, request_id: int) -> RequestStatus:
    """Where it stands."""
    return read(requests, request_id).status


def version(requests: RequestService, request_id: int) -> int:
    """Its version."""
    return read(requests, request_id).version
