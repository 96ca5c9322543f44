"""Invented people and practices for the paper tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from app.domain.addresses import Address
from app.domain.papers import Addressee, CoverLetter, PracticeProfile

PRACTICE = PracticeProfile(
    name="Lakeside Family Medicine",
    address=Address(
        line1="412 Elm Street", line2="Suite 3", city="Springfield", state="IL", zip_code="62704"
    ),
    phone="(217) 555-0142",
    state="IL",
    privacy_contact="Dana Whitfield",
    privacy_phone="(217) 555-0143",
)

MARIA = Addressee(
    "Maria Santos",
    Address(
        line1="1200 South Fourth Avenue",
        line2="Apt 14B",
        city="Springfield",
        state="IL",
        zip_code="62703-4410",
    ),
)

LONG = Addressee(
    "Wilhelmina Konstantinopolska-Fitzwilliam",
    Address(
        attention="Attorney Dana Reyes",
        company="Prairie State Legal Aid Foundation",
        care_of="Bartholomew Featherstonehaugh",
        line1="12345 Northwest Martin Luther King Boulevard",
        line2="Building 14 Suite 1200",
        city="Rancho Santa Margarita",
        state="CA",
        zip_code="92688-1234",
    ),
)

NAMES = (
    "Nguyễn Thị Ánh Tuyết",
    "Đặng Văn Ơn",
    "Ελένη Παπαδοπούλου",
    "Владимир Щёголев",
    "Łukasz Żółć-Şahin",
    "Þóra Ægisdóttir",
    "Ǿyvind Ȟnut",
)

LITERALS = ("<b>Smith</b> & Sons", '=HYPERLINK("x")', "{practice_name}", "%PDF-1.7 \\n (")


def cover_letter(**changes: Any) -> CoverLetter:
    """A usual cover letter with some parts changed."""
    usual = CoverLetter(
        practice=PRACTICE,
        addressee=MARIA,
        request_number="26-4F7K",
        letter_date=date(2026, 11, 22),
        request_date=date(2026, 10, 28),
        patient_name="Maria Santos",
        contents=("Visit notes, 2024 to 2026", "Test results, 2025", "Billing, 2026"),
        page_count=42,
        road="Paper, by Certified Mail",
        pack_code="K7QD",
    )
    return replace(usual, **changes)


def a_tiff(pages: int = 1, mode: str = "1", dots: tuple[int, int] = (204, 196)) -> bytes:
    """What a fax machine or a scanner leaves."""
    first, *rest = [Image.new(mode, (170, 220)) for _ in range(pages)]
    out = BytesIO()
    how = {"compression": "group4"} if mode == "1" else {}
    first.save(out, "TIFF", save_all=True, append_images=rest, dpi=dots, **how)
    return out.getvalue()
