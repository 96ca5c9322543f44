"""F26: every verb declares its permission, and every role may do exactly what the table says."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import app.services.services as container
from app.domain.errors import NotPermitted
from app.domain.staff import PERMISSIONS, Operation, Role
from app.services.audit import AuditQuery
from app.services.desk import Desk, Service
from app.services.services import Services
from app.storage.store import Store
from tests.services.vault_kit import desk_in, sign_in

VERIFIED_TABLE = {
    Operation.VIEW: {Role.READ_ONLY, Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.OWN_ACCOUNT: {Role.READ_ONLY, Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.BACK_UP: {Role.READ_ONLY, Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.EDIT_REQUESTS: {Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.CAPTURE_CONSENT: {Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.REVOKE_CONSENT: {Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.EDIT_CONSENT_TEXTS: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.VERIFY_CONSENTS: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.IMPORT_PATIENTS: {Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.RELEASE: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.EXPORT: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.VERIFY_AUDIT: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.EDIT_RULES: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Operation.MANAGE_STAFF: {Role.ADMINISTRATOR},
    Operation.MANAGE_SETTINGS: {Role.ADMINISTRATOR},
    Operation.RESTORE: {Role.ADMINISTRATOR},
}
"""Written out a second time, so that a slip in the table is a failing test."""


def service_classes() -> list[type[Service]]:
    """Every service of the program."""

    def below(kind: type[Service]) -> Iterator[type[Service]]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    assert container.Services is Services
    found = {each for each in below(Service) if each.__module__.startswith("app.")}
    return sorted(found, key=lambda kind: kind.__name__)


def verbs(kind: type[Service]) -> list[tuple[str, Callable[..., object]]]:
    """The public methods of a service, its base's desk left out."""
    own = [
        (name, member)
        for name, member in inspect.getmembers(kind)
        if not name.startswith("_") and name != "desk"
    ]
    return [(name, member) for name, member in own if callable(member)]


def every_verb() -> list[tuple[type[Service], str, Operation]]:
    return [
        (kind, name, member.__dict__["operation"])
        for kind in service_classes()
        for name, member in verbs(kind)
        if "operation" in member.__dict__
    ]


def test_every_public_method_declares_its_permission() -> None:
    silent = [
        f"{kind.__name__}.{name}"
        for kind in service_classes()
        for name, member in verbs(kind)
        if not isinstance(member.__dict__.get("operation"), Operation)
    ]
    assert not silent, "\n".join(silent)
    assert len(every_verb()) > 60


def test_no_service_offers_anything_but_verbs() -> None:
    public = [
        f"{kind.__name__}.{name}"
        for kind in service_classes()
        for name, member in inspect.getmembers(kind)
        if not name.startswith("_") and name != "desk" and not callable(member)
    ]
    assert not public, "\n".join(public)


def test_every_verb_takes_its_arguments_by_name() -> None:
    loose = [
        f"{kind.__name__}.{name}"
        for kind in service_classes()
        for name, member in verbs(kind)
        for parameter in list(inspect.signature(member).parameters.values())[1:]
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    assert not loose, "\n".join(loose)


def test_the_container_holds_every_service() -> None:
    text = Path(inspect.getsourcefile(container) or "").read_text(encoding="utf-8")
    bases = {base for kind in service_classes() for base in kind.__mro__[1:]}
    leaves = [kind for kind in service_classes() if kind not in bases]
    missing = [kind.__name__ for kind in leaves if f"{kind.__name__}(desk)" not in text]
    assert not missing


def test_the_table_is_as_agreed() -> None:
    assert {op: set(roles) for op, roles in PERMISSIONS.items()} == VERIFIED_TABLE
    assert set(PERMISSIONS) == set(Operation)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    desk = desk_in(tmp_path_factory.mktemp("matrix") / "data")
    yield desk.store
    desk.store.close()


@pytest.fixture(scope="module")
def desks(store: Store) -> dict[Role, Desk]:
    return {role: sign_in(store, login=role.value, role=role) for role in Role}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_exactly_what_the_table_says(desks: dict[Role, Desk], role: Role) -> None:
    desk, other = desks[role], desks[Role.ADMINISTRATOR]
    for kind, name, operation in every_verb():
        before = denials(other)
        allowed = is_let_in(kind(desk), name)
        assert allowed is (role in VERIFIED_TABLE[operation]), f"{role}: {kind.__name__}.{name}"
        assert denials(other) - before == (0 if allowed else 1), f"{kind.__name__}.{name}"


def is_let_in(service: Service, name: str) -> bool:
    """Whether the verb itself was reached; without its arguments it goes no further."""
    method = inspect.unwrap(getattr(type(service), name))
    needed = [
        parameter
        for parameter in inspect.signature(method).parameters.values()
        if parameter.default is inspect.Parameter.empty and parameter.name != "self"
    ]
    try:
        if needed:
            getattr(service, name)()
        else:
            service.desk.require(method_operation(service, name), name)
    except NotPermitted:
        return False
    except TypeError:
        return True
    return True


def method_operation(service: Service, name: str) -> Operation:
    operation: Operation = getattr(type(service), name).__dict__["operation"]
    return operation


def denials(desk: Desk) -> int:
    """The number of the last event; every attempt that is let in ends before it writes one."""
    with desk.reading() as unit:
        return unit.audit.head()[0]


def test_a_denied_attempt_says_what_was_tried(desks: dict[Role, Desk]) -> None:
    desk = desks[Role.READ_ONLY]
    with pytest.raises(NotPermitted):
        Services(desk).staff.list()
    with desk.reading() as unit:
        entry = unit.audit.page(limit=1)[0]
    assert entry.action == "permission.denied"
    assert entry.actor == desk.session.staff_id
    assert "manage_staff" in entry.detail
    assert "StaffService.list" in entry.detail


def test_a_new_role_applies_at_the_next_verb(store: Store, desks: dict[Role, Desk]) -> None:
    desk = sign_in(store, login="changing", role=Role.CLERK)
    staff = Services(desks[Role.ADMINISTRATOR]).staff
    with pytest.raises(NotPermitted):
        Services(desk).audit.page(query=AuditQuery())
    member = next(each for each in staff.list() if each.login == "changing")
    staff.change_role(staff_id=member.id, version=member.version, role=Role.PRIVACY_OFFICER)
    assert Services(desk).audit.page(query=AuditQuery()).rows
