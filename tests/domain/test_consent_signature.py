"""Signatures: what a pen reports, what is refused, and one way of writing it down."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.consent_signature import (
    MOST_POINTS,
    MOST_STROKES,
    Drawing,
    StrokePoint,
    check_signature,
    read_signature,
)
from app.domain.errors import Problem

LINE = tuple(StrokePoint(0.1 + 0.08 * n, 0.5 + 0.2 * math.sin(n), n * 10) for n in range(10))
GOOD = Drawing((LINE,), 3.0, "pen")


def code(drawing: Drawing) -> str:
    with pytest.raises(Problem) as caught:
        check_signature(drawing)
    problem = caught.value
    assert problem.happened
    assert problem.unharmed == "Nothing was signed or kept."
    assert problem.next_step
    return problem.code


def test_a_signature_is_kept_as_drawn_in_whole_numbers() -> None:
    signature = check_signature(GOOD)
    assert signature.strokes[0][0] == (1000, 5000, 0, -1)
    assert signature.aspect == 3000
    assert read_signature(signature.canonical) == signature


def test_pressure_is_kept_where_the_pen_tells_it() -> None:
    stroke = tuple(replace(point, pressure=0.5) for point in LINE)
    assert check_signature(Drawing((stroke,))).strokes[0][0][3] == 500


@pytest.mark.parametrize("strokes", [(), ((),), ((), ())])
def test_nothing_drawn(strokes: tuple[tuple[StrokePoint, ...], ...]) -> None:
    assert code(Drawing(strokes)) == "signature-empty"


@pytest.mark.parametrize(
    "strokes",
    [
        ((StrokePoint(0.5, 0.5),),),
        ((StrokePoint(0.5, 0.5), StrokePoint(0.505, 0.5)),),
        ((StrokePoint(0.5, 0.5),), (StrokePoint(0.9, 0.5),)),
        (tuple(StrokePoint(0.5 + 0.01 * (n % 2), 0.5) for n in range(50)),),
        ((StrokePoint(0.5, 0.5), StrokePoint(0.55, 0.5)),),
    ],
)
def test_a_dot_is_no_signature(strokes: tuple[tuple[StrokePoint, ...], ...]) -> None:
    assert code(Drawing(strokes)) == "signature-dot"


@pytest.mark.parametrize(
    "point",
    [
        StrokePoint(1.2, 0.5),
        StrokePoint(0.5, -0.2),
        StrokePoint(float("nan"), 0.5),
        StrokePoint(0.5, float("inf")),
        StrokePoint(0.5, 0.5, pressure=float("nan")),
        StrokePoint(0.5, 0.5, -1),
        StrokePoint(0.5, 0.5, 10**9),
        StrokePoint(1e300, 0.5),
    ],
)
def test_a_pen_that_flies_off_the_page(point: StrokePoint) -> None:
    assert code(Drawing(((*LINE, point),))) == "signature-off-page"


@pytest.mark.parametrize("aspect", [0.0, -1.0, 100.0, float("nan"), float("inf")])
def test_a_field_of_no_shape(aspect: float) -> None:
    assert code(Drawing((LINE,), aspect)) == "signature-off-page"


def test_a_hand_that_slides_over_the_edge_is_cut_off_there() -> None:
    over = (*LINE, StrokePoint(1.04, -0.04))
    assert check_signature(Drawing((over,))).strokes[0][-1][:2] == (10_000, 0)


def test_far_too_much_is_refused() -> None:
    assert code(Drawing((LINE,) * (MOST_STROKES + 1))) == "signature-too-long"
    assert code(Drawing((LINE * (MOST_POINTS // 10 + 1),))) == "signature-too-long"


@given(
    st.lists(
        st.lists(
            st.builds(
                StrokePoint,
                st.floats(-0.05, 1.05),
                st.floats(-0.05, 1.05),
                st.integers(0, 1000),
                st.none() | st.floats(-1, 2),
            ),
            max_size=20,
        ).map(tuple),
        max_size=6,
    ).map(tuple)
)
def test_whatever_is_drawn_is_kept_within_the_field_or_refused(
    strokes: tuple[tuple[StrokePoint, ...], ...],
) -> None:
    try:
        signature = check_signature(Drawing(strokes))
    except Problem:
        return
    assert read_signature(signature.canonical) == signature
    for stroke in signature.strokes:
        for x, y, _ms, pressure in stroke:
            assert 0 <= x <= 10_000
            assert 0 <= y <= 10_000
            assert -1 <= pressure <= 1000
