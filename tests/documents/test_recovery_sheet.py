"""The recovery sheet carries the code twice, readable and literal."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.documents.pages import PageImages
from app.documents.recovery_sheet import draw_recovery_sheet
from app.domain.errors import Problem
from app.domain.paper_orders import RecoverySheet
from app.domain.recovery_code import format_recovery_code, parse_recovery_code
from tests.documents.reading_back import page_count, page_text, pieces

BODY = "0123456789ABCDEFGHJKMNPQ"
CODE = format_recovery_code(BODY)


def _sheet(**changes: object) -> RecoverySheet:
    values: dict[str, object] = {
        "practice_name": "Lakeside Family Medicine",
        "made_on": date(2026, 11, 22),
        "code": CODE,
    }
    return RecoverySheet(**{**values, **changes})  # type: ignore[arg-type]


def test_the_code_stands_on_both_halves_and_can_be_typed_back() -> None:
    drawn = draw_recovery_sheet(_sheet())
    assert page_count(drawn) == 1
    groups = [piece for piece in pieces(drawn) if piece.text.strip("-").count("-") >= 2]
    rows = [piece.text.strip() for piece in groups]
    assert parse_recovery_code("".join(rows[:2])) == BODY
    assert parse_recovery_code("".join(rows[2:])) == BODY
    assert all(piece.bottom < 396 for piece in groups[:2])
    assert all(piece.top > 396 for piece in groups[2:])
    assert min(piece.bottom - piece.top for piece in groups) > 15


def test_it_says_whose_and_when_and_where_to_keep_it() -> None:
    text = page_text(draw_recovery_sheet(_sheet()))
    assert text.count("Lakeside Family Medicine") == 2
    assert text.count("November 22, 2026") == 2
    assert "Copy for the safe" in text
    assert "Copy for the owner" in text
    assert " ".join(text.split()).count("each copy holds the whole code; one is enough") == 2
    assert "half" not in text, "nobody is to think that half a code is kept"
    words = " ".join(text.split())
    assert words.count("Restoring a backup with this code makes no new one") == 2
    assert words.count("type it back, then shred both copies of this one") == 2
    assert "Using it makes a new code" not in words, "a restore is a use, too"


def test_everything_keeps_off_the_edges_and_equal_input_gives_equal_bytes() -> None:
    drawn = draw_recovery_sheet(_sheet())
    assert all(piece.inside((36, 36, 576, 756)) for piece in pieces(drawn))
    assert drawn == draw_recovery_sheet(_sheet())


def test_a_sample_sheet_says_so() -> None:
    text = page_text(draw_recovery_sheet(_sheet(sample=True)))
    assert text.count("SAMPLE, opens invented data only") == 2
    assert "SAMPLE" not in page_text(draw_recovery_sheet(_sheet()))


def test_the_value_does_not_show_the_code() -> None:
    assert CODE not in repr(_sheet())


@pytest.mark.parametrize(
    "code", ["", "ABCD", CODE.replace("-", " "), f"{CODE}-0000", f"é{CODE[1:]}"]
)
def test_what_is_no_code_is_not_printed(code: str) -> None:
    with pytest.raises(Problem, match="recovery-code-shape"):
        draw_recovery_sheet(_sheet(code=code))


def test_a_name_that_does_not_fit_is_refused_and_markup_is_literal() -> None:
    with pytest.raises(Problem, match="recovery-no-room"):
        draw_recovery_sheet(_sheet(practice_name="x" * 10_000))
    assert '<b>&"Clinic"' in page_text(draw_recovery_sheet(_sheet(practice_name='<b>&"Clinic"')))


def test_the_file_description_names_nobody() -> None:
    found = PdfReader(BytesIO(draw_recovery_sheet(_sheet()))).metadata
    assert found is not None
    assert found.title == "Recovery sheet"
    assert found.author == "ChartPost"
    assert CODE not in str(dict(found))


def test_it_can_be_shown() -> None:
    with PageImages(draw_recovery_sheet(_sheet())) as pages:
        picture = pages.render(0, 72)
    assert (picture.width, picture.height) == (612, 792)
