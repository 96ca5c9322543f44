"""What a run of papers is ordered with and what came of drawing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.errors import Problem
from app.domain.mail import MailPiece, MailStatus
from app.domain.papers import PaperKind
from app.domain.postage import PieceShape
from app.services.paper_drafts import PaperDraft


class RunKinds(StrEnum):
    """Which papers of each piece; letters alone serve window envelopes."""

    BOTH = "both"
    LETTERS = "letters"
    OUTSIDES = "outsides"

    @property
    def label(self) -> str:
        """The choice in words."""
        return {
            RunKinds.BOTH: "All papers",
            RunKinds.LETTERS: "Letters only",
            RunKinds.OUTSIDES: "Envelopes, labels only",
        }[self]


@dataclass(frozen=True, slots=True)
class RunPiece:
    """A piece that could be printed.

    Attributes:
        letter_on: when its letter was printed first; None if it was not.
        outside_on: the same of its envelope or label.
        approved: whether its release was approved.
        hindrance: why its papers cannot be made now; empty when they can.
    """

    piece: MailPiece = field(repr=False)
    letter_on: date | None = None
    outside_on: date | None = None
    approved: bool = True
    hindrance: str = ""

    @property
    def made(self) -> bool:
        """Nothing of it waits to be printed; printing it is printing it again."""
        both = self.letter_on is not None and self.outside_on is not None
        return both or self.piece.status is MailStatus.PRINTED

    @property
    def flat(self) -> bool:
        """Its pages are not folded."""
        return self.piece.shape == PieceShape.FLAT.value


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What to print, and on what.

    Attributes:
        chosen: the pieces, in the order in which they are printed within each kind of outside.
        letter_stock: an envelope's or label sheet's id, for what is folded.
        flat_stock: the same for what lies flat.
        first_label: where the labels begin on their first sheet.
    """

    chosen: tuple[RunPiece, ...]
    letter_stock: str
    flat_stock: str
    kinds: RunKinds = RunKinds.BOTH
    first_label: int = 1

    def stock_of(self, chosen: RunPiece) -> str:
        """What a piece's outside is printed on."""
        return self.flat_stock if chosen.flat else self.letter_stock

    def wants_letter(self, chosen: RunPiece) -> bool:
        """What is missing is made; where nothing is, everything is made again."""
        return self.kinds is not RunKinds.OUTSIDES and (chosen.made or chosen.letter_on is None)

    def wants_outside(self, chosen: RunPiece) -> bool:
        """The same of its envelope or label."""
        return self.kinds is not RunKinds.LETTERS and (chosen.made or chosen.outside_on is None)


@dataclass(frozen=True, slots=True)
class RunJob:
    """Papers of one kind on one stock: one print job, or one PDF."""

    kind: PaperKind
    stock: str
    drafts: tuple[PaperDraft, ...]

    @property
    def count(self) -> int:
        """How many papers; labels share sheets."""
        return sum(len(draft.parts) for draft in self.drafts)

    @property
    def sheets(self) -> int:
        """How many sheets of paper, envelopes or label sheets the printer takes."""
        return sum(draft.pages for draft in self.drafts)

    @property
    def reprints(self) -> int:
        """How many of them were printed before."""
        return sum(draft.reprint_of is not None for draft in self.drafts)

    @property
    def title(self) -> str:
        """For the print queue, where others read it: ``12 cover letters``; nobody's name."""
        many = "" if self.count == 1 else "s"
        return f"{self.count:,} {self.kind.label.lower()}{many}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece that cannot be drawn, and why."""

    chosen: RunPiece
    problem: Problem = field(repr=False)


@dataclass(frozen=True, slots=True)
class Run:
    """Everything drawn, job by job, and what was left out of all of them."""

    jobs: tuple[RunJob, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to look at before printing."""
        every = (line for job in self.jobs for draft in job.drafts for line in draft.remarks)
        return tuple(dict.fromkeys(every))
