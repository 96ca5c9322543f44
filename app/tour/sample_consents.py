"""The life of each invented consent, told step by step through the real services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import cos, sin

from app.documents.request_letter import InventedLetter, draw_request_letter
from app.domain.authorization import AuthorizationForm
from app.domain.consent_signature import Drawing, StrokePoint
from app.domain.consents import ConsentKind, ConsentTerms, ConsentWay, PatientMessage
from app.domain.people import PatientDetails
from app.services.consents import PaperReturn, VoiceAnswer
from app.services.file_intake import PickedFile
from app.services.services import Services
from app.tour.invented_consents import ConsentCase
from app.tour.sample_life import Office


class ConsentLife:
    """One consent from its opening to where it stands today."""

    def __init__(self, office: Office, case: ConsentCase, number: int) -> None:
        self._office, self._case, self._number = office, case, number
        self._id = 0

    def steps(self) -> Iterator[datetime]:
        """Everything that happened, in order; each moment is told before its step is taken."""
        case, minute = self._case, (self._number * 53) % 380
        yield self._office.calendar.at(case.days_ago, minute)
        self._id = self._services.consents.open(terms=self._terms()).value
        yield self._office.calendar.at(case.days_ago, minute + 6)
        if case.way is not None:
            self._give(case.way)
        if case.ended:
            yield self._office.calendar.at(case.ended_days_ago, minute + 11)
            self._end()

    @property
    def _services(self) -> Services:
        """Whose turn it is; the number decides."""
        return self._office.services[self._number % len(self._office.services)]

    @property
    def _version(self) -> int:
        with self._office.desks[0].reading() as unit:
            return unit.consents.get(self._id).version

    def _terms(self) -> ConsentTerms:
        case = self._case
        ends_in = case.ends_in
        return ConsentTerms(
            patient_id=self._office.patient_ids[case.patient],
            kind=case.kind,
            language=case.language,
            email=self._patient.email if case.kind is ConsentKind.EMAIL else "",
            person=case.person,
            relation=case.relation,
            purpose=case.purpose,
            expires_on=None if ends_in is None else self._office.calendar.day(-ends_in),
            form=self._form() if case.kind is ConsentKind.AUTHORIZATION else None,
        )

    def _form(self) -> AuthorizationForm:
        case = self._case
        return AuthorizationForm(
            information=case.information,
            discloser=self._office.practice,
            recipient=case.person,
            purpose=case.purpose,
            outside=case.outside,
            type_points=11 if case.outside else None,
            blanks=", ".join(one for one in case.lacks if not one.startswith("says_")),
            says_revocation="says_revocation" not in case.lacks,
            says_conditioning="says_conditioning" not in case.lacks,
            says_redisclosure="says_redisclosure" not in case.lacks,
        )

    @property
    def _patient(self) -> PatientDetails:
        return self._office.patients[self._case.patient].details

    def _give(self, way: ConsentWay) -> None:
        consents, consent_id, version = self._services.consents, self._id, self._version
        day = self._office.calendar.day(self._case.days_ago)
        if way is ConsentWay.SCREEN:
            consents.sign_on_screen(
                consent_id=consent_id, version=version, drawing=invented_signature(self._number)
            )
        elif way is ConsentWay.PAPER:
            paper = PaperReturn(self._scan(), day, looked=True)
            consents.record_paper(consent_id=consent_id, version=version, paper=paper)
        elif way is ConsentWay.VOICE:
            voice = VoiceAnswer("Viola Stern", "Yes, please. I check that mailbox every day.")
            consents.record_voice(consent_id=consent_id, version=version, voice=voice)
        else:
            message = PatientMessage("<20261101.7A31@example.org>", day, alert_sent=True)
            consents.record_message(consent_id=consent_id, version=version, message=message)

    def _scan(self) -> PickedFile:
        """The signed paper as a scanner would leave it."""
        path = self._office.scans / f"consent-{self._number:03d}.pdf"
        if not self._case.outside:
            path.write_bytes(self._services.consents.form(consent_id=self._id).pdf)
            return PickedFile(path)
        name = self._patient.full_name
        letter = InventedLetter(
            sender=(self._case.person,),
            practice=self._office.practice,
            written_on=self._office.calendar.day(self._case.days_ago),
            body=("Authorization to release health records", f"Patient: {name}"),
            signed=name,
        )
        path.write_bytes(draw_request_letter(letter))
        return PickedFile(path)

    def _end(self) -> None:
        case = self._case
        consents, version = self._services.consents, self._version
        if case.ended == "revoked":
            day = self._office.calendar.day(case.ended_days_ago)
            consents.revoke(consent_id=self._id, version=version, received_on=day, note=case.note)
        elif case.ended == "declined":
            consents.decline(consent_id=self._id, version=version, note=case.note)
        else:
            consents.discard(consent_id=self._id, version=version, reason=case.note)


def invented_signature(number: int) -> Drawing:
    """A made-up hand: two strokes that look like writing and are nobody's name."""
    loops = 5 + number % 4
    first = tuple(
        StrokePoint(
            x=0.12 + 0.62 * step / 80 + 0.02 * cos(step / 2.4),
            y=0.55 - 0.2 * sin(step * loops / 13) * (1 - step / 120),
            ms=step * 14,
            pressure=0.4 + 0.3 * sin(step / 9) ** 2,
        )
        for step in range(81)
    )
    second = tuple(
        StrokePoint(0.2 + 0.5 * step / 20, 0.82 - 0.04 * sin(step / 3), 1300 + step * 15, 0.5)
        for step in range(21)
    )
    return Drawing((first, second), aspect=3.4, device="pen")
