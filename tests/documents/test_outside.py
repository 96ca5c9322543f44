"""Nothing but names and addresses gets drawn on the outside, however it is spelled (U66)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.envelope import draw_envelope
from app.documents.labels import draw_labels
from app.documents.outside import OutsideGuard, outside_words
from app.domain.envelopes import ENVELOPES
from app.domain.errors import Problem
from app.domain.outside_text import recipient_lines, require_neutral_outside
from app.domain.paper_orders import EnvelopeSheet, LabelOrder
from app.domain.papers import Addressee
from tests.documents.samples import MARIA, PRACTICE
from tests.documents.test_labels import STOCKS

SENDER = Addressee(PRACTICE.name, PRACTICE.address)
WORDS = (*outside_words().refused, *outside_words().numbered, "Born", "D.O.B", "M R N", "clinic")


@pytest.mark.parametrize(
    "bad",
    [
        replace(MARIA, name="Maria Santos DOB 03/04/1980"),
        replace(MARIA, name="Medical Records of Maria Santos"),
        replace(MARIA, address=replace(MARIA.address, line2="H.I.P.A.A. copy")),
        replace(MARIA, address=replace(MARIA.address, line1="123-45-6789")),
        replace(MARIA, address=replace(MARIA.address, attention="Medical Department")),
        replace(MARIA, address=replace(MARIA.address, care_of="Re: test results")),
        replace(MARIA, name="Maria Santos, médical récords"),
    ],
)
def test_what_tells_of_care_is_refused_on_envelope_and_label(bad: Addressee) -> None:
    with pytest.raises(Problem, match="outside-text"):
        draw_envelope(EnvelopeSheet(ENVELOPES["10"], bad, SENDER))
    with pytest.raises(Problem, match="outside-text") as caught:
        draw_labels(LabelOrder(STOCKS["avery-5163"], (MARIA, bad)))
    assert "Santos" not in caught.value.sentences


def test_numbers_of_the_request_are_refused_outside() -> None:
    marked = replace(MARIA, name="Maria Santos 26-4F7K")
    draw_envelope(EnvelopeSheet(ENVELOPES["10"], marked, SENDER))
    with pytest.raises(Problem, match="outside-text"):
        draw_envelope(EnvelopeSheet(ENVELOPES["10"], marked, SENDER, secrets=("26-4F7K",)))
    with pytest.raises(Problem, match="outside-text"):
        draw_labels(LabelOrder(STOCKS["avery-5163"], (marked,), secrets=("", "26-4F7K")))
    sender = replace(SENDER, name="Lakeside 26-4F7K")
    with pytest.raises(Problem, match="outside-text"):
        draw_envelope(EnvelopeSheet(ENVELOPES["10"], MARIA, sender, secrets=("26-4F7K",)))


_PIECES = st.lists(
    st.sampled_from(WORDS)
    | st.sampled_from([".", "'", "-", "#", ":", "_", "\u00e9", "03/04/1980", "1980", "May 4,", "7"])
    | st.text(st.sampled_from("abMRN. '-#"), max_size=6),
    max_size=5,
)


@settings(max_examples=400, deadline=None)
@given(_PIECES, st.sampled_from(["", " ", ".", "_", "'"]), st.sampled_from(["name", "line2"]))
def test_the_quick_look_never_lets_through_what_the_full_check_refuses(
    parts: list[str], glue: str, where: str
) -> None:
    text = glue.join(parts)
    who = (
        Addressee(f"A {text}", MARIA.address)
        if where == "name"
        else Addressee("A", replace(MARIA.address, line2=text))
    )
    refused = False
    try:
        require_neutral_outside(recipient_lines(who.name, who.address), outside_words())
    except Problem:
        refused = True
    if refused:
        with pytest.raises(Problem, match="outside-text"):
            OutsideGuard().recipient(who, uppercase=True)
    else:
        assert OutsideGuard().recipient(who, uppercase=True)
