"""Papers that were printed or saved, kept for good, and how far each label sheet is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.errors import NotFound
from app.domain.papers import Paper, PaperKind
from app.storage.tables import label_sheet, paper, request, staff

PRINTED = "printed"
"""How a paper was made that a printer took, not one saved as a file."""

# Written once, since a mail day adds hundreds.
_ADD = insert(paper)

_OUTSIDE = frozenset({PaperKind.ENVELOPE, PaperKind.LABEL})


class PaperRepository:
    """Rows in, papers out; the request's own paper columns follow in the same transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, made: Paper, made_by: int) -> Paper:
        """Keep one paper; its bytes are an attachment already."""
        result = self._connection.execute(
            _ADD,
            {
                "request_id": made.request_id,
                "mail_piece_id": made.mail_piece_id,
                "attachment_id": made.attachment_id,
                "kind": made.kind.value,
                "made_at": made.made_at,
                "made_by": made_by,
                "stock": made.stock,
                "how": made.how,
                "text_number": made.text_number,
                "pages": made.pages,
                "copies": made.copies,
                "reprint": made.reprint,
                "sha256": made.sha256,
            },
        )
        assert result.inserted_primary_key is not None  # noqa: S101 - an insert of one row has one
        self._mark_request(made)
        return replace(made, id=int(result.inserted_primary_key[0]))

    def get(self, paper_id: int) -> Paper:
        """One paper.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._connection.execute(_papers().where(paper.c.id == paper_id)).first()
        if row is None:
            raise NotFound("paper")
        return _paper(row)

    def of_request(self, request_id: int) -> tuple[Paper, ...]:
        """The papers of one request, oldest first."""
        rows = self._connection.execute(
            _papers().where(paper.c.request_id == request_id).order_by(paper.c.id)
        )
        return tuple(map(_paper, rows))

    def printed_for(self, piece_ids: Sequence[int]) -> dict[tuple[int, PaperKind], Paper]:
        """The first print of each kind of paper for these mail pieces; later ones repeat it."""
        rows = self._connection.execute(
            _papers()
            .where(
                paper.c.mail_piece_id.in_(piece_ids),
                paper.c.how == PRINTED,
                paper.c.reprint == False,  # noqa: E712 - a column, not a truth
            )
            .order_by(paper.c.id)
        )
        first: dict[tuple[int, PaperKind], Paper] = {}
        for found in map(_paper, rows):
            if found.mail_piece_id is not None:
                first.setdefault((found.mail_piece_id, found.kind), found)
        return first

    def next_label(self, stock: str) -> int:
        """The first unused label of the sheet in use, counted from 1."""
        found = self._connection.execute(
            select(label_sheet.c.next_label).where(label_sheet.c.stock == stock)
        ).scalar()
        return int(found) if found is not None else 1

    def set_next_label(self, stock: str, label: int) -> None:
        """Remember where the next label of a stock goes."""
        statement = upsert(label_sheet).values(stock=stock, next_label=label)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[label_sheet.c.stock],
                set_={
                    "next_label": statement.excluded.next_label,
                    "version": label_sheet.c.version + 1,
                },
            )
        )

    def _mark_request(self, made: Paper) -> None:
        if made.kind is PaperKind.COVER_LETTER:
            column = request.c.letter_made_at
        elif made.kind in _OUTSIDE:
            column = request.c.outside_made_at
        else:
            return
        self._connection.execute(
            update(request)
            .where(request.c.id == made.request_id, column.is_(None))
            .values({column: made.made_at})
        )


def _papers() -> Select[Any]:
    return select(paper, staff.c.name.label("made_by_name")).join(
        staff, staff.c.id == paper.c.made_by
    )


def _paper(row: Row[Any]) -> Paper:
    return Paper(
        id=row.id,
        request_id=row.request_id,
        kind=PaperKind(row.kind),
        made_at=row.made_at,
        made_by=row.made_by_name,
        stock=row.stock,
        pages=row.pages,
        sha256=row.sha256,
        how=row.how,
        copies=row.copies,
        reprint=row.reprint,
        mail_piece_id=row.mail_piece_id,
        attachment_id=row.attachment_id,
        text_number=row.text_number,
    )
