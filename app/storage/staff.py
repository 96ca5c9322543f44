"""Staff accounts: added, changed and disabled, never deleted: old events keep their names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from app.domain.errors import Conflict, FieldProblems, NotFound
from app.domain.staff import Role, StaffMember
from app.storage.tables import staff

# Written once: it is asked before every verb.
_ONE = select(staff).where(staff.c.id == bindparam("wanted"))


class StaffRepository:
    """Staff members, rows in and values out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, *, login: str, name: str, role: Role, must_change_password: bool, at: datetime
    ) -> StaffMember:
        """Add an active account.

        Raises:
            FieldProblems: the login is taken.
        """
        login = tidy_login(login)
        if self.by_login(login) is not None:
            raise FieldProblems({"login": "This sign-in name is already used."})
        result = self._connection.execute(
            insert(staff).values(
                login=login,
                name=name,
                role=role.value,
                active=True,
                must_change_password=must_change_password,
                created_at=at,
            )
        )
        assert result.inserted_primary_key is not None  # noqa: S101 - an insert of one row has one
        return self.get(int(result.inserted_primary_key[0]))

    def get(self, staff_id: int) -> StaffMember:
        """One account.

        Raises:
            NotFound: there is none with this id.
        """
        row = self._connection.execute(_ONE, {"wanted": staff_id}).first()
        if row is None:
            raise NotFound("account")
        return _member(row)

    def by_login(self, login: str) -> StaffMember | None:
        """The account with this sign-in name."""
        row = self._connection.execute(
            select(staff).where(staff.c.login == tidy_login(login))
        ).first()
        return _member(row) if row is not None else None

    def everyone(self) -> list[StaffMember]:
        """All accounts, active ones first, by name."""
        rows = self._connection.execute(
            select(staff).order_by(staff.c.active.desc(), staff.c.name, staff.c.id)
        )
        return [_member(row) for row in rows]

    def active_administrators(self) -> int:
        """How many people can administer; the last one cannot be disabled."""
        count: int = self._connection.execute(
            select(func.count())
            .select_from(staff)
            .where(staff.c.role == Role.ADMINISTRATOR.value, staff.c.active.is_(True))
        ).scalar_one()
        return count

    def save(self, member: StaffMember) -> StaffMember:
        """Write name, role and state of an account as it was read and changed.

        Raises:
            Conflict: someone changed it since.
        """
        result = self._connection.execute(
            update(staff)
            .where(staff.c.id == member.id, staff.c.version == member.version)
            .values(
                name=member.name,
                role=member.role.value,
                active=member.active,
                must_change_password=member.must_change_password,
                version=member.version + 1,
            )
        )
        if result.rowcount != 1:
            raise Conflict
        return self.get(member.id)


def tidy_login(login: str) -> str:
    """The one spelling of a sign-in name: case and outer spaces do not count."""
    return login.strip().casefold()


def _member(row: Row[Any]) -> StaffMember:
    return StaffMember(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        active=row.active,
        must_change_password=row.must_change_password,
        version=row.version,
    )
