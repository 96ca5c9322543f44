"""What the signed-in person may do, so that nothing is offered that would be refused.

Only a courtesy: each verb checks its permission itself, when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.domain.request_states import Move
from app.domain.request_steps import NextAction, NextStep
from app.domain.staff import Operation, Role, is_permitted
from app.services.requests import RequestService

_VERBS: Mapping[Move, Callable[..., Any]] = MappingProxyType(
    {
        Move.CHECK_IDENTITY: RequestService.record_identity,
        Move.GATHER: RequestService.mark_gathered,
        Move.MAKE_READY: RequestService.mark_ready,
        Move.SEND: RequestService.mark_sent,
        Move.SEND_AGAIN: RequestService.send_again,
        Move.CLOSE: RequestService.close,
        Move.WITHDRAW: RequestService.withdraw,
        Move.NO_RECORDS: RequestService.no_records,
    }
)


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of a role; without one, none."""

    role: Role | None = None

    def may(self, operation: Operation) -> bool:
        """Whether this may be done."""
        return self.role is not None and is_permitted(self.role, operation)

    @property
    def edit(self) -> bool:
        """Whether requests may be worked."""
        return self.may(Operation.EDIT_REQUESTS)

    def may_move(self, move: Move) -> bool:
        """Whether the verb of this move is permitted."""
        operation = _VERBS[move].__dict__["operation"]
        return isinstance(operation, Operation) and self.may(operation)

    def may_step(self, step: NextStep) -> bool:
        """Whether the next step can be taken; those that are no move are the desk's."""
        if step.action is NextAction.OPEN_CONSENT:
            return self.may(Operation.CAPTURE_CONSENT)
        return self.edit and (step.move is None or self.may_move(step.move))
