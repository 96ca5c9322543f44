"""The words of the letter about a revocation are kept by the officer and used from their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.consents import Language
from app.domain.errors import FieldProblems, NotPermitted
from app.domain.revocation_texts import RevocationText
from app.domain.staff import Role
from app.services.consent_reads import ConsentReads
from app.services.consents import ConsentService
from app.services.desk import Desk
from app.services.revocation_texts import RevocationTextService
from app.system.clock import FixedClock
from tests.documents.reading_back import all_text
from tests.services.consent_kit import TODAY, signed, version
from tests.services.desk_kit import desk_of, trail


def shipped(desk: Desk, language: Language = Language.ENGLISH) -> RevocationText:
    """The version that came with the program."""
    return next(t for t in RevocationTextService(desk).list() if t.language is language)


def revoked(desk: Desk) -> int:
    """A consent that was taken back."""
    consent_id = signed(desk)
    ConsentService(desk).revoke(
        consent_id=consent_id, version=version(desk, consent_id), received_on=TODAY
    )
    return consent_id


def letter(desk: Desk, consent_id: int) -> str:
    """The words of the letter as they are drawn."""
    return all_text(ConsentReads(desk).revocation_letter(consent_id=consent_id).pdf)


def test_a_new_version_is_used_from_its_day_and_the_shipped_one_stays(desk: Desk) -> None:
    consent_id = revoked(desk)
    assert "Your consent has been taken back" in letter(desk, consent_id)
    new = replace(
        shipped(desk), title="We have stopped", valid_from=TODAY + timedelta(days=3), number=1
    )
    assert RevocationTextService(desk).add(text=new).value == 2
    assert trail(desk)[-1] == "consent_text.letter_added"
    assert "Your consent has been taken back" in letter(desk, consent_id)
    assert isinstance(desk.clock, FixedClock)
    desk.clock.advance(timedelta(days=3))
    assert "We have stopped" in letter(desk, consent_id)
    titles = [(t.language, t.number, t.title) for t in RevocationTextService(desk).list()]
    assert titles == [
        (Language.ENGLISH, 1, "Your consent has been taken back"),
        (Language.ENGLISH, 2, "We have stopped"),
        (Language.SPANISH, 1, "Su consentimiento ha sido retirado"),
    ]


def test_each_language_counts_its_own_versions(desk: Desk) -> None:
    service = RevocationTextService(desk)
    for language in Language:
        new = replace(shipped(desk, language), valid_from=TODAY)
        assert service.add(text=new).value == 2
    assert service.add(text=replace(shipped(desk), valid_from=TODAY)).value == 3


def test_a_preview_is_marked_and_keeps_nothing(desk: Desk) -> None:
    new = replace(shipped(desk), title="A look", valid_from=TODAY)
    said = all_text(RevocationTextService(desk).preview(text=new))
    assert "A look" in said
    assert "Pat Example" in said
    assert len(RevocationTextService(desk).list()) == 2


def test_required_words_and_permission_are_checked(desk: Desk) -> None:
    bare = replace(shipped(desk), paragraphs=("Goodbye.",), valid_from=TODAY)
    with pytest.raises(FieldProblems):
        RevocationTextService(desk).add(text=bare)
    clerk = RevocationTextService(desk_of(desk.store, Role.CLERK, "carl"))
    assert len(clerk.list()) == 2
    with pytest.raises(NotPermitted):
        clerk.add(text=replace(shipped(desk), valid_from=TODAY))
