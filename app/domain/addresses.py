"""A postal address as structured fields; how it is printed is ``postal_text``'s business."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

ADDRESS_LINE_LIMIT = 64
"""Publication 28 asks for room for at least 30 characters a line; 64 is the longest kept."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where mail goes. What a person typed is kept; nothing is rewritten without being asked.

    ``state`` is the two-letter code for US addresses, ``zip_code`` stays text (leading zeros).
    ``country`` is empty for the United States.
    """

    attention: str = field(default="", repr=False)
    company: str = field(default="", repr=False)
    care_of: str = field(default="", repr=False)
    urbanization: str = field(default="", repr=False)
    line1: str = field(default="", repr=False)
    line2: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    state: str = field(default="", repr=False)
    zip_code: str = field(default="", repr=False)
    country: str = field(default="", repr=False)

    @property
    def is_empty(self) -> bool:
        """Nothing was filled in."""
        return not any(getattr(self, item.name) for item in fields(self))

    @property
    def one_line(self) -> str:
        """The address in one line, for lists and search."""
        street = " ".join(part for part in (self.line1, self.line2) if part)
        place = " ".join(part for part in (self.city, self.state, self.zip_code) if part)
        parts = (self.attention, self.company, self.care_of and f"c/o {self.care_of}")
        rest = (self.urbanization, street, place, self.country)
        return ", ".join(part for part in (*parts, *rest) if part)

    def as_dict(self) -> dict[str, str]:
        """Field name to text, for the store and for drafts."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_dict(cls, data: dict[str, str]) -> Address:
        """The address kept by :meth:`as_dict`; unknown names are left out."""
        # Read for every row of every list, so the names are not worked out each time.
        return cls(*[str(data.get(name, "")) for name in cls.__slots__])
