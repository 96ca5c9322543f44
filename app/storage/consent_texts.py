"""The wordings that patients sign: added to, never changed, since consents refer to them."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from app.domain.consent_texts import ConsentText
from app.domain.consents import ConsentKind, Language
from app.storage.consent_rows import passage_rows, wording_from
from app.storage.tables import consent_text


class ConsentTextRepository:
    """Rows in, wordings out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[ConsentText, ...]:
        """Every wording, oldest first within kind and language."""
        columns = consent_text.c
        rows = self._connection.execute(
            select(consent_text).order_by(columns.kind, columns.language, columns.number)
        )
        return tuple(map(wording_from, rows))

    def add(self, text: ConsentText) -> int:
        """Add a wording under the next number of its kind and language; returns its id."""
        columns = consent_text.c
        last = self._connection.execute(
            select(func.max(columns.number)).where(
                columns.kind == text.kind.value, columns.language == text.language.value
            )
        ).scalar()
        result = self._connection.execute(
            insert(consent_text).values(
                kind=text.kind.value,
                language=text.language.value,
                number=int(last or 0) + 1,
                valid_from=text.valid_from,
                title=text.title,
                passages=passage_rows(text.passages),
                source=text.source,
                verified_by=text.verified_by,
            )
        )
        assert result.inserted_primary_key is not None  # noqa: S101 - an insert of one row has one
        return int(result.inserted_primary_key[0])

    def has(self, kind: ConsentKind, language: Language) -> bool:
        """Whether there is a wording of this kind in this language."""
        statement = select(consent_text.c.id).where(
            consent_text.c.kind == kind.value, consent_text.c.language == language.value
        )
        return self._connection.execute(statement.limit(1)).first() is not None
