"""How a consent that was given ends: taken back, by its event, found false; and its copies.

The promise: what is taken back is shut for every open request in the same moment, whatever the
clock says; what was signed stays as it is.
"""

from __future__ import annotations

from datetime import date

from app.domain.consents import Consent, ConsentEventKind
from app.domain.dates import check_not_future, format_us_date
from app.domain.errors import FieldProblems, Problem
from app.domain.staff import Operation
from app.services.changes import Area, Outcome, done
from app.services.consent_reads import ConsentReads
from app.services.consent_sealing import (
    Happening,
    known_day,
    read_version,
    require_standing,
    write_event,
)
from app.services.desk import permitted
from app.services.request_moves import note_of
from app.storage.unit import Unit


class ConsentEndings(ConsentReads):
    """What can happen to a consent that was given. Each verb returns its new version."""

    @permitted(Operation.REVOKE_CONSENT)
    def revoke(
        self, *, consent_id: int, version: int, received_on: date, note: str = ""
    ) -> Outcome[int]:
        """Take a consent back; nothing more leaves on it from this moment (164.508(b)(5)).

        Raises:
            FieldProblems: the day is in the future or before the signature.
            Problem: it was never given, or was taken back already.
            Conflict: something happened to it since.
        """
        happening = Happening(ConsentEventKind.REVOKED, received_on, note_of(note, "note"))
        return self._ends(consent_id, version, happening, "received_on")

    @permitted(Operation.CAPTURE_CONSENT)
    def note_event(
        self, *, consent_id: int, version: int, on: date, note: str = ""
    ) -> Outcome[int]:
        """Record that the event on which it ends has happened (164.508(b)(2)(i)).

        Raises:
            FieldProblems: the day is in the future.
            Problem: it was never given, was taken back, or names no event.
            Conflict: something happened to it since.
        """
        happening = Happening(ConsentEventKind.ENDED_BY_EVENT, on, note_of(note, "note"))
        return self._ends(consent_id, version, happening, "on")

    @permitted(Operation.CAPTURE_CONSENT)
    def note_false(self, *, consent_id: int, version: int, note: str) -> Outcome[int]:
        """Record that something material in it is known to be false (164.508(b)(2)(v)).

        Raises:
            FieldProblems: nothing says what is false.
            Problem: it was never given, or was taken back.
            Conflict: something happened to it since.
        """
        note = note_of(note, "note", needed="Type what is known to be false, and from where.")
        return self._ends(consent_id, version, Happening(ConsentEventKind.FOUND_FALSE, note=note))

    @permitted(Operation.CAPTURE_CONSENT)
    def note_copy_given(self, *, consent_id: int, version: int) -> Outcome[int]:
        """Record that the signer has a copy (164.508(c)(4)).

        Raises:
            Problem: it was never given, or was taken back.
            Conflict: something happened to it since.
        """
        today = self.desk.clock.today()
        return self._ends(consent_id, version, Happening(ConsentEventKind.COPY_GIVEN, today))

    @permitted(Operation.CAPTURE_CONSENT)
    def note_letter(self, *, consent_id: int, version: int) -> Outcome[int]:
        """Record that the letter about a revocation was printed.

        Raises:
            Problem: it was not taken back.
            Conflict: something happened to it since.
        """
        with self.desk.writing() as unit:
            consent = read_version(unit, consent_id, version)
            self._letter(unit, consent)
            self._write(unit, consent, Happening(ConsentEventKind.CONFIRMED_REVOCATION))
        return done(version + 1, Area.CONSENTS)

    def _write(self, unit: Unit, consent: Consent, happening: Happening) -> None:
        write_event(self.desk, unit, consent, happening)

    def _ends(
        self, consent_id: int, version: int, happening: Happening, field_name: str = ""
    ) -> Outcome[int]:
        """Something that happens to a consent that was given."""
        day = happening.happened_on
        if day is not None and field_name:
            check_not_future(day, self.desk.clock.today(), field=field_name)
        with self.desk.writing() as unit:
            consent = read_version(unit, consent_id, version)
            require_standing(consent, known_day(self.desk, unit))
            _check_happening(consent, happening, field_name)
            self._write(unit, consent, happening)
        return done(version + 1, Area.CONSENTS, Area.REQUESTS)


def _check_happening(consent: Consent, happening: Happening, field_name: str) -> None:
    signed, day = consent.signed_on, happening.happened_on
    if happening.kind is ConsentEventKind.REVOKED and signed and day and day < signed:
        raise FieldProblems(
            {field_name: f"It was signed on {format_us_date(signed)}, after this day."}
        )
    if happening.kind is ConsentEventKind.ENDED_BY_EVENT and not consent.terms.expires_event:
        raise Problem(
            "no-end-event",
            "This consent does not end with an event.",
            next_step="Record a revocation if the patient took it back.",
        )
