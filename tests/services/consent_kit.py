"""Consents made through the services as a clerk and a patient would."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

from app.documents.request_letter import InventedLetter, draw_request_letter
from app.domain.authorization import AuthorizationForm
from app.domain.consent_signature import Drawing, StrokePoint
from app.domain.consents import ConsentKind, ConsentTerms
from app.services.consents import ConsentService, PaperReturn
from app.services.desk import Desk
from app.services.file_intake import PickedFile
from tests.services.desk_kit import add_patient

EMAIL = "maynard@example.org"
TODAY = date(2026, 11, 23)
SIGNATURE = Drawing(
    (
        tuple(
            StrokePoint(0.1 + 0.012 * n, 0.5 + 0.3 * math.sin(n / 4), n * 12, 0.5)
            for n in range(60)
        ),
    ),
    aspect=3.4,
    device="pen",
)
OUR_FORM = AuthorizationForm(
    information="Visit notes of 2026", recipient="Hill Law LLP", purpose="Claim"
)
OUTSIDE = AuthorizationForm(
    information="Visit notes of 2026",
    discloser="Elm Clinic",
    recipient="Hill Law LLP",
    purpose="Claim",
    outside=True,
    says_revocation=True,
    says_conditioning=True,
    says_redisclosure=True,
)


def terms(patient_id: int, kind: ConsentKind = ConsentKind.EMAIL, **changes: Any) -> ConsentTerms:
    """Terms of a kind for a patient."""
    values: dict[ConsentKind, dict[str, Any]] = {
        ConsentKind.EMAIL: {"email": EMAIL, "purpose": "Visit notes"},
        ConsentKind.PICK_UP: {"person": "Rosa Ibarra", "relation": "Aunt"},
        ConsentKind.AUTHORIZATION: {"form": OUR_FORM, "expires_on": date(2027, 6, 1)},
    }
    return ConsentTerms(**({"patient_id": patient_id, "kind": kind} | values[kind] | changes))


def patient(desk: Desk, **changes: Any) -> int:
    """A patient with an e-mail address."""
    return add_patient(desk, **({"email": EMAIL} | changes))


def opened(
    desk: Desk, kind: ConsentKind = ConsentKind.EMAIL, patient_id: int | None = None, **changes: Any
) -> int:
    """A draft."""
    whose = patient(desk) if patient_id is None else patient_id
    return ConsentService(desk).open(terms=terms(whose, kind, **changes)).value


def version(desk: Desk, consent_id: int) -> int:
    """The version as a page would have read it."""
    with desk.reading() as unit:
        return unit.consents.get(consent_id).version


def signed(
    desk: Desk, kind: ConsentKind = ConsentKind.EMAIL, patient_id: int | None = None, **changes: Any
) -> int:
    """A consent signed on the screen."""
    consent_id = opened(desk, kind, patient_id, **changes)
    ConsentService(desk).sign_on_screen(consent_id=consent_id, version=1, drawing=SIGNATURE)
    return consent_id


def scan(folder: Path, name: str = "scan.pdf") -> Path:
    """A one-page PDF as a scanner would leave it."""
    folder.mkdir(parents=True, exist_ok=True)
    letter = InventedLetter(("Dana",), "Elm Clinic", TODAY, (name,), "Dana")
    path = folder / name
    path.write_bytes(draw_request_letter(letter))
    return path


def returned(path: Path, signed_on: date = TODAY, **changes: Any) -> PaperReturn:
    """A scanned paper."""
    return PaperReturn(PickedFile(path), signed_on, **({"looked": True} | changes))
